// From 320 px on, and at 400 %, nothing scrolls sideways; everything that is pressed is large enough.

import { expectNoSidewaysScroll, expectTargetSize } from '../support/layout.js';
import { picture } from '../support/screenshots.js';
import { expect, test } from './stage.js';

for (const width of [320, 360, 768, 1280]) {
  test(`target-size-and-zoom: ${width} px`, async ({ stage, page }) => {
    await page.setViewportSize({ width, height: 800 });
    await stage.open('<trial-search geolocate></trial-search>');
    await stage.input().pressSequentially('leukemia near hang');
    await expect(stage.part('suggestions')).toBeVisible();
    await expectNoSidewaysScroll(page);
    await expectTargetSize(stage.widget());
    await stage.find('leukemia near Hangzhou, 62 years old, no transplant');
    await stage.part('filters').locator('summary').click();
    await expectNoSidewaysScroll(page);
    await expectTargetSize(stage.widget());
    await picture(page, `widget/results-${width}`);
    await stage.find('asthma in Hangzhou');
    await expectNoSidewaysScroll(page);
    await expectTargetSize(stage.widget());
  });
}

test('target-size-and-zoom: words twice as large, in a narrow column', async ({ stage, page }) => {
  await page.setViewportSize({ width: 320, height: 800 });
  await stage.open('<div style="width:220px"><trial-search></trial-search></div>', { head: '<style>trial-search{--trial-search-font-size:32px}</style>' });
  await stage.find('leukemia near Hangzhou');
  await expectNoSidewaysScroll(page);
});
