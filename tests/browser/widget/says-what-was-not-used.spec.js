// What was not used is said, and announced; a place that nobody knows, or "near me", is asked for; a count that is not whole is "at least".

import { expectAccessible } from '../support/accessibility.js';
import { expectNoSidewaysScroll, expectTargetSize } from '../support/layout.js';
import { picture } from '../support/screenshots.js';
import { answerWith, expect, test } from './stage.js';

test('says-what-was-not-used', async ({ stage }) => {
  await stage.open();
  await stage.find('asthma, paid, BMI 34');
  await expect(stage.part('unread')).toHaveText('Not used: paid · BMI 34');
  await expect.poll(async () => (await stage.spoken()).at(-1)).toMatch(/^\d+ trials?\. Page 1 of \d+\. Not used: paid · BMI 34$/);
  await stage.find('asthma');
  await expect(stage.part('unread')).toHaveCount(0);
});

for (const [lang, text] of [['es', 'No usado: paid'], ['zh', '未使用：paid']]) {
  test(`says-what-was-not-used: ${lang}`, async ({ stage }) => {
    await stage.open('<trial-search></trial-search>', { lang });
    await stage.find('asthma, paid');
    await expect(stage.part('unread')).toHaveText(text);
  });
}

test('a place that nobody knows is asked for', async ({ stage, page }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await stage.open();
  await stage.find('asthma in Blorptown');
  const question = stage.part('question');
  await expect(question).toHaveText('We do not know the place “Blorptown”. Try a city or a country.');
  await expect(question.locator('button')).toHaveCount(0);
  await expect.poll(async () => (await stage.spoken()).at(-1)).toMatch(/trials?\. Page 1 of \d+\. We do not know the place “Blorptown”\./);
  await stage.find('asthma near Springfield, Wyoming');
  await expect(question).toContainText('We do not know the place “Springfield, Wyoming”. Try a city or a country. Did you mean:');
  await expectNoSidewaysScroll(page);
  await expectTargetSize(stage.widget());
  await expectAccessible(page);
  await picture(page, 'widget/unknown-place-360');
  const names = await question.locator('button').allTextContents();
  expect(names.length).toBeGreaterThan(1);
  await question.getByRole('button', { name: names[0] }).click();
  await expect(question).toHaveCount(0);
  await expect(stage.part('chip').filter({ hasText: names[0] })).toBeVisible();
  await expect(stage.summary()).toBeFocused();
  expect(stage.sent().at(-1).near).toBe(names[0]);
  // Another question asks anew.
  await stage.find('asthma in Blorptown');
  await expect(question).toContainText('Blorptown');
});

test('who says "near me" is asked where that is', async ({ stage, page }) => {
  await stage.open();
  await stage.find('als near me');
  await expect(stage.part('question')).toHaveText('Near you: type a city or a postcode.');
  await page.context().grantPermissions(['geolocation']);
  await page.context().setGeolocation({ latitude: 42.36, longitude: -71.06 });
  await stage.widget().evaluate((element) => { element.geolocate = true; });
  await stage.find('als near me');
  await stage.part('question').getByRole('button', { name: 'Use my location' }).click();
  await expect(stage.part('question')).toHaveCount(0);
  expect(stage.sent().at(-1).near).toBe('42.4,-71.1');
});

test('a count that was cut short is no whole one', async ({ stage }) => {
  await stage.open();
  await stage.answer(({ q }) => answerWith({ total: q === 'none' ? 0 : 7, ids: q === 'none' ? [] : [1], partial: true }));
  await stage.find('some');
  await expect(stage.summary()).toHaveText('At least 7 trials');
  await expect.poll(async () => (await stage.spoken()).at(-1)).toBe('At least 7 trials. Page 1 of 1.');
  await stage.find('none');
  await expect(stage.part('rescue')).toContainText('Some trials may be missing');
  await expect(stage.part('rescue')).not.toContainText('No trials match');
});
