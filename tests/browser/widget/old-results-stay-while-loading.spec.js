// The list never empties; it is marked busy, and after 300 ms a bar shows that something is on its way.

import { answerWith, expect, held, test } from './stage.js';

test('old-results-stay-while-loading', async ({ stage, page }) => {
  await stage.open();
  const slow = held();
  await stage.answer(async (_, number) => {
    if (number === 2) await slow;
    return answerWith({ ids: [number] });
  });
  await stage.find('first');
  await stage.stopClock();
  await stage.ask('second');
  await expect(stage.part('list')).toHaveAttribute('aria-busy', 'true');
  await expect(stage.part('title')).toHaveText(['Trial 1']);
  expect(await stage.widget().evaluate((element) => element.state)).toBe('loading');
  await page.clock.runFor(299);
  await expect(stage.part('base')).not.toHaveAttribute('data-waiting');
  await page.clock.runFor(1);
  await expect(stage.part('base')).toHaveAttribute('data-waiting');
  expect(await stage.part('form').evaluate((form) => getComputedStyle(form, '::after').height)).toBe('2px');
  await expect(stage.part('title')).toHaveText(['Trial 1']);
  slow.release();
  await expect(stage.part('title')).toHaveText(['Trial 2']);
  await expect(stage.part('list')).toHaveAttribute('aria-busy', 'false');
  await expect(stage.part('base')).not.toHaveAttribute('data-waiting');
});
