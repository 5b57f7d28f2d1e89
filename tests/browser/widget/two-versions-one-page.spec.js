// Two scripts on one page: the first wins, and whoever wrote the page is told once.

import { expect, test } from './stage.js';

test('two-versions-one-page', async ({ stage, page, demo, watch }) => {
  watch.allowMessage(/is not used/);
  await stage.open();
  await page.evaluate((src) => new Promise((done) => {
    document.head.append(Object.assign(document.createElement('script'), { type: 'module', src, onload: done }));
  }), `${demo.url}/widget/v1/trial-search.js`);
  expect(watch.messages).toEqual(['warning: trial-search: version 1.0.0 is not used, since version 1.0.0 was loaded before it']);
  await stage.find('asthma');
  await expect(stage.part('card').first()).toBeVisible();
});
