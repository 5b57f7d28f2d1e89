// Two polite regions in the light DOM, shared by all widgets of the page, gone with the last, and inside an open dialog where that hides the rest.

import { expect, test } from './stage.js';

const regions = (page, parent = 'body') => page.locator(`${parent} > [role=status]`);

test('announcer-in-light-dom', async ({ stage, page }) => {
  await stage.open('<trial-search id="a"></trial-search><trial-search id="b"></trial-search><trial-search id="c"></trial-search>');
  await expect(regions(page)).toHaveCount(2);
  for (const region of await regions(page).all()) {
    await expect(region).toHaveAttribute('aria-live', 'polite');
    const { display, visibility, width, height } = await region.evaluate((element) => {
      const style = getComputedStyle(element);
      return { display: style.display, visibility: style.visibility, width: style.width, height: style.height };
    });
    expect([display, visibility, width, height]).toEqual(['block', 'visible', '1px', '1px']);
  }
  await stage.find('asthma', '#b');
  await expect.poll(() => stage.spoken()).toHaveLength(1);
  await page.evaluate(() => document.querySelectorAll('#a, #b').forEach((element) => element.remove()));
  await expect(regions(page)).toHaveCount(2);
  await page.evaluate(() => document.querySelector('#c').remove());
  await expect(regions(page)).toHaveCount(0);
});

test('inside an open dialog', async ({ stage, page }) => {
  await stage.open('<dialog><trial-search></trial-search></dialog>');
  await page.evaluate(() => document.querySelector('dialog').showModal());
  await stage.find('asthma');
  await expect(regions(page, 'dialog')).toHaveCount(2);
  await expect.poll(() => stage.spoken()).toHaveLength(1);
  await expect(regions(page)).toHaveCount(0);
});
