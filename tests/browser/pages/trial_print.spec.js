// What comes out on paper: the page of a trial, and the sheet to take to a doctor.

import { picture } from '../support/screenshots.js';
import { expect, test } from '../support/test.js';

/** Returns the number of pages of a PDF, which stands in it uncompressed. */
function pagesOf(pdf) {
  return (pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length;
}

test('nothing-is-folded-on-paper', async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/trials/NCT99000008`);
  await page.emulateMedia({ media: 'print' });
  for (const text of ['You may be able to join if', 'You cannot join if', 'At least one diabetes-related autoantibody:']) {
    await expect(page.getByText(text).last()).toBeVisible();
  }
  const heights = await page.locator('.criteria-fold').evaluate((fold) => fold.getBoundingClientRect().height);
  expect(heights).toBeGreaterThan(200);
  for (const hidden of ['.site-header', '.trial-actions', '.site-footer']) {
    await expect(page.locator(hidden)).toBeHidden();
  }
  await picture(page, 'pages/trial-on-paper');
});

test('paper-is-black-on-white-even-in-the-dark', async ({ demo, page }) => {
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.goto(`${demo.url}/en/print?pick=NCT05665075,NCT99000001&near=Hangzhou`);
  const colours = await page.evaluate(() => {
    const style = getComputedStyle(document.body);
    return [style.color, style.backgroundColor, getComputedStyle(document.documentElement).colorScheme];
  });
  // Nothing is painted behind the text, and the paper of a light scheme is white.
  expect(colours).toEqual(['rgb(0, 0, 0)', 'rgba(0, 0, 0, 0)', 'light']);
  const smallest = await page.evaluate(() => {
    const sizes = [...document.querySelectorAll('.sheet *')]
      // Icons are for eyes that can do without.
      .filter((element) => element.checkVisibility() && !element.closest('[aria-hidden]') && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
      .map((element) => parseFloat(getComputedStyle(element).fontSize));
    return Math.min(...sizes);
  });
  // 11 pt are 14.67 px.
  expect(smallest).toBeGreaterThanOrEqual(14.6);
  await picture(page, 'pages/sheet-on-paper');
});

test('no-criterion-is-broken-over-two-pages', async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/print?pick=NCT05665075,NCT99000001`);
  await page.emulateMedia({ media: 'print' });
  for (const kind of ['.sheet-criterion', '.sheet-questions li']) {
    const breaks = await page.locator(kind).first().evaluate((element) => getComputedStyle(element).breakInside);
    expect(breaks, kind).toBe('avoid');
  }
  const pdf = await page.pdf({ format: 'A4' });
  const pages = pagesOf(pdf);
  expect(pages).toBeGreaterThanOrEqual(3);
  expect(pages).toBeLessThanOrEqual(5);
});

test('the-words-of-the-search-are-printed-only-if-wanted', async ({ demo, page }) => {
  await page.goto(`${demo.url}/en/print?q=leukemia+near+Hangzhou&pick=NCT05665075`);
  await expect(page.locator('.sheet-search')).toHaveCount(0);
  await page.getByLabel('Print my search words, too').check();
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.locator('.sheet-search')).toContainText('leukemia near Hangzhou');
  await expect(page.getByLabel('Print my search words, too')).toBeChecked();
});

test('the-button-prints', { tag: '@javascript' }, async ({ demo, page }) => {
  await page.addInitScript(() => { window.print = () => { window.printed = true; }; });
  await page.goto(`${demo.url}/en/print?pick=NCT05665075`);
  await page.getByRole('button', { name: 'Print this page' }).click();
  expect(await page.evaluate(() => window.printed)).toBe(true);
});
