// A hit with nothing but an id, an answer with nothing but hits: no "undefined", no "null", no error.

import { expect, test } from './stage.js';

const BARE = [
  { hits: [{ nct_id: 'NCT99000001' }], total: 1 },
  { hits: [{}], total: 1 },
  {},
  { hits: [{ nct_id: 'NCT99000001', title: null, status: null, status_here: null, sites: null, fit: null, snippets: null, freshness: null, eligibility: null, reasons: null, phases: null, enrollment: null, phase_label: null }], total: 1, understanding: null, facets: null, page: null, rescue: null, registry_date: null },
  { hits: [{ nct_id: 'NCT99000001', sites: { total: 2, nearest: { distance_km: null } }, fit: { age: { verdict: 'new' } }, snippets: [{ field: 'summary', label: 'What it does' }], eligibility: {} }], total: 1, understanding: { parts: [{ id: 'x', kind: 'new', label: 'New' }] }, facets: { status: [{ value: 'NEW' }] }, rescue: { without: [] } },
];

for (const [at, answer] of BARE.entries()) {
  test(`missing-fields: ${at + 1}`, async ({ stage, page }) => {
    await stage.open();
    await stage.answer(() => answer);
    await stage.find('x');
    await expect(stage.summary()).toHaveText(answer.total ? '1 trial' : '0 trials');
    await expect(stage.part('card')).toHaveCount(answer.hits?.length ?? 0);
    const text = await stage.widget().evaluate((element) => element.shadowRoot.textContent);
    expect(text).not.toMatch(/undefined|null|NaN|\[object|Invalid/);
    await expect(stage.part('message')).toBeHidden();
    expect(await page.evaluate(() => window.heard.map(({ name }) => name))).not.toContain('error');
  });
}

test('missing-fields: a record with nothing else', async ({ stage, hostile }) => {
  await stage.open(`<trial-search api="${hostile.url}" ids="NCT99002001" no-preset-status auto-search></trial-search>`);
  await expect(stage.part('title')).toHaveText('Asthma: a record with nothing else');
  expect(await stage.part('card').textContent()).not.toMatch(/undefined|null|NaN|\[object/);
});
