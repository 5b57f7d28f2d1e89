// Two values of one facet widen, a second facet narrows, and a facet's own counts do not change.

import { expect, test } from './stage.js';

test('facets-disjunctive', async ({ stage }) => {
  await stage.open('<trial-search no-preset-status facets="status,phase"></trial-search>');
  await stage.find('');
  await stage.part('filters').locator('summary').click();
  const facet = (name) => stage.part('facet').filter({ has: stage.page.locator('legend', { hasText: name }) });
  const counts = (name) => facet(name).locator('.count').allTextContents();
  const tick = async (label) => {
    const sent = stage.sent().length;
    await stage.part('option').filter({ hasText: label }).locator('input').click();
    await expect.poll(() => stage.sent().length).toBe(sent + 1);
    await expect(stage.part('list')).toHaveAttribute('aria-busy', 'false');
  };
  const total = async () => Number.parseInt((await stage.summary().textContent()).replace(',', ''), 10);
  const [all, statusCounts, phaseCounts] = [await total(), await counts('Status'), await counts('Phase')];
  await tick('Recruiting now');
  const recruiting = await total();
  expect(recruiting).toBeLessThan(all);
  expect(await counts('Status')).toEqual(statusCounts);
  expect(await counts('Phase')).not.toEqual(phaseCounts);
  await expect(stage.part('option').filter({ hasText: 'Recruiting now' }).locator('input')).toBeFocused();
  await tick('Finished');
  const either = await total();
  expect(either).toBeGreaterThan(recruiting);
  await tick('Phase 2 –');
  const both = await total();
  expect(both).toBeLessThan(either);
  expect(both).toBe((await stage.api({ status: ['RECRUITING', 'COMPLETED'], phase: ['PHASE2'] })).total);
  await expect(stage.part('filters').locator('summary')).toHaveText('Filters (3)');
  await tick('Phase 2 –');
  expect(await total()).toBe(either);
  const { detail } = (await stage.heard()).findLast(({ name }) => name === 'filter');
  expect(detail).toEqual({ name: 'phase', values: [] });
});

test('no facets where the host wants none', async ({ stage }) => {
  await stage.open('<trial-search facets=""></trial-search>');
  await stage.find('asthma');
  expect(stage.sent()[0].facets).toBeUndefined();
  await expect(stage.part('filters')).toBeHidden();
});
