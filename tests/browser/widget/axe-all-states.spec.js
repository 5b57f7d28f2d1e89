// No finding of axe in any state, light, dark or in forced colours.

import { expectAccessible } from '../support/accessibility.js';
import { picture } from '../support/screenshots.js';
import { expect, test } from './stage.js';

const LOOKS = { light: {}, dark: { colorScheme: 'dark' }, 'forced-colours': { forcedColors: 'active' } };

for (const [look, media] of Object.entries(LOOKS)) {
  test(`axe-all-states: ${look}`, async ({ stage, page, watch }) => {
    watch.allowMessage(/503/);
    await page.emulateMedia(media);
    await stage.open('<trial-search geolocate><p>Ours is away.</p></trial-search>');
    const check = async (name) => {
      await expectAccessible(page);
      await picture(page, `widget/${name}-${look}`);
    };
    await check('idle');
    await stage.input().pressSequentially('leukem');
    await expect(stage.part('suggestions')).toBeVisible();
    await stage.input().press('ArrowDown');
    await check('suggestions');
    await stage.find('leukemia near Hangzhou, 62 years old, no transplant');
    await check('results');
    await stage.part('filters').locator('summary').click();
    await check('filters');
    await stage.find('asthma in Hangzhou');
    await check('empty');
    await stage.answer(() => ({ status: 503, headers: { 'retry-after': '2' }, json: { error: { code: 'overloaded', message: 'x', hint: null, param: null } } }));
    await stage.find('asthma');
    await expect(stage.part('message')).toBeVisible();
    await check('error');
  });
}

test('the page about the widget and the page of the made-up host', async ({ demo, page }) => {
  for (const path of ['/widget/', '/widget/demo']) {
    await page.goto(demo.url + path);
    await expect(page.locator('trial-search').first().locator('[part~=input]')).toBeVisible();
    if (path === '/widget/demo') await expect(page.locator('[part~=card]').first()).toBeVisible();
    await expectAccessible(page, { impacts: ['serious', 'critical'] });
  }
});
