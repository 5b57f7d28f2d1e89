// Whatever stands in the registry is text: nothing runs, nothing turns the text around it, nothing breaks the layout.

import { HOSTILE } from '../support/hostile_records.js';
import { expectNoSidewaysScroll } from '../support/layout.js';
import { picture } from '../support/screenshots.js';
import { answerWith, expect, test } from './stage.js';

test('sanitization', async ({ stage, page, hostile }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await stage.open(`<trial-search api="${hostile.url}" limit="25" no-preset-status></trial-search>`);
  await stage.find('asthma near Boston');
  const titles = await stage.part('title').allTextContents();
  expect(titles.length).toBeGreaterThan(8);
  for (const kind of ['script', 'image', 'closing', 'attribute', 'link', 'svg']) {
    expect(titles).toContain(`${HOSTILE[kind]} asthma (${kind})`);
  }
  expect(titles).toContain(`${HOSTILE.longWord} asthma (longWord)`);
  expect(titles.join('')).not.toMatch(/[\u0000-\u0008\u000B\u001B\u007F-\u009F\u202A-\u202E\u2066-\u2069]/);
  expect(await page.evaluate(() => window.hostile)).toBeUndefined();
  const strange = await stage.widget().evaluate((element) => element.shadowRoot.querySelectorAll('script, img, svg, style, iframe, [onerror], [onload], [onmouseover], [style]').length);
  expect(strange).toBe(0);
  const links = await stage.widget().evaluate((element) => [...element.shadowRoot.querySelectorAll('a')].map(({ protocol }) => protocol));
  expect([...new Set(links)]).toEqual(['http:', 'https:'].filter((protocol) => links.includes(protocol)));
  await expectNoSidewaysScroll(page);
  await picture(page, 'widget/hostile-360');
});

test('what a server lets through is taken out', async ({ stage }) => {
  await stage.open();
  await stage.answer(() => answerWith({ hits: [{ nct_id: 'NCT99000001', title: `${HOSTILE.bidi}${HOSTILE.control}` }], total: 1 }));
  await stage.find('x');
  await expect(stage.part('title')).toHaveText('abc dcba open \u200Fab[31mcdef\u2028g\u2029hi');
});

test('what looks like an id, a link or a template is none', async ({ stage, page, watch }) => {
  watch.allowMessage(/404/);
  await stage.open('<trial-search trial-url="javascript:window.hostile=1//{id}" results-url="data:text/html,{query}" api="http://evil.example"></trial-search>');
  await stage.answer(() => answerWith({ hits: [
    { nct_id: 'NCT99000001', title: 'A' },
    { nct_id: '../../evil', title: 'B' },
    { nct_id: 'NCT99000001"><img src=x onerror=window.hostile=1>', title: 'C' },
  ], total: 3 }));
  await stage.find('x');
  await expect(stage.part('card')).toHaveCount(3);
  await expect(stage.widget().locator('a')).toHaveCount(0);
  expect(await page.evaluate(() => window.hostile)).toBeUndefined();
});
