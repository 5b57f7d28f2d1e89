// The script works, the server is away: it is said, the host's own content is shown, and a second try may succeed.

import { test, expect } from './stage.js';

test('fallback-api-down', async ({ stage, watch }) => {
  watch.allowMessage(/ERR_CONNECTION_REFUSED/);
  await stage.open('<trial-search><a href="https://other.example/">Search elsewhere</a></trial-search>');
  let isDown = true;
  await stage.page.route(`${stage.demo.url}/v1/search`, (route) => (isDown ? route.abort('connectionrefused') : route.continue()));
  const link = stage.page.getByRole('link', { name: 'Search elsewhere' });
  await expect(link).toBeHidden();
  await stage.ask('asthma');
  await expect(stage.message()).toContainText('Sorry, search is not working. Try again later, or use ClinicalTrials.gov.');
  await expect(link).toBeVisible();
  await expect.poll(() => stage.spoken()).toContain('Sorry, search is not working. Try again later, or use ClinicalTrials.gov.');
  expect((await stage.heard()).at(-1)).toMatchObject({ name: 'error', detail: { code: 'network', retryAfter: null } });
  expect(await stage.widget().evaluate((element) => element.state)).toBe('error');
  isDown = false;
  await stage.part('retry').click();
  await expect(stage.part('card').first()).toBeVisible();
  await expect(stage.part('message')).toBeHidden();
  await expect(link).toBeHidden();
});

test('an engine that stops midway', async ({ ownDemo, hostSite, page, watch }) => {
  watch.allowMessage(/ERR_CONNECTION_REFUSED/);
  await page.goto(hostSite.show(`<!doctype html><html lang="en"><title>x</title>
<script type="module" src="${ownDemo.url}/widget/v1/trial-search.js"></script><trial-search>Elsewhere</trial-search>`));
  const box = page.getByRole('combobox', { name: 'Search clinical trials' });
  await box.fill('asthma');
  await box.press('Enter');
  await expect(page.locator('[part~=card]').first()).toBeVisible();
  await ownDemo.stop();
  await box.fill('leukemia');
  await box.press('Enter');
  await expect(page.locator('[part~=message]')).toContainText('Sorry, search is not working. Try again later, or use ClinicalTrials.gov. Your last results are still below.');
  await expect(page.locator('[part~=card]').first()).toBeVisible();
  await expect(page.getByText('Elsewhere')).toBeVisible();
});

test('a browser that is offline', async ({ stage, context, watch }) => {
  watch.allowMessage(/ERR_INTERNET_DISCONNECTED/);
  await stage.open();
  await context.setOffline(true);
  await stage.ask('asthma');
  await expect(stage.message()).toContainText('You seem to be offline. Check your connection, then try again.');
  await context.setOffline(false);
  await stage.part('retry').click();
  await expect(stage.part('card').first()).toBeVisible();
});
