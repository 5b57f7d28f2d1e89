// A status that nobody knows yet is shown as unknown; nothing throws.

import { answerWith, expect, test } from './stage.js';

test('enum-unknown', async ({ stage }) => {
  await stage.open();
  await stage.answer(() => answerWith({ hits: [
    { nct_id: 'NCT99000001', title: 'New group', status: { value: 'NEW_STATUS', group: 'sleeping' } },
    { nct_id: 'NCT99000002', title: 'No status' },
    { nct_id: 'NCT99000003', title: 'Hidden name', status: { value: 'X', label: 'Known', group: 'constructor' } },
  ], total: 3 }));
  await stage.find('x');
  await expect(stage.part('status-unknown')).toHaveText(['?Not stated', '?Not stated', '?Known']);
  expect(await stage.widget().evaluate((element) => element.shadowRoot.textContent)).not.toContain('NEW_STATUS');
});

test('a registry value of tomorrow, through the real server', async ({ stage, hostile }) => {
  await stage.open(`<trial-search api="${hostile.url}" ids="NCT99002002" no-preset-status auto-search></trial-search>`);
  await expect(stage.part('status-unknown')).toHaveText('?Paused by sponsor');
  expect(await stage.part('card').textContent()).not.toMatch(/PAUSED_BY|PHASE9|SOMETHING_NEW/);
});

test('all fourteen statuses have a label and a group', async ({ stage, page }) => {
  const statuses = ['RECRUITING', 'NOT_YET_RECRUITING', 'ENROLLING_BY_INVITATION', 'ACTIVE_NOT_RECRUITING', 'COMPLETED', 'SUSPENDED', 'TERMINATED', 'WITHDRAWN', 'UNKNOWN', 'AVAILABLE', 'TEMPORARILY_NOT_AVAILABLE', 'NO_LONGER_AVAILABLE', 'APPROVED_FOR_MARKETING', 'WITHHELD'];
  await stage.open('<trial-search limit="25"></trial-search>');
  const seen = new Set();
  for (const status of statuses) {
    await stage.widget().evaluate((element, value) => element.search({ status: value, q: '' }), status);
    const pills = stage.part('status');
    await expect(pills.first(), status).toBeVisible();
    for (const pill of await pills.all()) {
      const text = await pill.textContent();
      expect(text).not.toContain(status);
      seen.add(`${(await pill.getAttribute('part')).split(' ')[1]} ${text}`);
    }
  }
  expect(seen.size).toBe(statuses.length);
  expect(new Set([...seen].map((pill) => pill.split(' ')[0])).size).toBe(6);
});
