// After 10 s the search is given up; old results stay, and are said to be old.

import { answerWith, expect, held, test } from './stage.js';

test('timeout-10s', async ({ stage, page }) => {
  await stage.open();
  const never = held();
  await stage.answer(async (_, number) => {
    if (number === 2) await never;
    return answerWith({ ids: [number] });
  });
  await stage.find('first');
  await stage.stopClock();
  const failed = page.waitForEvent('requestfailed');
  await stage.ask('second');
  await page.clock.runFor(9_900);
  await expect(stage.message()).toHaveText('Still searching…');
  await page.clock.runFor(100);
  expect((await failed).failure().errorText).toBe('net::ERR_ABORTED');
  await expect(stage.message()).toContainText('This is taking too long. Your last results are still below.');
  await expect(stage.part('title')).toHaveText(['Trial 1']);
  await expect(stage.part('retry')).toBeVisible();
  expect((await stage.heard()).at(-1)).toMatchObject({ name: 'error', detail: { code: 'timeout' } });
  never.release();
});
