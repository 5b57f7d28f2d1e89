// An answer that comes after a newer one is not shown; its request is given up, and nobody hears of it.

import { answerWith, expect, held, test } from './stage.js';

test('stale-answer-dropped', async ({ stage, page }) => {
  await stage.open();
  const slow = held();
  await stage.answer(async ({ q }) => {
    if (q === 'first') await slow;
    return answerWith({ ids: q === 'first' ? [1] : [2] });
  });
  const failures = [];
  page.on('requestfailed', (request) => failures.push(`${request.postDataJSON().q} ${request.failure().errorText}`));
  await stage.ask('first');
  await expect.poll(() => stage.sent().length).toBe(1);
  await stage.ask('second');
  await expect(stage.part('title')).toHaveText(['Trial 2']);
  slow.release();
  await expect.poll(() => [...new Set(failures)]).toEqual(['first net::ERR_ABORTED']);
  await expect(stage.part('title')).toHaveText(['Trial 2']);
  await expect(stage.part('message')).toBeHidden();
  const names = (await stage.heard()).map(({ name }) => name);
  expect(names).toEqual(['ready', 'request', 'request', 'results']);
});
