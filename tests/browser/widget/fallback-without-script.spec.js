// Without the script, what stands between the tags is plain HTML and leads to the search page with the same presets.

import { test, expect } from './stage.js';

const MARKUP = (url) => `<trial-search condition="Asthma">
  <form action="${url}/en/search"><input type="hidden" name="condition" value="Asthma">
  <label>Search asthma trials <input name="q"></label> <button>Search there</button></form>
</trial-search>`;

async function expectFallback(page, demo) {
  await page.getByLabel('Search asthma trials').fill('near Boston');
  const leaving = page.waitForRequest((request) => request.url().startsWith(`${demo.url}/en/search`));
  await page.getByRole('button', { name: 'Search there' }).click();
  const query = new URL((await leaving).url()).searchParams;
  expect(Object.fromEntries(query)).toEqual({ condition: 'Asthma', q: 'near Boston' });
}

test.describe('scripts off', () => {
  test.use({ javaScriptEnabled: false });
  test('fallback-without-script: scripts off', async ({ stage, page, demo, watch }) => {
    watch.allowMessage(/404/);
    await page.goto(stage.write(MARKUP(demo.url)));
    await expectFallback(page, demo);
  });
});

test('fallback-without-script: wrong hash', async ({ stage, page, demo, watch }) => {
  watch.allowMessage(/integrity|404/);
  const wrong = `sha384-${'A'.repeat(64)}`;
  const head = `<script type="module" src="${stage.script}" integrity="${wrong}" crossorigin="anonymous"></script>`;
  await page.goto(stage.write(MARKUP(demo.url), { script: null, head }));
  expect(await page.evaluate(() => customElements.get('trial-search'))).toBeUndefined();
  await expectFallback(page, demo);
});

test('the printed snippet works, with its hash', async ({ stage, page, demo }) => {
  const about = await (await page.request.get(`${demo.url}/widget/`)).text();
  const snippet = /<pre[^>]*><code>([^]*?)<\/code>/.exec(about)[1]
    .replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  await page.goto(stage.hostSite.show(`<!doctype html><html lang="en"><title>x</title>${snippet}`));
  await expect(page.getByRole('combobox')).toBeVisible();
  await expect(page.getByLabel('Search trials', { exact: true })).toBeHidden();
});
