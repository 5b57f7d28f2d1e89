// Names and details of events; they come through the shadow root of a host's own component; cancelling works; none carries what was typed.

import { expect, test } from './stage.js';

test('events-contract', async ({ stage, page, watch }) => {
  watch.allowMessage(/404/);
  await stage.open('<my-page></my-page><script></script>', {
    head: `<script>customElements.define('my-page', class extends HTMLElement { constructor() { super(); this.attachShadow({ mode: 'open' }).append(document.createElement('trial-search')); } })</script>`,
  });
  await stage.find('asthma');
  await stage.part('filters').locator('summary').click();
  await stage.part('option').first().locator('input').click();
  await expect.poll(async () => (await stage.heard()).filter(({ name }) => name === 'results').length).toBe(2);
  await page.evaluate(() => addEventListener('trial-search-select', (event) => event.preventDefault(), { once: true }));
  const address = page.url();
  await stage.widget().evaluate((element) => element.search({ q: 'leukemia' }));
  await stage.part('title').first().locator('a').click();
  expect(page.url()).toBe(address);
  const events = await stage.heard();
  expect(events.map(({ name }) => name).slice(0, 6)).toEqual(['ready', 'request', 'results', 'filter', 'request', 'results']);
  const detail = (name) => events.find((event) => event.name === name).detail;
  expect(detail('ready')).toEqual({ version: '1.0.0' });
  expect(detail('request')).toEqual({ page: 1 });
  expect(Object.keys(detail('results'))).toEqual(['total', 'page']);
  expect(detail('filter').name).toBe('status');
  expect(detail('select').nctId).toMatch(/^NCT\d{8}$/);
  expect(detail('select').href).toBe(`${stage.demo.url}/en/trials/${detail('select').nctId}`);
  expect(JSON.stringify(events)).not.toContain('asthma');
});

test('a host may refuse a search, and ask for the words', async ({ stage, page }) => {
  await stage.open('<trial-search expose-query></trial-search>');
  await page.evaluate(() => addEventListener('trial-search-request', (event) => event.preventDefault(), { once: true }));
  await stage.ask('asthma');
  await expect.poll(async () => (await stage.heard()).map(({ name }) => name)).toEqual(['ready', 'request']);
  expect(stage.sent()).toEqual([]);
  await stage.find('leukemia');
  expect((await stage.heard()).find(({ name }) => name === 'results').detail.query).toBe('leukemia');
});

test('what the host sets by property is no event of a person', async ({ stage }) => {
  await stage.open();
  await stage.find('asthma');
  const before = (await stage.heard()).length;
  await stage.widget().evaluate((element) => { element.value = 'x'; element.theme = 'dark'; element.messages = { submit: 'Go' }; });
  expect((await stage.heard()).slice(before).filter(({ name }) => ['filter', 'select'].includes(name))).toEqual([]);
});
