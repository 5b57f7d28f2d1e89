// What can be measured of a page's layout.

import { expect } from '@playwright/test';

/** Expects that nothing scrolls sideways, and names what sticks out. */
export async function expectNoSidewaysScroll(page) {
  const { overflow, offenders } = await page.evaluate(() => {
    const root = document.scrollingElement;
    const width = document.documentElement.clientWidth;
    const found = [];
    const walk = (node) => {
      for (const element of node.querySelectorAll('*')) {
        const box = element.getBoundingClientRect();
        if (box.width > 0 && (box.right > width + 1 || box.left < -1)) {
          found.push(`${element.localName}.${element.className || element.id} ${Math.round(box.left)}..${Math.round(box.right)}`);
        }
        if (element.shadowRoot) walk(element.shadowRoot);
      }
    };
    const overflow = root.scrollWidth - root.clientWidth;
    if (overflow > 0) walk(document);
    return { overflow, offenders: found.slice(0, 10) };
  });
  expect(overflow, `wider than the window by ${overflow} px: ${offenders.join('; ')}`).toBeLessThanOrEqual(0);
}

/** Expects every control that can be seen inside `root` (a locator) to be at least `least` px in both directions; links inside text are let off, as WCAG 2.5.8 does. */
export async function expectTargetSize(root, least = 24) {
  const small = await root.evaluate((element, least) => {
    const scope = element.shadowRoot ?? element;
    const isInText = (control) => control.localName === 'a' && getComputedStyle(control).display === 'inline';
    return [...scope.querySelectorAll('a[href], button, input, select, summary, [role=option]')]
      .filter((control) => control.checkVisibility() && !isInText(control))
      .map((control) => {
        // A tick box is as large as the label that switches it.
        const target = control.closest('label') ?? control;
        const { width, height } = target.getBoundingClientRect();
        return { name: (control.getAttribute('aria-label') ?? control.textContent).trim().slice(0, 40), width, height };
      })
      .filter(({ width, height }) => width < least || height < least)
      .map(({ name, width, height }) => `${name}: ${width}×${height}`);
  }, least);
  expect(small).toEqual([]);
}
