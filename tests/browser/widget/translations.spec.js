// The language: from the page, from the attribute, from the host's own texts, and English where there is none; mirrored where it is read from the right.

import { expectNoSidewaysScroll } from '../support/layout.js';
import { picture } from '../support/screenshots.js';
import { answerWith, expect, test } from './stage.js';

test('translations-automatic', async ({ stage, page }) => {
  await stage.open('<trial-search id="a"></trial-search><div lang="zh-CN"><trial-search id="b"></trial-search></div>', { lang: 'es-MX' });
  await expect(stage.part('submit', '#a')).toHaveText('Buscar');
  await expect(stage.part('submit', '#b')).toHaveText('搜索');
  await expect(stage.part('base', '#a')).toHaveAttribute('lang', 'es');
  await stage.find('asma', '#a');
  expect(stage.sent()[0].lang).toBe('es');
  await expect(stage.part('status', '#a').first()).toContainText('Busca participantes');
  await page.goto(stage.hostSite.show(`<title>x</title><script type="module" src="${stage.script}"></script><trial-search></trial-search>`));
  await expect(stage.part('submit')).toHaveText('Search');
});

test('translations-explicit', async ({ stage }) => {
  await stage.open('<trial-search lang="zh"></trial-search>', { lang: 'es' });
  await expect(stage.part('submit')).toHaveText('搜索');
  await stage.widget().evaluate((element) => { element.lang = 'en'; });
  await expect(stage.part('submit')).toHaveText('Search');
});

test('translations-custom', async ({ stage }) => {
  await stage.open();
  await stage.widget().evaluate((element) => { element.messages = { submit: 'Go', trials: { one: '{n} study', other: '{n} studies' } }; });
  await expect(stage.part('submit')).toHaveText('Go');
  await expect(stage.part('label')).toHaveText('Search clinical trials');
  await stage.find('asthma');
  await expect(stage.summary()).toHaveText(/^\d+ studies$/);
});

for (const lang of ['tlh', 'zh-TW', 'zh-Hant-HK', 'xx-']) {
  test(`translations-fallback: ${lang}`, async ({ stage }) => {
    await stage.open(`<trial-search lang="${lang}"></trial-search>`);
    await expect(stage.part('submit')).toHaveText('Search');
    await expect(stage.part('base')).toHaveAttribute('lang', 'en');
    await stage.find('asthma');
    expect(stage.sent()[0].lang).toBe('en');
    expect(stage.watch.requests.filter(({ url }) => url.includes('messages'))).toEqual([]);
  });
}

test('translations-rtl', async ({ stage, page }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await stage.open('<trial-search lang="qps" limit="2"></trial-search>');
  await expect(stage.part('submit')).toHaveText('⟦Séárch ~⟧');
  await expect(stage.part('base')).toHaveAttribute('dir', 'rtl');
  await stage.find('leukemia near Hangzhou');
  const [input, button] = await Promise.all(['input', 'submit'].map((part) => stage.part(part).boundingBox()));
  expect(button.x + button.width).toBeLessThanOrEqual(input.x + input.width);
  const id = stage.part('facts').first().locator('bdi').last();
  await expect(id).toHaveText(/^NCT\d{8}$/);
  const title = stage.part('title').first().locator('a');
  expect(await title.evaluate((link) => getComputedStyle(link).direction)).toBe('ltr');
  expect(await stage.part('card').first().evaluate((card) => getComputedStyle(card).direction)).toBe('rtl');
  await expectNoSidewaysScroll(page);
  await picture(page, 'widget/mirrored-360');
});

test('distances are rounded, and miles are for those who use them', async ({ stage }) => {
  const kms = [0, 9.9, 12.4, 62.6, 104, 996, 1432];
  await stage.open('<trial-search limit="25"></trial-search>');
  await stage.answer(() => answerWith({
    hits: kms.map((distance_km, at) => ({ nct_id: `NCT9900000${at}`, title: 'x', sites: { total: 1, label: '1 site', nearest_recruiting: { city: 'Hangzhou', state: 'Zhejiang', distance_km } } })),
    total: 7,
  }));
  await stage.find('x');
  const place = 'Nearest open site: Hangzhou, Zhejiang';
  await expect(stage.part('place')).toHaveText(['under 10 km', 'under 10 km', 'about 10 km', 'about 65 km', 'about 100 km', 'about 1,000 km', 'about 1,450 km'].map((far) => `${place} – ${far}`));
  await stage.widget().evaluate((element) => { element.lang = 'en-US'; });
  await expect(stage.part('place').nth(3)).toHaveText(`${place} – about 40 mi`);
  await stage.widget().evaluate((element) => { element.units = 'km'; });
  await expect(stage.part('place').nth(3)).toHaveText(`${place} – about 65 km`);
});
