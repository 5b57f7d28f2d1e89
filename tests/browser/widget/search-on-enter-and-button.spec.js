// Enter and the button each send one request, with the documented body.

import { test, expect } from './stage.js';

test('search-on-enter-and-button', async ({ stage }) => {
  await stage.open();
  const documented = { q: 'asthma near Boston', status: ['RECRUITING'], size: 5, page: 1, lang: 'en', facets: ['status', 'phase', 'country'] };
  await stage.find('asthma near Boston');
  expect(stage.sent()).toEqual([documented]);
  await stage.input().fill('leukemia');
  await stage.part('submit').click();
  await expect(stage.part('list')).toHaveAttribute('aria-busy', 'false');
  await expect.poll(() => stage.sent().length).toBe(2);
  expect(stage.sent()[1]).toEqual({ ...documented, q: 'leukemia' });
  const { method, headers } = stage.watch.requests.find(({ url }) => url.endsWith('/v1/search'));
  expect([method, headers['content-type']]).toEqual(['POST', 'application/json']);
});

test('search() by script, and words that were not sent', async ({ stage }) => {
  await stage.open();
  const total = await stage.widget().evaluate(async (element) => (await element.search({ q: 'asthma', status: null, limit: undefined })).total);
  expect(total).toBe((await stage.api({ q: 'asthma' })).total);
  expect(await stage.widget().evaluate((element) => element.value)).toBe('asthma');
});
