// The box is an editable combobox whose list is chosen from by hand: roles and states at every step.

import { expect, test } from './stage.js';

const state = (stage) => stage.input().evaluate((input) => [input.getAttribute('aria-expanded'), input.getAttribute('aria-activedescendant')]);

test('combobox-aria', async ({ stage, page }) => {
  await stage.open();
  const box = stage.input();
  for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': 'list', autocomplete: 'off', enterkeyhint: 'search' })) {
    await expect(box).toHaveAttribute(name, value);
  }
  await expect(box).not.toHaveAttribute('placeholder');
  expect(await state(stage)).toEqual(['false', null]);
  await box.pressSequentially('leukem');
  await expect(stage.part('suggestions')).toBeVisible();
  await expect(stage.part('suggestions')).toHaveAttribute('role', 'listbox');
  await expect(stage.part('suggestions')).toHaveId('list');
  expect(await state(stage)).toEqual(['true', null]);
  const options = page.getByRole('option');
  const count = await options.count();
  expect(count).toBeGreaterThan(2);
  expect(count).toBeLessThanOrEqual(8);
  await expect(options.last()).toHaveText('Search for “leukem”');
  await expect(stage.part('suggestions').locator('a')).toHaveCount(0);

  await box.press('ArrowDown');
  expect(await state(stage)).toEqual(['true', 'option-0']);
  await expect(options.first()).toHaveAttribute('aria-selected', 'true');
  await expect(stage.part('suggestions').locator('[aria-selected=true]')).toHaveCount(1);
  await box.press('ArrowUp');
  expect(await state(stage)).toEqual(['true', `option-${count - 1}`]);
  await box.press('ArrowDown');
  expect(await state(stage)).toEqual(['true', 'option-0']);
  await box.press('ArrowLeft');
  expect(await state(stage)).toEqual(['true', null]);
  await expect(box).toBeFocused();

  await box.press('ArrowDown');
  await box.press('Escape');
  expect(await state(stage)).toEqual(['false', null]);
  await expect(stage.part('suggestions')).toBeHidden();
  await expect(box).toHaveValue('leukem');
  await box.press('Escape');
  await expect(box).toHaveValue('');
  expect(stage.sent()).toEqual([]);

  await box.pressSequentially('leukem');
  await expect(options.first()).toBeVisible();
  await box.press('ArrowDown');
  await box.press('Enter');
  await expect(box).toHaveValue('Leukemia');
  expect(await state(stage)).toEqual(['false', null]);
  await expect.poll(() => stage.sent().map(({ q }) => q)).toEqual(['Leukemia']);
});

test('Enter without an option searches for what was typed; Tab closes and moves on', async ({ stage }) => {
  await stage.open();
  await stage.input().pressSequentially('leukem');
  await expect(stage.part('suggestions')).toBeVisible();
  await stage.input().press('Tab');
  await expect(stage.part('suggestions')).toBeHidden();
  await expect(stage.part('submit')).toBeFocused();
  await stage.input().press('ArrowDown');
  await expect(stage.part('suggestions')).toBeVisible();
  await stage.input().press('Enter');
  await expect.poll(() => stage.sent().map(({ q }) => q)).toEqual(['leukem']);
});

test('an option completes the end of a sentence', async ({ stage, page }) => {
  await stage.open();
  await stage.input().pressSequentially('my mum has leukemia, near hangz');
  const place = page.getByRole('option', { name: 'Hangzhou, Zhejiang, China' });
  await expect(place).toBeVisible();
  await place.click();
  await expect(stage.input()).toHaveValue('my mum has leukemia, near Hangzhou, Zhejiang, China');
  await expect(stage.input()).toBeFocused();
  await expect.poll(() => stage.sent().map(({ q }) => q)).toEqual(['my mum has leukemia, near Hangzhou, Zhejiang, China']);
});
