// Nothing is kept in the browser, nobody but the API is asked, and it is not told which page asks.

import { expect, test } from './stage.js';

test('no-storage-no-cookies-no-third-party', async ({ stage, page, context, demo, hostSite, watch }) => {
  await stage.open('<trial-search geolocate></trial-search>');
  await stage.input().pressSequentially('leukem');
  await expect(stage.part('suggestions')).toBeVisible();
  await stage.find('leukemia near Hangzhou, 62 years old');
  await stage.part('chip-remove').first().click();
  await expect(stage.part('list')).toHaveAttribute('aria-busy', 'false');
  const { cookies, origins } = await context.storageState({ indexedDB: true });
  expect({ cookies, origins }).toEqual({ cookies: [], origins: [] });
  expect(await page.evaluate(async () => [localStorage.length, sessionStorage.length, (await caches.keys()).length, history.length])).toEqual([0, 0, 0, 2]);
  const toApi = watch.requests.filter(({ url }) => url.startsWith(demo.url));
  expect(new Set(watch.requests.map(({ url }) => new URL(url).origin))).toEqual(new Set([demo.url, hostSite.url]));
  expect(toApi.length).toBeGreaterThan(3);
  for (const { headers, url } of toApi) {
    expect(headers.referer ?? '', url).toBe('');
    expect(headers.cookie ?? '', url).toBe('');
    // Without the host: its port is any number.
    const { pathname, search } = new URL(url);
    expect(pathname + search, url).not.toMatch(/leukem|Hangzhou|62/);
  }
});

test('the place of a person is rounded, and only asked for by the button', async ({ stage, page, context }) => {
  await context.grantPermissions(['geolocation']);
  await context.setGeolocation({ latitude: 42.35843, longitude: -71.05977 });
  await stage.open('<trial-search geolocate no-preset-status></trial-search>');
  await stage.part('locate').click();
  await expect.poll(() => stage.sent().map(({ near }) => near)).toEqual(['42.4,-71.1']);
  await expect(stage.part('chip').first()).toContainText('Use my location');
  await context.clearPermissions();
  await page.reload();
  await stage.part('locate').click();
  await expect(stage.message()).toHaveText(/We could not read your location\. Type a city instead\./);
});
