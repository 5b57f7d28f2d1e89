// Typing is no search, unless the host wants it so.

import { test, expect } from './stage.js';

test('no-search-while-typing', async ({ stage }) => {
  await stage.open();
  await stage.input().pressSequentially('leukemia near Hangzhou, aged 6');
  await expect(stage.part('suggestions')).toBeVisible();
  expect(stage.sent()).toEqual([]);
});

test('with live, one search for each pause', async ({ stage, page }) => {
  await stage.open('<trial-search live no-suggest></trial-search>');
  await stage.stopClock();
  for (const letter of 'asthma') {
    await stage.input().press(letter);
    await page.clock.runFor(100);
  }
  expect(stage.sent()).toEqual([]);
  await page.clock.runFor(300);
  await expect.poll(() => stage.sent().map(({ q }) => q)).toEqual(['asthma']);
  await stage.input().press('x');
  await page.clock.runFor(299);
  expect(stage.sent().length).toBe(1);
  await page.clock.runFor(1);
  await expect.poll(() => stage.sent().length).toBe(2);
});
