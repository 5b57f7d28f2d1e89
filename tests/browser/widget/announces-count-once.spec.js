// One message for a search; the same count twice is heard twice.

import { answerWith, expect, test } from './stage.js';

test('announces-count-once', async ({ stage }) => {
  await stage.open();
  await stage.answer(() => answerWith({ ids: [1, 2], total: 14, page: { number: 1, size: 5, pages: 3 } }));
  await stage.find('first');
  await expect.poll(() => stage.spoken()).toEqual(['14 trials. Page 1 of 3.']);
  const speaker = () => stage.page.locator('body > [role=status]').evaluateAll((regions) => regions.findIndex(({ textContent }) => textContent));
  const first = await speaker();
  await stage.find('second');
  await expect.poll(() => stage.spoken()).toEqual(['14 trials. Page 1 of 3.', '14 trials. Page 1 of 3.']);
  // The other region speaks now, and the first is empty: a change that screen readers notice although the words are the same.
  expect(await speaker()).toBe(1 - first);
  const texts = await stage.page.locator('body > [role=status]').allTextContents();
  expect(texts.filter(Boolean)).toEqual(['14 trials. Page 1 of 3.']);
});

test('suggestions are counted after a silence', async ({ stage, page }) => {
  await stage.open();
  await stage.stopClock();
  await stage.input().pressSequentially('leukem');
  await page.clock.runFor(200);
  await expect(stage.part('suggestions')).toBeVisible();
  await page.clock.runFor(1300);
  expect(await stage.spoken()).toEqual([]);
  await page.clock.runFor(300);
  const count = await stage.part('suggestion').count() - 1;
  await expect.poll(() => stage.spoken()).toEqual([`Suggestions: ${count}. Use the arrow keys.`]);
});
