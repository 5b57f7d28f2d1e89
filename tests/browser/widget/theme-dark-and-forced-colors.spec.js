// Dark where the visitor or the host wants it; in forced colours nothing is said by colour alone; without motion nothing moves.

import { picture } from '../support/screenshots.js';
import { answerWith, expect, held, test } from './stage.js';

const background = (stage) => stage.part('base').evaluate((element) => getComputedStyle(element).backgroundColor);
const LIGHT = 'rgb(255, 255, 255)';
const DARK = 'rgb(22, 25, 29)';

test('theme-dark-and-forced-colors', async ({ stage, page }) => {
  await stage.open();
  expect(await background(stage)).toBe(LIGHT);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await background(stage)).toBe(DARK);
  const set = (theme) => stage.widget().evaluate((element, value) => { element.theme = value; }, theme);
  await set('light');
  expect(await background(stage)).toBe(LIGHT);
  await page.emulateMedia({ colorScheme: 'light' });
  await set('dark');
  expect(await background(stage)).toBe(DARK);
  await set(null);
  await page.emulateMedia({ forcedColors: 'active' });
  await stage.input().pressSequentially('leukem');
  await expect(stage.part('suggestions')).toBeVisible();
  await stage.input().press('ArrowDown');
  const colors = await stage.part('suggestion').evaluateAll((options) => options.slice(0, 2).map((option) => getComputedStyle(option).backgroundColor));
  expect(colors[0]).not.toBe(colors[1]);
  await stage.find('leukemia');
  const pill = await stage.part('status').first().evaluate((element) => [getComputedStyle(element).borderTopStyle, element.textContent]);
  expect(pill).toEqual(['solid', '●Recruiting now']);
});

test('reduced-motion', async ({ stage, page }) => {
  await stage.open();
  const slow = held();
  await stage.answer(async () => { await slow; return answerWith({ ids: [1] }); });
  const moving = () => stage.widget().evaluate((element) => element.shadowRoot.getAnimations().length);
  await stage.ask('asthma');
  await expect(stage.part('base')).toHaveAttribute('data-waiting');
  expect(await moving()).toBe(1);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await expect.poll(moving).toBe(0);
  slow.release();
});

test('pictures: a foreign page with broad rules of its own', async ({ demo, page }) => {
  await page.goto(`${demo.url}/widget/demo`);
  for (const [width, colorScheme] of [[360, 'light'], [1280, 'light'], [360, 'dark'], [1280, 'dark']]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('[part~=card]').first()).toBeVisible();
    await picture(page, `widget/made-up-host-${width}-${colorScheme}`);
  }
});
