// What the script adds: no full load, one renderer, and good manners.

import { expectAccessible } from '../support/accessibility.js';
import { expectNoSidewaysScroll, expectTargetSize } from '../support/layout.js';
import { picture } from '../support/screenshots.js';
import { expect, test } from '../support/test.js';

const SERIOUS = { impacts: ['serious', 'critical'] };
const SCRIPT = { tag: '@javascript' };
const results = (page) => page.locator('#results');
const options = (page) => page.locator('#suggestions [role="option"]');
const status = (page) => page.locator('[role="status"]');

/** Marks the document, to see later that it was never loaded again. */
const mark = (page) => page.evaluate(() => { window.isSameDocument = true; });
const isMarked = (page) => page.evaluate(() => window.isSameDocument === true);

/** Holds back the answers to searches whose address matches; `release` lets them go. */
async function hold(page, pattern) {
  let release;
  const gate = new Promise((done) => { release = done; });
  let held = 0;
  await page.route(pattern, async (route) => {
    held += 1;
    await gate;
    await route.continue().catch(() => undefined);
  });
  return { release, count: () => held };
}

/** Stops an installed clock, which otherwise goes on with the time: from here on, only `page.clock.runFor` moves it. */
async function stopClock(page) {
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 60_000));
}

test('search-in-place: no load, a new address, a title, an announcement', SCRIPT, async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/search?q=asthma`);
  await mark(page);
  await page.locator('#q').fill('leukemia near Hangzhou');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=leukemia\+near\+Hangzhou/);
  await expect(page).toHaveTitle(/^leukemia near Hangzhou/);
  await expect(page.locator('.chip-label', { hasText: 'near Hangzhou' })).toBeVisible();
  await expect(status(page)).toContainText(/\d+ trials?\. Page 1 of \d/);
  await expect(page.locator('#q')).toBeFocused();
  expect(await isMarked(page)).toBe(true);
  await expect(page.getByRole('link', { name: 'Español' })).toHaveAttribute('href', /q=leukemia\+near\+Hangzhou/);
});

test('back-restores: words, chips, results and scroll, from the address', SCRIPT, async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/search?status=any`);
  await mark(page);
  await page.evaluate(() => scrollTo(0, 1500));
  await page.locator('.paging').getByRole('link', { name: 'Page 2' }).click();
  await expect(page).toHaveURL(/page=2/);
  await expect(results(page)).toBeFocused();
  await page.locator('#q').fill('asthma');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=asthma/);
  await page.goBack();
  await expect(page).toHaveURL(/status=any&page=2/);
  await expect(page.locator('#q')).toHaveValue('');
  await page.goBack();
  await expect(page).toHaveURL(/status=any$/);
  await expect(page.getByRole('link', { name: 'Page 1' })).toHaveAttribute('aria-current', 'page');
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(1000);
  expect(await isMarked(page)).toBe(true);
});

test('chip-removed: focus on the next chip, and said aloud', SCRIPT, async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/search?q=leukemia,+62+years+old,+near+Hangzhou`);
  await mark(page);
  const removes = page.locator('.chip-remove');
  const second = await removes.nth(1).getAttribute('data-label');
  const third = await removes.nth(2).getAttribute('data-label');
  await removes.nth(1).press('Enter');
  await expect(page.locator('.chip-label', { hasText: second })).toHaveCount(0);
  await expect(page.locator('.chip-remove').nth(1)).toBeFocused();
  await expect(page.locator('.chip-remove').nth(1)).toHaveAttribute('data-label', third);
  await expect(status(page)).toContainText(`Removed ${second}.`);
  expect(await isMarked(page)).toBe(true);
});

test('filters-act-by-themselves: the tick keeps the focus, only the results change', SCRIPT, async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/search?q=leukemia`);
  await mark(page);
  const tick = page.getByLabel(/^Running, not taking new people/);
  await tick.check();
  await expect(page).toHaveURL(/status=RECRUITING,ACTIVE_NOT_RECRUITING/);
  await expect(tick).toBeFocused();
  await expect(tick).toBeChecked();
  await expect(page.getByRole('button', { name: 'Show results' })).toBeHidden();
  expect(await isMarked(page)).toBe(true);
});

test('several-ticks-one-search: 400 ms after the last', SCRIPT, async ({ demo, page }) => {
  await page.clock.install();
  await page.goto(`${demo.url}/en/search?q=leukemia`);
  await stopClock(page);
  const searches = [];
  page.on('request', (request) => { if (/\/en\/search\?/.test(request.url()) && request.resourceType() === 'xhr') searches.push(request.url()); });
  await page.getByLabel(/^Not open yet/).check();
  await page.clock.runFor(300);
  await page.getByLabel(/^Finished/).check();
  await page.clock.runFor(399);
  expect(searches).toEqual([]);
  await page.clock.runFor(10);
  await expect(page).toHaveURL(/NOT_YET_RECRUITING,COMPLETED/);
  expect(searches.length).toBe(1);
});

test('stale-answer-dropped: the newer search wins, whichever answers last', SCRIPT, async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/search?q=asthma`);
  const held = await hold(page, /q=migraine/);
  await page.locator('#q').fill('migraine');
  await page.keyboard.press('Enter');
  await expect.poll(held.count).toBe(1);
  await page.locator('#q').fill('leukemia');
  await page.keyboard.press('Enter');
  await expect(page).toHaveTitle(/^leukemia/);
  held.release();
  await expect(page.locator('.notice-error')).toHaveCount(0);
  await expect(page).toHaveTitle(/^leukemia/);
  await expect(page).toHaveURL(/q=leukemia/);
});

test('waiting: old results stay, a bar after 300 ms, a word after 800, a sentence after 4 s', SCRIPT, async ({ demo, page }) => {
  await page.clock.install();
  await page.goto(`${demo.url}/en/search?q=asthma`);
  await stopClock(page);
  const held = await hold(page, /q=migraine/);
  const before = await page.getByRole('article').count();
  await page.locator('#q').fill('migraine');
  await page.keyboard.press('Enter');
  await expect.poll(held.count).toBe(1);
  await expect(page.locator('#found')).toHaveAttribute('aria-busy', 'true');
  await expect(page.locator('#found')).not.toHaveClass(/is-slow/);
  await page.clock.runFor(310);
  await expect(page.locator('#found')).toHaveClass(/is-slow/);
  await page.clock.runFor(300);
  await expect(status(page)).not.toContainText('Searching');
  await page.clock.runFor(400);
  await expect(status(page)).toContainText('Searching');
  await page.clock.runFor(3_200);
  await expect(page.getByText('Still searching…')).toBeVisible();
  expect(await page.getByRole('article').count()).toBe(before);
  await picture(page, 'pages/waiting');
  held.release();
  await expect(page).toHaveTitle(/^migraine/);
  await expect(page.locator('#found')).not.toHaveClass(/is-slow/);
});

test('engine-stopped-midway: says so, keeps the old results, offers another try', SCRIPT, async ({ ownDemo, page, watch }) => {
  watch.allowMessage(/ERR_CONNECTION_REFUSED|Failed to load resource/);
  await page.goto(`${ownDemo.url}/en/search?q=asthma`);
  const before = await page.getByRole('article').count();
  await ownDemo.stop();
  await page.locator('#q').fill('migraine');
  await page.keyboard.press('Enter');
  await expect(page.locator('.notice-error')).toContainText('Our search cannot be reached. Try again in a moment.');
  await expect(page.getByText('These are the results of your last search.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  expect(await page.getByRole('article').count()).toBe(before);
  await expectAccessible(page, SERIOUS);
  await picture(page, 'pages/unreached');
});

test('offline: says that the connection is gone, and the next try works', SCRIPT, async ({ demo, page, context, watch }) => {
  watch.allowMessage(/ERR_INTERNET_DISCONNECTED/);
  await page.goto(`${demo.url}/en/search?q=asthma`);
  await context.setOffline(true);
  await page.locator('#q').fill('migraine');
  await page.keyboard.press('Enter');
  await expect(page.locator('.notice-error')).toContainText('You seem to be offline. Check your connection, then try again.');
  await context.setOffline(false);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page).toHaveTitle(/^migraine/);
});

for (const [name, answer, sentence] of [
  ['busy', { status: 503, headers: { 'retry-after': '7', 'content-type': 'text/html' }, body: '<!doctype html><title>x</title>' }, 'Many people are searching. Try again in 7 seconds.'],
  ['down', { status: 500, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>x</title>' }, 'Sorry, search is not working. Try again later, or use ClinicalTrials.gov.'],
]) {
  test(`${name}: said in words, and the next try works`, SCRIPT, async ({ demo, page, watch }) => {
    watch.allowMessage(/503|500/);
    await page.goto(`${demo.url}/en/search?q=asthma`);
    await page.route(/q=migraine/, (route) => route.fulfill(answer));
    await page.locator('#q').fill('migraine');
    await page.keyboard.press('Enter');
    await expect(page.locator('.notice-error')).toContainText(sentence);
    await expect(page).toHaveURL(/q=asthma/);
    await page.unroute(/q=migraine/);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page).toHaveTitle(/^migraine/);
  });
}

test('timeout-10s: gives up and says so', SCRIPT, async ({ demo, page }) => {
  test.setTimeout(40_000);
  await page.goto(`${demo.url}/en/search?q=asthma`);
  const held = await hold(page, /q=migraine/);
  await page.locator('#q').fill('migraine');
  await page.keyboard.press('Enter');
  await expect.poll(held.count).toBe(1);
  await expect(page.locator('.notice-error')).toContainText('This is taking too long. Your last results are still below.', { timeout: 15_000 });
  held.release();
});

test('combobox-aria: closed, open, active, chosen', SCRIPT, async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/search?q=asthma`);
  const box = page.locator('#q');
  await expect(box).toHaveRole('combobox');
  await expect(box).toHaveAttribute('aria-autocomplete', 'list');
  await expect(box).toHaveAttribute('aria-controls', 'suggestions');
  await expect(box).toHaveAttribute('aria-expanded', 'false');
  expect(await box.getAttribute('aria-activedescendant')).toBeNull();
  await box.fill('');
  await box.pressSequentially('heart att');
  const list = options(page);
  await expect(list.first()).toBeVisible();
  await expect(box).toHaveAttribute('aria-expanded', 'true');
  expect(await box.getAttribute('aria-activedescendant')).toBeNull();
  await expect(list.last()).toHaveText('Search for “heart att”');
  expect(await list.count()).toBeLessThanOrEqual(8);
  await page.keyboard.press('ArrowUp');
  await expect(list.last()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(list.first()).toHaveAttribute('aria-selected', 'true');
  await expect(box).toHaveAttribute('aria-activedescendant', 'suggestion-0');
  await expectAccessible(page, SERIOUS);
  await picture(page, 'pages/suggestions');
  await page.keyboard.press('Escape');
  await expect(box).toHaveAttribute('aria-expanded', 'false');
  expect(await box.getAttribute('aria-activedescendant')).toBeNull();
  await expect(box).toHaveValue('heart att');
  await page.keyboard.press('Escape');
  await expect(box).toHaveValue('');
});

test('suggestion-chosen: it takes the place of what was typed of it, and searches', SCRIPT, async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/search?q=asthma`);
  const box = page.locator('#q');
  await box.fill('');
  await box.pressSequentially('my mum has leukem');
  await expect(options(page).first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  const name = await options(page).first().locator('span').first().innerText();
  await page.keyboard.press('Enter');
  await expect(box).toHaveValue(`my mum has ${name}`);
  await expect(page).toHaveURL(/q=my\+mum\+has\+/);
});

test('enter-without-a-choice: searches for the text', SCRIPT, async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/search?q=asthma`);
  await page.locator('#q').fill('');
  await page.locator('#q').pressSequentially('leukem');
  await expect(options(page).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=leukem(&|$)/);
  await expect(options(page)).toHaveCount(0);
});

test('typing-searches-nothing: ten keys, one request for suggestions, none for results', SCRIPT, async ({ demo, page, watch }) => {
  await page.goto(`${demo.url}/en/search?q=asthma`);
  await page.clock.install();
  const before = watch.requests.length;
  await page.locator('#q').fill('');
  await page.locator('#q').pressSequentially('leukemia ha');
  await page.clock.runFor(250);
  await expect.poll(() => watch.requests.length - before).toBe(1);
  const [request] = watch.requests.slice(before);
  expect(new URL(request.url).pathname).toBe('/v1/suggest');
  expect(request.method).toBe('POST');
});

test('escape-cancels: no list appears later', SCRIPT, async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/search?q=asthma`);
  const held = await hold(page, /suggest/);
  await page.locator('#q').pressSequentially(', leuk');
  await expect.poll(held.count).toBe(1);
  const answered = page.waitForEvent('requestfailed');
  await page.keyboard.press('Escape');
  await answered;
  held.release();
  await expect(page.locator('#q')).toHaveAttribute('aria-expanded', 'false');
});

test('ime-enter-does-not-submit', SCRIPT, async ({ demo, page }) => {
  await page.goto(`${demo.url}/zh/search?q=a`);
  const box = page.locator('#q');
  await box.focus();
  for (const init of [{ key: 'Enter', isComposing: true }, { key: 'Enter', keyCode: 229 }, { key: 'Process', code: 'Enter', keyCode: 229 }]) {
    const isTaken = await box.evaluate((input, options) => !input.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...options })), init);
    expect(isTaken, JSON.stringify(init)).toBe(true);
  }
  await expect(page).toHaveURL(/q=a$/);
});

test('phone-location: the button is in sight, and the place is rounded', SCRIPT, async ({ demo, page }) => {
  await page.context().grantPermissions(['geolocation']);
  await page.context().setGeolocation({ latitude: 42.3612, longitude: -71.0571 });
  await page.setViewportSize({ width: 360, height: 740 });
  for (const [lang, name] of [['es', 'Usar mi ubicación'], ['zh', '使用我的位置'], ['en', 'Use my location']]) {
    await page.goto(`${demo.url}/${lang}/search?q=als+near+me`);
    await expect(page.getByRole('button', { name, exact: true })).toBeInViewport();
    await expectNoSidewaysScroll(page);
    await expectTargetSize(page.locator('#search'));
  }
  await expect(page.locator('#understood')).toContainText('Near you');
  await page.getByRole('button', { name: 'Use my location' }).click();
  await expect(page).toHaveURL(/near=42\.4(,|%2C)-71\.1/);
  await expect(page.locator('#understood')).not.toContainText('Near you');
  await expectAccessible(page, SERIOUS);
  await picture(page, 'pages/location-360');
});

test('phone-filters: a dialog, a live number, nothing changes without the button', SCRIPT, async ({ demo, page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${demo.url}/en/search?q=leukemia`);
  const opener = page.locator('#open-filters');
  await opener.click();
  const dialog = page.getByRole('dialog', { name: 'Filters' });
  await expect(dialog).toBeVisible();
  const show = dialog.getByRole('button', { name: /^Show \d+ trials?$/ });
  const first = await show.innerText();
  await dialog.getByLabel(/^Finished/).check();
  await expect(show).not.toHaveText(first);
  await expectAccessible(page, SERIOUS);
  await picture(page, 'pages/filters-dialog');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(opener).toBeFocused();
  await expect(page).toHaveURL(/q=leukemia$/);
  await opener.click();
  await expect(page.getByLabel(/^Finished/)).not.toBeChecked();
  await page.getByLabel(/^Finished/).check();
  await expect(show).not.toHaveText(first);
  const promised = (await show.innerText()).match(/\d+/)[0];
  await show.click();
  await expect(page).toHaveURL(/status=RECRUITING,COMPLETED/);
  await expect(page.locator('#found')).toHaveAttribute('data-total', promised);
  await expect(page.locator('#open-filters')).toBeFocused();
});

test('list: in the address, not in the history', SCRIPT, async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/search?q=asthma`);
  const length = await page.evaluate(() => history.length);
  await expect(page.getByRole('button', { name: 'Print for my doctor' })).toBeHidden();
  await page.getByRole('checkbox', { name: /^Add .* to my list$/ }).first().check();
  await expect(page).toHaveURL(/pick=NCT\d{8}$/);
  expect(await page.evaluate(() => history.length)).toBe(length);
  await expect(page.getByRole('heading', { name: 'My list (1 trial)' })).toBeVisible();
  await page.locator('#q').fill('leukemia');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=leukemia&pick=NCT\d{8}$/);
  await expect(page.getByRole('heading', { name: 'My list (1 trial)' })).toBeVisible();
});

test('list-holds-ten', SCRIPT, async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/search?status=any`);
  const boxes = page.getByRole('checkbox', { name: /^Add .* to my list$/ });
  for (let at = 0; at < 10; at += 1) await boxes.nth(at).check();
  await expect(boxes.nth(10)).toBeDisabled();
  await boxes.nth(0).uncheck();
  await expect(boxes.nth(10)).toBeEnabled();
});

test('my-location: rounded before it is sent', SCRIPT, async ({ demo, page, context, watch }) => {
  await context.grantPermissions(['geolocation'], { origin: demo.url });
  await context.setGeolocation({ latitude: 30.29365, longitude: 120.16142 });
  await page.goto(`${demo.url}/en/search?q=leukemia`);
  await page.getByRole('button', { name: 'Use my location' }).click();
  await expect(page).toHaveURL(/near=30\.3,120\.2/);
  await expect(page.locator('.chip-label', { hasText: 'your place, about 10 km around' })).toBeVisible();
  expect(watch.requests.filter(({ url, body }) => /30\.29|120\.16/.test(url + (body ?? '')))).toEqual([]);
});

test('copy-link: with or without what was told of the person', SCRIPT, async ({ demo, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: demo.url });
  await page.goto(`${demo.url}/en/search?q=leukemia,+62+years+old,+near+Hangzhou`);
  await page.getByRole('button', { name: 'Copy link', exact: true }).click();
  await expect(page.getByText('Link copied').first()).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('62');
  await page.getByRole('button', { name: 'Copy link without age, sex and place' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(`${demo.url}/en/search?q=leukemia`);
});

test('sort: at once, the focus stays', SCRIPT, async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/search?q=leukemia`);
  await mark(page);
  await page.getByLabel('Sort by').focus();
  await page.getByLabel('Sort by').selectOption({ label: 'Recently updated' });
  await expect(page).toHaveURL(/sort=last_update/);
  await expect(page.getByLabel('Sort by')).toBeFocused();
  expect(await isMarked(page)).toBe(true);
});

test('chip-popups: Escape closes and gives the focus back', SCRIPT, async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/search?q=leukemia+near+Hangzhou`);
  const summary = page.locator('.chip', { hasText: 'near Hangzhou' }).locator('summary');
  await summary.click();
  await expect(page.getByRole('link', { name: 'Within 100 km' })).toBeVisible();
  await page.getByRole('link', { name: 'Within 100 km' }).focus();
  await picture(page, 'pages/chip-popup');
  await expectAccessible(page, SERIOUS);
  await page.keyboard.press('Escape');
  await expect(summary).toBeFocused();
  await expect(page.getByRole('link', { name: 'Within 100 km' })).toBeHidden();
});

test('same-count-heard-twice: the region is emptied in between', SCRIPT, async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/search?q=asthma`);
  const heard = await page.evaluateHandle(() => {
    const texts = [];
    const region = document.querySelector('[role="status"]');
    new MutationObserver(() => texts.push(region.textContent)).observe(region, { childList: true, subtree: true, characterData: true });
    return texts;
  });
  for (let at = 0; at < 2; at += 1) {
    await page.locator('#q').press('Enter');
    await expect.poll(() => heard.evaluate((texts) => texts.filter((text) => /trials?\./.test(text)).length)).toBe(at + 1);
  }
});

test('reduced-motion: nothing moves', SCRIPT, async ({ demo, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`${demo.url}/en/search?q=asthma`);
  const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((element) => {
    const { animationName, transitionDuration } = getComputedStyle(element);
    return animationName !== 'none' || Number.parseFloat(transitionDuration) > 0;
  }).length);
  expect(moving).toBe(0);
});
