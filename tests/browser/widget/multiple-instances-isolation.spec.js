// Three widgets with their own presets, languages and answers: nothing of one comes out in another.

import { picture } from '../support/screenshots.js';
import { answerWith, expect, held, test } from './stage.js';

const MARKUP = `
<trial-search id="a" condition="Asthma"></trial-search>
<trial-search id="b" condition="Leukemia" lang="es" no-preset-status></trial-search>
<trial-search id="c" lang="zh" near="Boston" theme="dark"></trial-search>`;

test('multiple-instances-isolation', async ({ stage }) => {
  await stage.open(MARKUP);
  const slow = { a: held(), b: held(), c: held() };
  const ofBody = ({ condition }) => (condition?.[0] === 'Asthma' ? 'a' : condition ? 'b' : 'c');
  await stage.answer(async (body) => {
    await slow[ofBody(body)];
    return answerWith({ hits: [{ nct_id: 'NCT99000001', title: `For ${ofBody(body)}: ${body.q}` }], total: 1 });
  });
  for (const id of ['a', 'b', 'c']) await stage.ask(`words of ${id}`, `#${id}`);
  await expect.poll(() => stage.sent().length).toBe(3);
  for (const id of ['c', 'a', 'b']) {
    slow[id].release();
    await expect(stage.part('title', `#${id}`)).toHaveText([`For ${id}: words of ${id}`]);
  }
  expect(stage.sent().map(({ q, lang, near, status }) => [q, lang, near, status?.[0]])).toEqual([
    ['words of a', 'en', undefined, 'RECRUITING'],
    ['words of b', 'es', undefined, undefined],
    ['words of c', 'zh', 'Boston', 'RECRUITING'],
  ]);
  await expect(stage.part('submit', '#a')).toHaveText('Search');
  await expect(stage.part('submit', '#b')).toHaveText('Buscar');
  await expect(stage.part('submit', '#c')).toHaveText('搜索');
  // Giving one up leaves the others alone.
  const again = { a: held(), b: held() };
  Object.assign(slow, again);
  await stage.ask('second a', '#a');
  await stage.ask('second b', '#b');
  await expect.poll(() => stage.sent().length).toBe(5);
  await stage.widget('#a').evaluate((element) => element.abort());
  again.b.release();
  await expect(stage.part('title', '#b')).toHaveText(['For b: second b']);
  await expect(stage.part('title', '#a')).toHaveText(['For a: words of a']);
  again.a.release();
});

test('two widgets with different presets, on the real server', async ({ stage, page }) => {
  await stage.open('<trial-search id="a" condition="Leukemia" auto-search limit="2"></trial-search><hr><trial-search id="b" lang="zh" condition="Asthma" auto-search limit="2" theme="dark"></trial-search>');
  await expect(stage.part('card', '#a').first()).toBeVisible();
  await expect(stage.part('card', '#b').first()).toBeVisible();
  for (const [id, condition] of [['a', 'Leukemia'], ['b', 'Asthma']]) {
    const { total } = await stage.api({ condition, status: ['RECRUITING'] });
    await expect(stage.summary(`#${id}`)).toContainText(String(total));
  }
  await picture(page, 'widget/two-widgets');
});
