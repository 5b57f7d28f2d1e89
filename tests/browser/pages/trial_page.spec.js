// The page of one trial, with and without JavaScript.
//
// 1. No finding of axe in any state: editors' words, registry only, closed, bare, from a search, dark, right to left, folds open, a word explained.
// 2. Nothing scrolls sideways at 320, 768 and 1280 px, with all folds open; every control is large enough.
// 3. Folds and explanations work without a script; a link to the criteria opens their fold.
// 4. From a search result to a phone number with the keyboard alone.
// 5. Hostile text is text; nothing of it runs, and it breaks no layout.

import { expectAccessible } from '../support/accessibility.js';
import { HOSTILE } from '../support/hostile_records.js';
import { expectNoSidewaysScroll, expectTargetSize } from '../support/layout.js';
import { picture } from '../support/screenshots.js';
import { expect, test } from '../support/test.js';

const SEARCH = encodeURIComponent('q=leukemia near Hangzhou, 62 years old, no transplant');
const STATES = [
  ['editorial', '/en/trials/NCT05665075'],
  ['from-search', `/en/trials/NCT99000001?s=${SEARCH}`],
  ['registry-only', '/en/trials/NCT99000008'],
  ['closed', '/en/trials/NCT99000032'],
  ['many-sites', '/en/trials/NCT99000013?s=near%3DBoston'],
  ['bare', '/en/trials/NCT99000061'],
  ['spanish', '/es/trials/NCT99000011'],
  ['chinese', '/zh/trials/NCT99000010'],
  ['right-to-left', '/qps/trials/NCT99000008'],
  ['unknown-id', '/en/trials/NCT12345678'],
  ['no-id', '/en/trials/XYZ'],
  ['sheet', '/en/print?pick=NCT05665075,NCT99000001&near=Hangzhou'],
  ['sheet-empty', '/en/print'],
  ['glossary', '/en/glossary'],
];

const WIDTHS = [320, 768, 1280];

// axe looks at long pages twice, and machines are slow when they are busy.
test.describe.configure({ timeout: 90_000 });

/** Opens every fold. */
function unfold(page) {
  return page.locator('main details').evaluateAll((folds) => folds.forEach((fold) => { fold.open = true; }));
}

// A page is loaded once for all that is looked at: what a width or a scheme changes is style.
for (const [name, path] of STATES) {
  test(`fits-and-is-accessible-${name}`, async ({ demo, page, watch }) => {
    test.setTimeout(180_000);
    watch.allowMessage(/404/);
    await page.setViewportSize({ width: 320, height: 900 });
    await page.goto(demo.url + path);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await expectNoSidewaysScroll(page);
      await picture(page, `pages/trial-${name}-${width}`);
    }
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectAccessible(page);
    await picture(page, `pages/trial-${name}-1280-dark`);
    await page.emulateMedia({ colorScheme: 'light' });
    await unfold(page);
    await expectAccessible(page);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await expectNoSidewaysScroll(page);
      for (const controls of await page.locator('.trial-actions, .contact-list, .tags, .plain-links, .sheet-controls, main form').all()) {
        await expectTargetSize(controls);
      }
    }
  });
}

test('a-word-is-explained-without-a-script', async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/trials/NCT99000008`);
  const word = page.getByRole('button', { name: 'placebo', exact: true }).first();
  const meaning = page.locator('#word-placebo');
  await expect(meaning).toBeHidden();
  await word.press('Enter');
  await expect(meaning).toBeVisible();
  await expect(meaning).toContainText('no active medicine');
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.keyboard.press('Escape');
  await expect(meaning).toBeHidden();
  await word.press('Enter');
  await meaning.getByRole('button', { name: 'Close' }).click();
  await expect(meaning).toBeHidden();
});

test('a-word-is-explained-in-chinese', async ({ demo, page }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  await page.goto(`${demo.url}/zh/trials/NCT99000008`);
  await page.getByRole('button', { name: 'placebo', exact: true }).first().click();
  await expect(page.locator('#word-placebo')).toContainText('安慰剂');
  await expectNoSidewaysScroll(page);
});

test('a-link-to-the-criteria-opens-them', async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/trials/NCT99000008`);
  const list = page.getByText('You may be able to join if');
  await expect(list).toBeHidden();
  await page.getByRole('link', { name: 'Read all requirements' }).click();
  await expect(list).toBeVisible();
  await page.goto('about:blank');
  await page.goto(`${demo.url}/en/trials/NCT99000008#criteria`);
  await expect(list).toBeVisible();
});

test('from-a-result-to-a-phone-number-by-keyboard', async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/search?q=leukemia+near+Shanghai`);
  const focused = () => page.evaluate(() => {
    const { activeElement: element } = document;
    return { text: element.textContent.trim(), href: element.getAttribute('href') ?? '' };
  });
  const tabTo = async (isWanted) => {
    for (let presses = 0; presses < 200; presses += 1) {
      await page.keyboard.press('Tab');
      const element = await focused();
      if (isWanted(element)) return element;
    }
    throw new Error('no such element by Tab');
  };
  await tabTo(({ href }) => href.startsWith('/en/trials/NCT99000001'));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/NCT99000001/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('medicines for older people');
  await tabTo(({ text }) => text === 'Contact the study');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#contacts$/);
  const { href } = await tabTo(({ href }) => href.startsWith('tel:'));
  expect(href).toBe('tel:+862100000002');
  await expect(page.getByRole('heading', { name: 'Contacts' })).toBeInViewport();
});

test('back-to-the-same-results', async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/search?q=leukemia&near=Hangzhou`);
  const results = page.url();
  await page.locator('main a[href^="/en/trials/"]').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.getByRole('link', { name: 'Back to results' }).click();
  await expect(page).toHaveURL(results);
});

test('the-list-goes-along-in-the-address', async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/trials/NCT99000001`);
  await page.getByRole('link', { name: 'Add to my list' }).click();
  await expect(page.getByRole('link', { name: 'Remove from my list' })).toBeVisible();
  await page.getByRole('link', { name: 'Print my list (1)' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('To take to your doctor');
  await expect(page.getByRole('heading', { level: 2, name: 'Two or three medicines' })).toBeVisible();
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([0, 0, '']);
});

test('copy-link-leaves-the-search-out', { tag: '@javascript' }, async ({ demo, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: demo.url });
  await page.goto(`${demo.url}/en/trials/NCT05665075?s=${SEARCH}`);
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByRole('button', { name: 'Link copied.' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${demo.url}/en/trials/NCT05665075`);
});

test('what-needs-a-script-is-not-there-without-one', { tag: '@without-javascript' }, async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/trials/NCT05665075`);
  await expect(page.getByText('Copy link')).toBeHidden();
  await page.goto(`${demo.url}/en/print?pick=NCT05665075`);
  await expect(page.getByText('Print this page')).toBeHidden();
});

test('text-spacing-of-a-reader-breaks-nothing', { tag: '@javascript' }, async ({ demo, page }) => {
  await page.setViewportSize({ width: 320, height: 900 });
  await page.goto(`${demo.url}/en/trials/NCT99000001?s=${SEARCH}`);
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }');
    document.adoptedStyleSheets = [sheet];
  });
  await unfold(page);
  await expectNoSidewaysScroll(page);
});

for (const [at, kind] of Object.keys(HOSTILE).entries()) {
  test(`hostile-text-is-text-${kind}`, async ({ hostile, page }) => {
    await page.setViewportSize({ width: 320, height: 900 });
    const answer = await page.goto(`${hostile.url}/en/trials/NCT9900${1001 + at}`);
    expect(answer.status()).toBe(200);
    await unfold(page);
    await expectNoSidewaysScroll(page);
    await expectAccessible(page, { impacts: ['serious', 'critical'] });
    expect(await page.evaluate(() => window.hostile)).toBeUndefined();
    expect(await page.locator('main script, main img, main svg, main [onload], main [onerror], main [onmouseover]').count()).toBe(0);
    const targets = await page.locator('main a[href]').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    for (const target of targets) expect(target).toMatch(/^(\/|#|https:\/\/clinicaltrials\.gov\/|tel:|mailto:)/);
    await page.setViewportSize({ width: 1280, height: 900 });
    await expectNoSidewaysScroll(page);
  });
}

test('a-fold-opens-and-closes', async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/trials/NCT99000008`);
  const fold = page.getByText('All 4 requirements and 5 reasons not to join');
  const rule = page.getByText('You cannot join if');
  await expect(rule).toBeHidden();
  await fold.click();
  await expect(rule).toBeVisible();
  await fold.press('Enter');
  await expect(rule).toBeHidden();
});
