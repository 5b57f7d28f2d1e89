// Pictures for people to look at, kept in a folder that git ignores.

import { join, resolve } from 'node:path';

const FOLDER = resolve(import.meta.dirname, '../screenshots');

/** Takes a picture of the whole page as `screenshots/NAME.png`. */
export function picture(page, name) {
  return page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true, animations: 'disabled' });
}
