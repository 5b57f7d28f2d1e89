// Escape while suggestions are on their way: no list appears later.

import { expect, held, test } from './stage.js';

const FOUND = { span: [0, 5], conditions: [{ concept: 'X', label: 'Asthma', matched: 'asthma', trials: 3, open_trials: 1 }], treatments: [], places: [], ids: [] };

test('escape-cancels-pending', async ({ stage, page }) => {
  await stage.open();
  const slow = held();
  await stage.answer(async ({ q }) => {
    if (q === 'asthm') await slow;
    return FOUND;
  }, 'suggest');
  await stage.input().pressSequentially('asthm');
  await expect.poll(() => stage.sent('suggest').length).toBe(1);
  const stopped = page.waitForEvent('requestfailed');
  await stage.input().press('Escape');
  await stopped;
  await expect(stage.input()).toHaveValue('asthm');
  slow.release();
  // The next list shows that the one given up would have had its time.
  await stage.input().press('a');
  await expect(stage.part('suggestion').first()).toContainText('Asthma');
  expect(stage.sent('suggest').map(({ q }) => q)).toEqual(['asthm', 'asthma']);
});

test('Escape before the request', async ({ stage, page }) => {
  await stage.open();
  await stage.stopClock();
  await stage.input().pressSequentially('asthma');
  await page.clock.runFor(100);
  await stage.input().press('Escape');
  await page.clock.runFor(1000);
  expect(stage.sent('suggest')).toEqual([]);
  await expect(stage.input()).toHaveValue('asthma');
});

test('an older list does not replace a newer one', async ({ stage }) => {
  await stage.open();
  const slow = held();
  await stage.answer(async ({ q }) => {
    if (q === 'as') await slow;
    return { ...FOUND, conditions: [{ ...FOUND.conditions[0], label: `About ${q}`, matched: 'x' }] };
  }, 'suggest');
  await stage.input().pressSequentially('as');
  await expect.poll(() => stage.sent('suggest').length).toBe(1);
  await stage.input().pressSequentially('thma');
  await expect(stage.part('suggestion').first()).toContainText('About asthma');
  slow.release();
  await expect(stage.part('suggestion').first()).toContainText('About asthma');
});
