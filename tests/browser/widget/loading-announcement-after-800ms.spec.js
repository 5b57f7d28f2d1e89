// Waiting is said after 800 ms, not before, and written after 4 s.

import { answerWith, expect, held, test } from './stage.js';

test('loading-announcement-after-800ms', async ({ stage, page }) => {
  await stage.open();
  const slow = held();
  await stage.answer(async () => { await slow; return answerWith({ ids: [1] }); });
  await stage.stopClock();
  await stage.ask('asthma');
  await page.clock.runFor(500);
  expect(await stage.spoken()).toEqual([]);
  await page.clock.runFor(400);
  await expect.poll(() => stage.spoken()).toEqual(['Still searching…']);
  await expect(stage.part('message')).toBeHidden();
  await page.clock.runFor(3200);
  await expect(stage.message()).toHaveText('Still searching…');
  await expect(stage.part('retry')).toBeHidden();
  slow.release();
  await expect(stage.part('card')).toHaveCount(1);
  await expect(stage.part('message')).toBeHidden();
});
