// The Enter that ends a composition of Chinese letters is no wish to search.

import { expect, test } from './stage.js';

test('ime-enter-does-not-submit', async ({ stage }) => {
  await stage.open();
  await stage.input().fill('白血病');
  const enter = (init) => stage.input().evaluate((input, given) => {
    const event = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, cancelable: true, ...given });
    return input.dispatchEvent(event);
  }, init);
  expect(await enter({ isComposing: true })).toBe(false);
  // Safari: the composition has ended, and only the old code says that the key belonged to it.
  expect(await enter({ keyCode: 229 })).toBe(false);
  expect(await enter({ keyCode: 13 })).toBe(true);
  expect(stage.sent()).toEqual([]);
  await stage.input().press('Enter');
  await expect.poll(() => stage.sent().map(({ q }) => q)).toEqual(['白血病']);
});

test('a composing Enter takes no option, either', async ({ stage }) => {
  await stage.open();
  await stage.input().pressSequentially('leukem');
  await expect(stage.part('suggestions')).toBeVisible();
  await stage.input().press('ArrowDown');
  await stage.input().evaluate((input) => input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true })));
  await expect(stage.input()).toHaveValue('leukem');
  await expect(stage.part('suggestions')).toBeVisible();
});
