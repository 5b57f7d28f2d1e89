// A server that has too much to do says when to come back; nothing is tried again by itself.

import { answerWith, expect, test } from './stage.js';

for (const [status, seconds, words] of [[429, '30', '30 seconds'], [503, '1', '1 second']]) {
  test(`busy-429-503: ${status}`, async ({ stage, page, watch }) => {
    watch.allowMessage(new RegExp(String(status)));
    await stage.open();
    await stage.answer((_, number) => (number === 1
      ? { status, headers: { 'retry-after': seconds }, json: { error: { code: 'overloaded', message: 'busy', hint: null, param: null } } }
      : answerWith({ ids: [1] })));
    await stage.stopClock();
    await stage.ask('asthma');
    await expect(stage.message()).toContainText(`Many people are searching. Try again in ${words}.`);
    await page.clock.runFor(60_000);
    expect(stage.sent().length).toBe(1);
    const { detail } = (await stage.heard()).at(-1);
    expect(detail).toEqual({ code: 'busy', retryAfter: Number(seconds) });
    await stage.part('retry').click();
    await expect(stage.part('card')).toHaveCount(1);
  });
}

test('a server in trouble', async ({ stage, watch }) => {
  watch.allowMessage(/500/);
  await stage.open();
  await stage.answer(() => ({ status: 500, json: { error: { code: 'internal_error', message: 'x', hint: null, param: null } } }));
  await stage.ask('asthma');
  await expect(stage.message()).toContainText('Sorry, search is not working. Try again later, or use ClinicalTrials.gov.');
});

test('a place that nobody knows', async ({ stage, watch }) => {
  watch.allowMessage(/400|no place is called/);
  await stage.open('<trial-search near="Atlantis Nowhere"></trial-search>');
  await stage.ask('asthma');
  await expect(stage.message()).toContainText('We do not know the place “Atlantis Nowhere”. Try a city or a country.');
  expect(watch.messages.join()).toContain('trial-search: no place is called `Atlantis Nowhere`');
});
