// Attributes react without a reload, and without events of people.

import { expect, test } from './stage.js';

test('attribute-change-updates', async ({ stage }) => {
  await stage.open('<trial-search condition="Asthma" auto-search></trial-search>');
  await expect(stage.part('card').first()).toBeVisible();
  const set = (name, value) => stage.widget().evaluate((element, [key, text]) => element.setAttribute(key, text), [name, value]);
  await set('limit', '2');
  await expect(stage.part('card')).toHaveCount(2);
  await set('condition', 'Migraine');
  await expect.poll(() => stage.sent().at(-1).condition).toEqual(['Migraine']);
  await expect(stage.part('chip').filter({ hasText: 'Migraine' })).toHaveCount(1);
  await set('lang', 'es');
  await expect(stage.part('submit')).toHaveText('Buscar');
  await expect(stage.part('status').first()).toContainText('Busca participantes');
  expect(stage.sent().at(-1).lang).toBe('es');
  await set('q', 'cefalea');
  await expect(stage.input()).toHaveValue('cefalea');
  expect((await stage.heard()).filter(({ name }) => ['filter', 'select'].includes(name))).toEqual([]);
});

test('attributes are properties, set before the script or after', async ({ stage, page }) => {
  await page.goto(stage.write('<trial-search></trial-search>', { script: null }));
  await page.evaluate((src) => {
    Object.assign(document.querySelector('trial-search'), { condition: 'Asthma', noPresetStatus: true, limit: 3, value: 'child' });
    document.head.append(Object.assign(document.createElement('script'), { type: 'module', src }));
  }, stage.script);
  await page.waitForFunction(() => customElements.get('trial-search'));
  const element = stage.widget();
  await expect(element).toHaveAttribute('condition', 'Asthma');
  await expect(element).toHaveAttribute('no-preset-status', '');
  await expect(stage.input()).toHaveValue('child');
  expect(await element.evaluate(({ condition, limit, noPresetStatus, live }) => [condition, limit, noPresetStatus, live])).toEqual(['Asthma', '3', true, false]);
  await element.evaluate((found) => { found.condition = null; found.noPresetStatus = false; });
  await expect(element).not.toHaveAttribute('condition');
  await expect(element).not.toHaveAttribute('no-preset-status');
});
