// The address of the host's page follows the search only where the host asks for it, and a shared or former address brings it back.

import { expect, test } from './stage.js';

test('sync-url', async ({ stage, page, watch }) => {
  watch.allowMessage(/404/);
  await stage.open('<trial-search sync-url="ts-" limit="2"></trial-search>');
  await page.evaluate(() => history.replaceState({ host: 1 }, '', '?campaign=spring#top'));
  await stage.find('asthma');
  const parameters = () => Object.fromEntries(new URL(page.url()).searchParams);
  expect(parameters()).toEqual({ campaign: 'spring', 'ts-q': 'asthma' });
  expect(new URL(page.url()).hash).toBe('#top');
  await stage.part('chip').getByRole('button', { name: /Recruiting/ }).click();
  await expect.poll(parameters).toEqual({ campaign: 'spring', 'ts-q': 'asthma', 'ts-status': '' });
  await stage.part('page').filter({ hasText: '2' }).click();
  await expect.poll(parameters).toEqual({ campaign: 'spring', 'ts-q': 'asthma', 'ts-status': '', 'ts-page': '2' });
  expect(await page.evaluate(() => [history.length, history.state])).toEqual([2, { host: 1 }]);
  const titles = await stage.part('title').allTextContents();
  const asked = stage.sent().at(-1);

  await stage.part('title').first().locator('a').click();
  await page.waitForURL(/\/trials\//);
  await page.goBack();
  await expect(stage.part('title')).toHaveText(titles);
  await expect(stage.input()).toHaveValue('asthma');
  expect(stage.sent().at(-1)).toEqual(asked);
});

test('without the attribute the address is left alone', async ({ stage, page }) => {
  await stage.open();
  const address = page.url();
  await stage.find('asthma');
  await expect(stage.part('card').first()).toBeVisible();
  expect(page.url()).toBe(address);
  expect(await page.evaluate(() => history.length)).toBe(2);
});
