// What the person has not, had or fears never reads as a wish: its chip says how they stand to it, as on the page of results.

import { picture } from '../support/screenshots.js';
import { answerWith, expect, test } from './stage.js';

const chips = (stage) => stage.part('chip').locator('span > bdi').allTextContents();

test('chips-say-how-it-stands', async ({ stage, page }) => {
  await stage.open();
  await stage.find('diabetes, my mother had breast cancer');
  await expect(stage.part('chip').filter({ hasText: 'Breast cancer' })).toContainText('in the family: Breast cancer – only understood');
  await picture(page, 'widget/standing-1280');
  await stage.find('diabetes not type 1, never smoked, on metformin, keytruda stopped working');
  expect(await chips(stage)).toEqual(['Diabetes', 'not: Type 1 diabetes', 'without: Smoking', 'takes: Metformin', 'did not help: Pembrolizumab', 'Recruiting now']);
  await stage.part('chip').getByRole('button', { name: /^Remove: not: Type 1 diabetes\./ }).click();
  await expect(stage.part('chip').filter({ hasText: 'Type 1' })).toHaveCount(0);
  expect(stage.sent().at(-1).ignore).toEqual(['not-1']);
});

const STANDINGS = {
  en: ['without: X', 'in the past: X', 'in the family: X', 'perhaps: X', 'also: X', 'had: X', 'did not help: X', 'takes: X'],
  es: ['sin: X', 'en el pasado: X', 'en la familia: X', 'quizá: X', 'además: X', 'recibió: X', 'no ayudó: X', 'toma: X'],
  zh: ['没有：X', '过去：X', '家族：X', '可能：X', '另有：X', '用过：X', '无效：X', '正在用：X'],
};

for (const [lang, labels] of Object.entries(STANDINGS)) {
  test(`every standing: ${lang}`, async ({ stage }) => {
    await stage.open('<trial-search></trial-search>', { lang });
    await stage.answer(() => answerWith({
      ids: [1],
      understanding: {
        parts: ['absent', 'past', 'family', 'possible', 'besides', 'tried', 'failed', 'current'].map((standing, at) => ({
          id: `background-${at}`, kind: 'background', standing, label: 'X', text: 'x', span: [at, at + 1], effect: 'told', applied: true,
        })),
      },
    }));
    await stage.find('x');
    expect(await chips(stage)).toEqual(labels);
  });
}

test('a standing that this version does not know is only understood', async ({ stage }) => {
  await stage.open();
  await stage.answer(() => answerWith({
    ids: [1],
    understanding: { parts: [{ id: 'background-1', kind: 'background', standing: 'dreamt', label: 'X', text: 'x', span: [0, 1], effect: 'told', applied: true }] },
  }));
  await stage.find('x');
  await expect(stage.part('chip')).toContainText('X – only understood');
});
