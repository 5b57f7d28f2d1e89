// The harness itself: what it watches for is really seen, and the servers it starts answer.

import { test, expect } from '../support/test.js';
import { expectAccessible } from '../support/accessibility.js';
import { HOSTILE } from '../support/hostile_records.js';
import { expectNoSidewaysScroll, expectTargetSize } from '../support/layout.js';
import { Watch } from '../support/watch.js';

test('demo-answers', async ({ demo, page }) => {
  const response = await page.goto(`${demo.url}/docs`);
  expect(response.status()).toBe(200);
});

test('hostile-records-are-served', async ({ hostile, request }) => {
  const answer = await (await request.get(`${hostile.url}/v1/search?q=asthma&size=100`)).json();
  const titles = answer.hits.map(({ title }) => title).join('\n');
  for (const kind of ['script', 'image', 'longWord']) {
    expect(titles).toContain(HOSTILE[kind]);
  }
});

test('a-server-can-be-stopped-midway', async ({ ownDemo, request }) => {
  expect((await request.get(`${ownDemo.url}/livez`)).ok()).toBe(true);
  await ownDemo.stop();
  await expect(request.get(`${ownDemo.url}/livez`)).rejects.toThrow(/ECONNREFUSED/);
});

test('faults-are-seen', async ({ browser, hostSite }) => {
  const context = await browser.newContext();
  const own = new Watch(context);
  own.allowOrigin(hostSite.url);
  const page = await context.newPage();
  const policy = { 'content-security-policy': "style-src 'none'" };
  await page.goto(hostSite.show('<title>x</title><p style="color:red">x</p>', { headers: policy }));
  expect(own.faults().join()).toContain('Content Security Policy');
  await page.goto(hostSite.show('<title>x</title><script>console.error("said"); throw new Error("thrown")</script>'));
  expect(own.faults().join()).toContain('error: said');
  await expect.poll(() => own.faults().join()).toContain('uncaught: thrown');
  await page.goto(hostSite.show('<title>x</title><img alt="" src="http://127.0.0.1:9/x.png">'));
  expect(own.faults().join()).toContain('request to another host: http://127.0.0.1:9/x.png');
  own.allowMessage(/./);
  expect(own.faults()).toEqual(['request to another host: http://127.0.0.1:9/x.png']);
  await context.close();
});

test('axe-and-layout-find-what-is-wrong', async ({ hostSite, page }) => {
  await page.goto(hostSite.show('<!doctype html><html lang="en"><title>x</title><input><p style="width:5000px">x</p><button style="width:9px;height:9px;padding:0">b</button></html>'));
  await expect(expectAccessible(page, { impacts: ['serious', 'critical'] })).rejects.toThrow(/critical label/);
  await expect(expectNoSidewaysScroll(page)).rejects.toThrow(/p\./);
  await expect(expectTargetSize(page.locator('body'))).rejects.toThrow(/b: 9×9/);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('axe-runs-without-javascript', async ({ hostSite, page }) => {
    await page.goto(hostSite.show('<!doctype html><html lang="en"><title>x</title><input><script>document.title = "ran"</script></html>'));
    expect(await page.title()).toBe('x');
    await expect(expectAccessible(page)).rejects.toThrow(/critical label/);
  });
});
