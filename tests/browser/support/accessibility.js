// axe-core on a page as it stands. It sees into open shadow roots.

import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Expects no finding of WCAG 2.2 AA. `impacts` narrows it down, such as to serious and critical ones; `include` to a part of the page. Works without JavaScript, too. */
export async function expectAccessible(page, { include, impacts } = {}) {
  const { violations } = await withScripting(page, (readable) => {
    const builder = new AxeBuilder({ page: readable }).withTags(TAGS);
    return (include ? builder.include(include) : builder).analyze();
  });
  const findings = violations
    .filter(({ impact }) => !impacts || impacts.includes(impact))
    .flatMap(({ id, impact, help, nodes }) => nodes.map(({ target, failureSummary }) => (
      `${impact} ${id}: ${help}\n  ${JSON.stringify(target)}\n  ${failureSummary?.replaceAll('\n', '\n  ')}`
    )));
  expect(findings.join('\n')).toBe('');
}

/** Calls `act` with the page, or, where JavaScript is off and axe could not run, with a copy of it on which only axe can. */
async function withScripting(page, act) {
  const isOff = await page.evaluate(() => matchMedia('(scripting: none)').matches);
  if (!isOff) return act(page);
  const isDark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  const html = (await page.content()).replaceAll(/<(\/?)noscript\b/g, '<$1div');
  const context = await page.context().browser().newContext({
    javaScriptEnabled: true,
    viewport: page.viewportSize(),
    colorScheme: isDark ? 'dark' : 'light',
  });
  try {
    const copy = await context.newPage();
    await copy.route(page.url(), (route) => route.fulfill({
      contentType: 'text/html; charset=utf-8',
      headers: { 'content-security-policy': "script-src 'none'" },
      body: html,
    }));
    await copy.goto(page.url());
    return await act(copy);
  } finally {
    await context.close();
  }
}
