// Who says that they want to die is told first where help is: before chips, count and trials, with numbers that can be called, and no trial is said to fit.

import { expectAccessible } from '../support/accessibility.js';
import { expectNoSidewaysScroll, expectTargetSize } from '../support/layout.js';
import { picture } from '../support/screenshots.js';
import { answerWith, expect, test } from './stage.js';

const CRISES = [
  ['en', 'I want to die', 'You are not alone. Please talk to someone now.', 'tel:988'],
  ['es', 'quiero morir', 'No está solo ni sola. Hable con alguien ahora.', 'tel:988'],
  ['zh', '不想活了', '您并不孤单。请现在就与人谈谈。', 'tel:12356'],
];

const LINES = [
  { name: 'Line <b>', country: 'Here', number: '116 123', tel: '116123' },
  { name: 'Other', country: 'There', number: '1 2 3', tel: '123;evil' },
];

const answerInCrisis = () => answerWith({
  hits: [
    { nct_id: 'NCT99000001', tier: 'match', title: 'A', fit: { age: { verdict: 'fits', reason: 'ages 18 and over' } } },
    { nct_id: 'NCT99000002', tier: 'related', title: 'B', reasons: ['not about asthma'] },
  ],
  total: 1,
  related_total: 1,
  understanding: { parts: [], corrections: [], suggestions: [], is_crisis: true, help_lines: LINES },
});

for (const [lang, words, asks, first] of CRISES) {
  test(`help-in-a-crisis: ${lang}`, async ({ stage, page }) => {
    await page.setViewportSize({ width: 360, height: 800 });
    await stage.open('<trial-search></trial-search>', { lang });
    await stage.find(words);
    const box = stage.part('crisis');
    await expect(stage.widget().getByRole('region', { name: asks })).toBeVisible();
    await expect(box.getByRole('heading', { name: asks })).toBeVisible();
    const numbers = box.locator('a');
    expect(await numbers.first().getAttribute('href')).toBe(first);
    expect(await numbers.evaluateAll((links) => links.every(({ href }) => /^tel:\d+$/.test(href)))).toBe(true);
    expect(await numbers.count()).toBeGreaterThan(4);
    const [top, ...others] = await Promise.all(['crisis', 'chips', 'summary', 'list'].map(async (part) => (await stage.part(part).first().boundingBox())?.y ?? Infinity));
    expect(top).toBeLessThan(Math.min(...others));
    await expect.poll(async () => (await stage.spoken()).at(-1)).toContain(asks);
    await expectNoSidewaysScroll(page);
    await expectTargetSize(stage.widget());
    await expectAccessible(page);
    await picture(page, `widget/crisis-${lang}-360`);
  });
}

test('in a crisis nothing is said to fit', async ({ stage }) => {
  await stage.open();
  await stage.answer(answerInCrisis);
  await stage.find('x');
  await expect(stage.part('card')).toHaveCount(2);
  expect(await stage.part('base').evaluate(({ innerText }) => innerText)).not.toMatch(/\bfit/i);
  await expect(stage.part('fit')).toHaveText(['✕Not about asthma']);
  await expect.poll(() => stage.spoken()).toEqual(['You are not alone. Please talk to someone now. In danger? Call your local emergency number. These lines listen, free and at any hour: Here: 116 123. There: 1 2 3.']);
});

test('what a server says of a line is text, and only a number is dialled', async ({ stage }) => {
  await stage.open();
  await stage.answer(answerInCrisis);
  await stage.find('x');
  await expect(stage.part('crisis').locator('li')).toHaveText(['Here: 116 123 (Line <b>)', 'There: 1 2 3 (Other)']);
  expect(await stage.part('crisis').locator('a').evaluateAll((links) => links.map(({ href }) => href))).toEqual(['tel:116123']);
});

test('no rule of the page hides the help, and it goes with the next question', async ({ stage }) => {
  await stage.open('<trial-search></trial-search>', { head: '<style>trial-search::part(crisis) { display: none }</style>' });
  await stage.find('I want to die');
  await expect(stage.part('crisis')).toBeVisible();
  await stage.find('asthma');
  await expect(stage.part('crisis')).toHaveCount(0);
});
