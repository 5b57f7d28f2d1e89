// One tag and one script: a label, a box and a button, and nothing is asked of anyone.

import { test, expect } from './stage.js';

test('renders-from-one-tag', async ({ stage, page }) => {
  await stage.open();
  await expect(page.getByRole('combobox', { name: 'Search clinical trials' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Search', exact: true })).toBeVisible();
  await expect(stage.part('privacy')).toHaveText('We do not keep what you type. No cookies.');
  await expect(stage.part('list')).toBeHidden();
  expect(await stage.widget().evaluate((element) => element.state)).toBe('idle');
  const others = stage.watch.requests.map(({ url }) => url).filter((url) => url !== stage.script && !url.startsWith(stage.hostSite.url));
  expect(others).toEqual([]);
});
