// What a chip says it adds is what its removal adds; the focus goes to the next chip, and the removal is said.

import { expect, test } from './stage.js';

test('chips-remove-and-count', async ({ stage }) => {
  const words = 'leukemia near Hangzhou, 62 years old';
  await stage.open();
  await stage.find(words);
  const total = async () => Number.parseInt(await stage.summary().textContent(), 10);
  const prices = await stage.part('chip').evaluateAll((chips) => chips.map((chip) => [chip.querySelector('bdi').textContent, Number(/\+(\d+)/.exec(chip.textContent)?.[1] ?? 0)]));
  expect(prices.map(([label]) => label)).toEqual(['Leukemia', 'Hangzhou, Zhejiang, China', 'Age 62', 'Recruiting now']);
  expect(prices.filter(([, more]) => more > 0).length).toBeGreaterThan(1);
  const before = await total();
  for (const [label, more] of prices) {
    await stage.widget().evaluate((element) => element.reset());
    await stage.find(words);
    const name = `Remove: ${label}.${more ? ` +${more} trial${more === 1 ? '' : 's'}` : ''}`;
    await stage.part('chip').getByRole('button', { name, exact: true }).click();
    await expect(stage.part('chip').filter({ hasText: label })).toHaveCount(0);
    expect(await total()).toBe(before + more);
  }
});

test('focus and announcement after a removal', async ({ stage }) => {
  await stage.open();
  await stage.find('leukemia near Hangzhou');
  await stage.part('chip').getByRole('button', { name: /^Remove: Hangzhou/ }).click();
  await expect(stage.part('chip').getByRole('button', { name: /^Remove: Recruiting/ })).toBeFocused();
  await expect.poll(async () => (await stage.spoken()).at(-1)).toMatch(/^Removed Hangzhou, Zhejiang, China\. \d+ trials?\. Page 1 of \d+\.$/);
  await stage.part('chip').getByRole('button', { name: /^Remove: Recruiting/ }).click();
  await expect(stage.summary()).toBeFocused();
  const { detail } = (await stage.heard()).findLast(({ name }) => name === 'filter');
  expect(detail).toEqual({ name: 'status', values: null });
});

test('a corrected spelling is a chip, too', async ({ stage }) => {
  await stage.open();
  await stage.find('lukemia');
  const chip = stage.part('chip').filter({ hasText: 'read as' });
  await expect(chip).toContainText('“lukemia” read as “leukemia”');
  await chip.locator('button').click();
  await expect(chip).toHaveCount(0);
  expect(stage.sent().at(-1).ignore).toEqual(['correction']);
  // Other words are a new question.
  await stage.find('leukemia');
  expect(stage.sent().at(-1).ignore).toBeUndefined();
});
