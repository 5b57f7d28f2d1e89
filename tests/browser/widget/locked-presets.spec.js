// A locked preset is shown as fixed and cannot be taken away by the visitor; the host still can.

import { expect, test } from './stage.js';

test('locked-presets', async ({ stage }) => {
  await stage.open('<trial-search condition="Asthma" country="China,United States" locked="condition,country" auto-search></trial-search>');
  const fixed = stage.part('chip').filter({ hasText: 'fixed' });
  await expect(fixed).toHaveText(['Asthma – fixed', 'China, United States – fixed']);
  await expect(fixed.locator('button')).toHaveCount(0);
  await expect(stage.part('chip-remove')).toHaveCount(1);
  await stage.part('filters').locator('summary').click();
  for (const box of await stage.part('facet').filter({ hasText: 'Country' }).locator('input').all()) {
    await expect(box).toBeDisabled();
  }
  await stage.widget().evaluate((element) => element.setFilters({ condition: null }));
  await expect.poll(() => stage.sent().length).toBe(2);
  expect(stage.sent().at(-1).condition).toEqual(['Asthma']);
  await stage.widget().evaluate((element) => element.removeAttribute('condition'));
  await expect.poll(() => stage.sent().length).toBe(3);
  expect(stage.sent().at(-1).condition).toBeUndefined();
});
