// From question to trial with the keyboard alone.

import { expect, test } from './stage.js';

test('keyboard-only-journey', async ({ stage, page }) => {
  await stage.open('<trial-search limit="2"></trial-search>');
  const focused = () => page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return `${element.getAttribute('part') ?? element.localName} ${element.getAttribute('aria-label') ?? element.textContent}`.trim();
  });
  const tabTo = async (pattern) => {
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press('Tab');
      if (pattern.test(await focused())) return;
    }
    throw new Error(`Tab never came to ${pattern}`);
  };
  await tabTo(/^input/);
  await page.keyboard.type('leukem');
  await expect(stage.part('suggestion').first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(stage.input()).toHaveValue('Leukemia');
  await expect(stage.part('card')).toHaveCount(2);
  const before = await stage.summary().textContent();
  await tabTo(/^chip-remove Remove: Recruiting now/);
  await page.keyboard.press('Enter');
  await expect(stage.summary()).not.toHaveText(before);
  await tabTo(/^filtersLabel/);
  await page.keyboard.press('Enter');
  await expect(stage.part('facet').first()).toBeVisible();
  await page.keyboard.press('Tab');
  const all = await stage.summary().textContent();
  await page.keyboard.press('Space');
  await expect(stage.summary()).not.toHaveText(all);
  await expect(stage.part('facet').first().locator('input').first()).toBeFocused();
  await page.keyboard.press('Space');
  await expect(stage.summary()).toHaveText(all);
  await tabTo(/^page 2/);
  await page.keyboard.press('Enter');
  await expect(stage.part('page').and(page.locator('[aria-current=page]'))).toHaveText('2');
  await expect(stage.summary()).toBeFocused();
  await tabTo(/^a /);
  const leaving = page.waitForRequest((request) => /\/en\/trials\/NCT\d{8}$/.test(request.url()));
  stage.watch.allowMessage(/404/);
  await page.keyboard.press('Enter');
  await leaving;
});
