// Ten quick keys are one request for suggestions; where the host wants none, there is none.

import { test, expect } from './stage.js';

test('suggest-debounce', async ({ stage, page }) => {
  await stage.open();
  await stage.stopClock();
  for (const letter of 'asthma lun') {
    await stage.input().press(letter === ' ' ? 'Space' : letter);
    await page.clock.runFor(50);
  }
  await page.clock.runFor(200);
  await expect(stage.part('suggestion').first()).toBeVisible();
  expect(stage.sent('suggest')).toEqual([{ q: 'asthma lun', limit: 7, lang: 'en' }]);
});

test('one letter is too little, but not in Chinese', async ({ stage, page }) => {
  await stage.open();
  await stage.stopClock();
  await stage.input().press('l');
  await page.clock.runFor(1000);
  expect(stage.sent('suggest')).toEqual([]);
  await stage.input().fill('癌');
  await page.clock.runFor(200);
  await expect.poll(() => stage.sent('suggest').map(({ q }) => q)).toEqual(['癌']);
});

test('no-suggest', async ({ stage, page }) => {
  await stage.open('<trial-search no-suggest></trial-search>');
  await stage.stopClock();
  await stage.input().pressSequentially('leukemia');
  await page.clock.runFor(2000);
  expect(stage.sent('suggest')).toEqual([]);
  await expect(stage.part('suggestions')).toBeHidden();
});
