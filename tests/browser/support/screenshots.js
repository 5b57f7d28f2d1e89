// Pictures for people to look at, kept in a folder that git ignores. They check nothing, so they are made only where PICTURES is set.

import { join, resolve } from 'node:path';

const FOLDER = resolve(import.meta.dirname, '../screenshots');

/** Takes a picture of the whole page as `screenshots/NAME.png`, where pictures are wanted. */
export async function picture(page, name) {
  if (!process.env.PICTURES) return;
  await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true, animations: 'disabled' });
}
