// What a browser receives is small, and holds nothing that loads, evaluates or writes markup.

import { expect, test } from './stage.js';

test('size-budget', async ({ stage, page }) => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  const sizes = new Map();
  const urls = new Map();
  devtools.on('Network.responseReceived', ({ requestId, response }) => urls.set(requestId, response.url));
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => sizes.set(requestId, encodedDataLength));
  await stage.open();
  const received = () => sizes.get([...urls].find(([, url]) => url === stage.script)?.[0]);
  await expect.poll(received).toBeGreaterThan(5_000);
  const reply = await page.request.get(stage.script, { headers: { 'accept-encoding': 'gzip' } });
  expect(reply.headers()['content-encoding']).toBe('gzip');
  // Headers are part of what devtools count.
  expect(received()).toBeLessThanOrEqual(15_360 + 1_000);
  const text = await reply.text();
  expect(text.replace('import.meta.url', '')).not.toMatch(/\b(import|eval|Function)\b|innerHTML|outerHTML|insertAdjacent/);
});
