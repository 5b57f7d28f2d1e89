// The strictest policy a host may have: the console stays empty, the style is there.

import { expect, test } from './stage.js';

test('csp-strict', async ({ stage, demo, watch }) => {
  const policy = `default-src 'none'; script-src ${demo.url}; connect-src ${demo.url}; require-trusted-types-for 'script'; trusted-types 'none'`;
  await stage.open('<trial-search><p>Without scripts.</p></trial-search>', { headers: { 'content-security-policy': policy } });
  await stage.input().pressSequentially('leukem');
  await expect(stage.part('suggestions')).toBeVisible();
  await stage.find('leukemia near Hangzhou, 62 years old');
  await stage.part('filters').locator('summary').click();
  await stage.part('option').first().locator('input').click();
  await expect(stage.part('list')).toHaveAttribute('aria-busy', 'false');
  const style = await stage.part('submit').evaluate((button) => {
    const { backgroundColor, borderRadius } = getComputedStyle(button);
    return { backgroundColor, borderRadius };
  });
  expect(style).toEqual({ backgroundColor: 'rgb(11, 61, 145)', borderRadius: '6px' });
  const region = stage.page.locator('body > [role=status]').first();
  expect(await region.evaluate((element) => getComputedStyle(element).width)).toBe('1px');
  expect(watch.messages).toEqual([]);
});
