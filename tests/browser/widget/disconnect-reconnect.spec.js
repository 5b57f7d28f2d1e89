// A widget that is moved keeps its state and does nothing twice; one that is taken away does nothing more.

import { answerWith, expect, held, test } from './stage.js';

test('disconnect-reconnect: moved 50 times', async ({ stage, page }) => {
  await stage.open('<div id="x"><trial-search></trial-search></div><div id="y"></div>');
  await stage.find('asthma');
  const before = await stage.part('title').allTextContents();
  await page.evaluate(() => {
    const element = document.querySelector('trial-search');
    for (let times = 0; times < 50; times += 1) document.querySelector(times % 2 ? '#x' : '#y').append(element);
  });
  expect(await stage.part('title').allTextContents()).toEqual(before);
  await expect(stage.input()).toHaveValue('asthma');
  await expect(page.locator('body > [role=status]')).toHaveCount(2);
  expect((await stage.heard()).filter(({ name }) => name === 'ready')).toHaveLength(1);
  await stage.find('leukemia');
  expect(stage.sent().map(({ q }) => q)).toEqual(['asthma', 'leukemia']);
  await expect.poll(() => stage.spoken()).toHaveLength(2);
});

test('disconnect-reconnect: removed midway', async ({ stage, page }) => {
  await stage.open();
  const slow = held();
  await stage.answer(async () => { await slow; return answerWith({ ids: [1] }); });
  await stage.ask('asthma');
  await expect.poll(() => stage.sent().length).toBe(1);
  const failed = page.waitForEvent('requestfailed');
  const outcome = await page.evaluateHandle(() => {
    window.kept = document.querySelector('trial-search');
    window.kept.remove();
    return window.kept;
  });
  await failed;
  slow.release();
  expect(await outcome.evaluate((element) => [element.state, element.shadowRoot.querySelectorAll('[part~=card]').length])).toEqual(['idle', 0]);
  expect((await stage.heard()).map(({ name }) => name)).toEqual(['ready', 'request']);
  await page.evaluate(() => document.body.append(window.kept));
  await stage.find('leukemia');
  await expect(stage.part('card')).toHaveCount(1);
});
