// Where nothing fits, what can be relaxed is offered with its count, each offer holds what it says, and the focus goes to the results.

import { answerWith, expect, test } from './stage.js';

const WORDS = 'asthma in Hangzhou';

test('zero-results-rescue', async ({ stage, page }) => {
  await stage.open('<trial-search><p slot="empty">Call our nurse line.</p></trial-search>');
  await stage.find(WORDS);
  await expect(stage.summary()).toHaveText('0 trials');
  await expect(stage.part('rescue')).toContainText('No trials match all of this.');
  await expect(stage.part('rescue')).toContainText('No match does not mean no trial. Ask your doctor or a patient group.');
  await expect(page.getByText('Call our nurse line.')).toBeVisible();
  expect((await stage.heard()).at(-1).name).toBe('empty');
  const offers = await stage.part('rescue').locator('button').allTextContents();
  expect(offers.length).toBeGreaterThan(1);
  // Without its only illness, a search is about nothing.
  expect(offers.filter((words) => words.startsWith('Without Asthma'))).toEqual([]);
  expect(offers.some((words) => words.startsWith('Without '))).toBe(true);
  for (const words of offers) {
    await stage.widget().evaluate((element) => element.reset());
    await stage.find(WORDS);
    const counted = /: ([\d,]+)$/.exec(words);
    await stage.part('rescue').getByRole('button', { name: words, exact: true }).click();
    if (counted) await expect(stage.summary()).toHaveText(new RegExp(`^${counted[1]} trials?$`));
    await expect(stage.summary()).toBeFocused();
  }
  expect(offers.some((words) => /: \d/.test(words))).toBe(true);
});

test('a spelling is offered and used', async ({ stage }) => {
  await stage.open();
  await stage.answer(({ q }) => (q === 'asthma'
    ? answerWith({ ids: [1] })
    : answerWith({ rescue: { without: [], radius: null, broader: [], spelling: [{ from: 'asthna', to: 'asthma' }] } })));
  await stage.find('asthna');
  await stage.part('rescue').getByRole('button', { name: 'Did you mean asthma?' }).click();
  await expect(stage.summary()).toHaveText('1 trial');
  await expect(stage.input()).toHaveValue('asthma');
});
