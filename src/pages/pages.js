// Makes the pages quicker; nothing depends on it.
//
// There is one renderer, the server: a search, a chip, a filter or a page number fetches the page that the address would show
// and swaps the regions that differ. What is fetched arrives as a parsed document, so no text ever becomes markup here.
// State lives in the address. Nothing is stored.

const LANG = location.pathname.split('/')[1];
const RESULTS = `/${LANG}/search`;
const MAX_PICKED = 10;
const SLOW_MS = 300;
const SAY_MS = 800;
const STILL_MS = 4000;
const TIMEOUT_MS = 10000;

const byId = (id) => document.getElementById(id);
const isResultsPage = () => document.querySelector('[data-page="search"]') !== null;
const say = (name, values = {}) => {
  const text = byId('script-words')?.dataset[name] ?? '';
  return Object.entries(values).reduce((said, [key, value]) => said.replaceAll(`{${key}}`, value), text);
};
const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

// ---- speaking: one region, two places in it that take turns, so that the same sentence is heard again ----

const announcer = make('div', { role: 'status', class: 'visually-hidden' }, make('p'), make('p'));
document.body.append(announcer);
let turn = 0;
let speaking;
function announce(text) {
  clearTimeout(speaking);
  for (const place of announcer.children) place.textContent = '';
  turn = 1 - turn;
  const place = announcer.children[turn];
  speaking = setTimeout(() => { place.textContent = text; }, 100);
}

// ---- loading a page of results ----

/** The request whose answer may still be shown. */
let pending = null;
let timers = [];

function fetchPage(address) {
  pending?.abort();
  const request = new XMLHttpRequest();
  pending = request;
  const isNewest = () => pending === request;
  return new Promise((resolve) => {
    const end = (result) => { if (isNewest()) { pending = null; resolve(result); } };
    request.open('GET', address);
    request.responseType = 'document';
    request.timeout = TIMEOUT_MS;
    // Without it, an address that is written another way would first lead to the usual one.
    request.setRequestHeader('x-page', 'as-asked');
    request.onload = () => end({ page: request.response, status: request.status, retry: request.getResponseHeader('retry-after') });
    request.onerror = () => end({ fault: 'network' });
    request.ontimeout = () => end({ fault: 'slow' });
    request.send();
  });
}

function setBusy(isBusy) {
  timers.forEach(clearTimeout);
  timers = [];
  const found = byId('found');
  found?.setAttribute('aria-busy', String(isBusy));
  found?.classList.remove('is-slow');
  document.querySelector('.still')?.remove();
  if (!isBusy || !found) return;
  if (!found.querySelector('.busy-bar')) found.prepend(make('div', { class: 'busy-bar', 'aria-hidden': 'true' }));
  timers = [
    setTimeout(() => found.classList.add('is-slow'), SLOW_MS),
    setTimeout(() => announce(say('searching')), SAY_MS),
    setTimeout(() => found.querySelector('.found-head')?.after(make('p', { class: 'still' }, say('still'))), STILL_MS),
  ];
}

/** Shows the results at an address. `how`: `history` (push or none), `focus` (a function that moves it), `removed`, `keepForm`, `keepWords`. */
async function go(asked, how = {}) {
  setBusy(true);
  const answer = await fetchPage(asked);
  setBusy(false);
  if (answer.fault || answer.status >= 500 || !answer.page?.querySelector('#found')) {
    showTrouble(answer, asked, how);
    return;
  }
  const address = RESULTS + new URL(answer.page.querySelector('link[rel="canonical"]').href).search;
  if (how.history === 'push') push(address);
  else if (address !== location.pathname + location.search) history.replaceState(history.state, '', address);
  show(answer.page, how);
}

function show(page, how) {
  const active = document.activeElement;
  const activeId = active?.id;
  document.title = page.title;
  for (const id of ['understood', 'found']) byId(id).replaceWith(document.adoptNode(page.getElementById(id)));
  document.querySelector('.languages')?.replaceWith(document.adoptNode(page.querySelector('.languages')));
  swapHidden(byId('search'), page.getElementById('search'));
  if (!how.keepWords) byId('q').value = page.getElementById('q').value;
  updateFilters(page.getElementById('filters'), how.keepForm);
  prepare();
  const found = byId('found');
  const total = found.dataset.announce;
  announce(how.removed ? say('removed', { label: how.removed, trials: total }).replace(/([.。])\1+$/u, '$1') : total);
  if (how.focus) how.focus();
  else if (activeId && document.activeElement !== active) byId(activeId)?.focus({ preventScroll: true });
}

function swapHidden(form, fresh) {
  if (!form || !fresh) return;
  form.querySelectorAll('input[type="hidden"]').forEach((input) => input.remove());
  form.append(...[...fresh.querySelectorAll('input[type="hidden"]')].map((input) => document.adoptNode(input)));
}

/** Brings the form of filters up to date: as a whole, or, while someone is using it, its numbers only. */
function updateFilters(fresh, keepForm) {
  const form = byId('filters');
  if (!form || !fresh) return;
  if (!keepForm) {
    const open = new Map([...form.querySelectorAll('details[data-group]')].map((group) => [group.dataset.group, group.open]));
    const adopted = document.adoptNode(fresh);
    adopted.querySelectorAll('details[data-group]').forEach((group) => { group.open = open.get(group.dataset.group) ?? group.open; });
    form.replaceWith(adopted);
    return;
  }
  for (const input of fresh.querySelectorAll('input[value]')) {
    const same = [...form.elements].find((known) => known.name === input.name && known.value === input.value && known.type === input.type);
    const count = input.closest('label')?.querySelector('.option-count');
    const old = same?.closest('label')?.querySelector('.option-count');
    if (count && old) old.replaceWith(document.adoptNode(count));
  }
  for (const group of fresh.querySelectorAll('details[data-group]')) {
    const old = form.querySelector(`details[data-group="${group.dataset.group}"] .group-chosen`);
    if (old) old.textContent = group.querySelector('.group-chosen').textContent;
  }
}

function showTrouble(answer, address, how) {
  const seconds = Number(answer.retry) || 1;
  let text = say('down');
  if (answer.fault === 'slow') text = say('slow');
  else if (answer.fault) text = say(navigator.onLine === false ? 'offline' : 'unreached');
  else if (answer.status === 503 || answer.status === 429) text = seconds === 1 ? say('busyOne') : say('busy', { n: seconds });
  const retry = make('button', { type: 'button', class: 'button button-plain' }, say('retry'));
  retry.addEventListener('click', () => go(address, { ...how, focus: focusHeading }));
  const box = make('div', { class: 'notice notice-error' }, make('p', {}, text), retry);
  if (answer.fault === 'slow' || answer.fault) box.append(make('p', { class: 'hint' }, say('last')));
  byId('trouble-here')?.replaceChildren(box);
  announce(text);
}

// ---- history: the address is the state; only the scroll position is kept beside it ----

const positions = new Map();
let entry = history.state?.entry ?? 0;
let newest = entry;
let isRestoring = false;

function push(url) {
  positions.set(entry, scrollY);
  newest += 1;
  entry = newest;
  history.pushState({ entry }, '', url);
}

window.addEventListener('scroll', () => { if (!isRestoring) positions.set(entry, scrollY); }, { passive: true });

window.addEventListener('popstate', async (event) => {
  if (!isResultsPage() || location.pathname !== RESULTS) return;
  entry = event.state?.entry ?? 0;
  isRestoring = true;
  await go(location.href);
  scrollTo({ top: positions.get(entry) ?? 0, behavior: 'instant' });
  isRestoring = false;
});

const focusHeading = () => {
  byId('results')?.focus({ preventScroll: true });
  byId('results')?.scrollIntoView({ block: 'nearest' });
};

// ---- the person's list ----

const pickBoxes = () => [...document.querySelectorAll('input[type="checkbox"][name="pick"]')];

function picks() {
  const form = byId('list');
  if (!form) return [];
  const elsewhere = [...form.querySelectorAll('input[type="hidden"][name="pick"]')].map((input) => input.value);
  return [...elsewhere, ...pickBoxes().filter((box) => box.checked).map((box) => box.value)];
}

function withPicks(address) {
  const url = new URL(address, location.href);
  url.searchParams.delete('pick');
  const picked = picks();
  if (picked.length > 0) url.searchParams.set('pick', picked.join(','));
  // Commas are written plainly, as the server writes them.
  url.search = url.search.replaceAll('%2C', ',');
  return url.href;
}

/** An empty list cannot be printed. */
function showPrint() {
  byId('list')?.querySelector('button[type="submit"]:not([formaction])')?.toggleAttribute('hidden', picks().length === 0);
}

function pickChanged(box) {
  if (picks().length > MAX_PICKED) {
    box.checked = false;
    announce(say('full'));
    return;
  }
  history.replaceState(history.state, '', withPicks(location.href));
  const count = picks().length;
  const heading = count === 1 ? say('listOne') : say('listHeading', { n: count });
  byId('list-heading').textContent = heading;
  byId('list-empty')?.toggleAttribute('hidden', count > 0);
  for (const other of pickBoxes()) other.disabled = count >= MAX_PICKED && !other.checked;
  showPrint();
  announce(heading);
}

// ---- forms and links ----

function addressOf(form) {
  const fields = [...new FormData(form)].filter(([, value]) => typeof value === 'string' && value.trim() !== '');
  return withPicks(`${RESULTS}?${new URLSearchParams(fields)}`);
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!isResultsPage() || form.method !== 'get' || new URL(form.action).pathname !== RESULTS || event.submitter?.hasAttribute('formaction')) return;
  event.preventDefault();
  if (form.id === 'search') closeSuggestions();
  if (form.id === 'filters') {
    closeDialog();
    go(addressOf(form), { history: 'push' });
    return;
  }
  go(addressOf(form), { history: 'push', focus: form.classList.contains('edit-form') ? focusHeading : undefined });
});

document.addEventListener('click', (event) => {
  closePopups(event.target);
  const copy = event.target.closest?.('[data-copy]');
  if (copy) copyLink(copy);
  const link = event.target.closest?.('a[href]');
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain || !isResultsPage()) return;
  if (link.id === 'open-filters' && openDialog()) {
    event.preventDefault();
    return;
  }
  if (link.origin !== location.origin || link.pathname !== RESULTS || link.closest('header')) return;
  event.preventDefault();
  closeDialog();
  const chip = link.closest('.chip');
  const at = chip ? [...chip.parentElement.children].indexOf(chip) : -1;
  const how = { history: 'push', focus: focusHeading };
  if (link.classList.contains('chip-remove')) {
    how.removed = link.dataset.label;
    how.focus = () => {
      const next = document.querySelectorAll('#understood .chip-remove')[at];
      if (next) next.focus({ preventScroll: true });
      else focusHeading();
    };
  }
  go(withPicks(link.href), how);
});

function closePopups(target) {
  for (const popup of document.querySelectorAll('.chip-edit[open]')) {
    if (!popup.contains(target)) popup.open = false;
  }
}

document.addEventListener('keydown', (event) => {
  const popup = event.key === 'Escape' && event.target.closest?.('.chip-edit[open]');
  if (popup) {
    popup.open = false;
    popup.querySelector('summary').focus();
  }
});

let ticking;
document.addEventListener('change', (event) => {
  const field = event.target;
  if (!isResultsPage()) return;
  if (field.name === 'pick' && field.type === 'checkbox') pickChanged(field);
  if (field.id === 'sort-by') go(addressOf(field.form), { history: 'push', keepWords: true });
  if (field.form?.id === 'filters') {
    clearTimeout(ticking);
    ticking = setTimeout(() => (dialog?.open ? countInDialog() : applyFilters()), 400);
  }
});

function applyFilters() {
  const form = byId('filters');
  if (form) go(addressOf(form), { history: 'push', keepForm: true, keepWords: true });
}

async function copyLink(button) {
  const isWhole = !button.dataset.without;
  const address = isWhole ? withPicks(location.href) : withPicks(new URL(button.dataset.copy, location.origin).href);
  try {
    await navigator.clipboard.writeText(address);
    announce(say('copied'));
    button.after(make('span', { class: 'hint' }, say('copied')));
  } catch {
    announce(say('copyFailed'));
    button.after(make('span', { class: 'hint' }, say('copyFailed')));
  }
  setTimeout(() => button.parentElement?.querySelectorAll('span.hint').forEach((hint) => hint.remove()), 4000);
}

// ---- filters on small screens: the same form, in a dialog ----

let dialog = null;
let formBefore = null;

function openDialog() {
  const form = byId('filters');
  if (!form || typeof HTMLDialogElement !== 'function') return false;
  formBefore = form.cloneNode(true);
  const close = make('button', { type: 'button', class: 'button button-plain' }, say('close'));
  const title = make('h2', { id: 'dialog-title' }, say('filters'));
  dialog = make('dialog', { class: 'filters-dialog', 'aria-labelledby': 'dialog-title' }, make('div', { class: 'dialog-head' }, title, close), form);
  close.addEventListener('click', () => closeDialog(true));
  dialog.addEventListener('cancel', (event) => { event.preventDefault(); closeDialog(true); });
  document.body.append(dialog);
  showCount(byId('found').dataset.total, byId('found').dataset.totalShown);
  dialog.showModal();
  return true;
}

function closeDialog(undo = false) {
  if (!dialog) return;
  clearTimeout(ticking);
  const form = dialog.querySelector('#filters');
  byId('side').append(undo ? formBefore : form);
  if (undo) form.remove();
  dialog.close();
  dialog.remove();
  dialog = null;
  byId('open-filters')?.focus({ preventScroll: true });
}

function showCount(total, shown) {
  const button = dialog?.querySelector('button[type="submit"]');
  if (button) button.textContent = total === '1' ? say('showOne') : say('show', { n: shown });
}

async function countInDialog() {
  const answer = await fetchPage(addressOf(byId('filters')));
  const found = answer.page?.querySelector('#found');
  if (!found || !dialog) return;
  updateFilters(answer.page.getElementById('filters'), true);
  showCount(found.dataset.total, found.dataset.totalShown);
}

// ---- the place of this device, rounded before it is sent ----

function locate(button) {
  const hint = byId('locate-hint');
  hint.hidden = false;
  hint.textContent = hint.dataset.locating;
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    hint.textContent = hint.dataset.about;
    const near = [coords.latitude, coords.longitude].map((degrees) => degrees.toFixed(1)).join(',');
    const form = byId('search');
    form.querySelectorAll('input[name="near"], input[name="radius"]').forEach((input) => input.remove());
    form.append(make('input', { type: 'hidden', name: 'near', value: near }));
    form.requestSubmit();
    button.focus();
  }, () => {
    hint.textContent = hint.dataset.failed;
    announce(hint.dataset.failed);
  }, { maximumAge: 600000, timeout: 10000 });
}

// ---- suggestions while typing: an editable combobox with a list, chosen by hand ----

const box = byId('q');
let list = null;
let options = [];
let activeOption = -1;
let suggesting;
let counting;
let asked = null;
let askedFor = 0;

/** Text sent to be completed, at most, in characters. */
const MAX_TYPED = 100;
const isOpen = () => list !== null && !list.hidden;
const isHan = (text) => /\p{Script=Han}/u.test(text);

function suggestSoon() {
  clearTimeout(suggesting);
  suggesting = setTimeout(suggest, 200);
}

async function suggest() {
  const end = box.selectionEnd ?? box.value.length;
  const typed = [...box.value.slice(0, end)].slice(-MAX_TYPED).join('');
  const last = typed.split(/[\s,.;:!?，。；：！？、]/u).pop();
  if (last.length < (isHan(last) ? 1 : 2)) {
    closeSuggestions();
    return;
  }
  askedFor += 1;
  const number = askedFor;
  asked?.abort();
  asked = new AbortController();
  const found = await ask(typed, asked.signal);
  if (number !== askedFor) return;
  if (found.length > 0) open(end, found);
  else closeSuggestions();
}

/** Returns what may be meant, each with how many characters before the caret it stands for. */
async function ask(typed, signal) {
  try {
    const response = await fetch('/v1/suggest', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ q: typed, limit: 3, lang: document.documentElement.lang.split('-')[0] }),
      signal,
      credentials: 'omit',
      cache: 'no-store',
    });
    if (!response.ok) return [];
    const { conditions, treatments, places, span } = await response.json();
    const length = [...typed].slice(span[0]).join('').length;
    const concept = (kind) => ({ matched, label }) => ({ text: matched, more: matched.toLowerCase() === label.toLowerCase() ? '' : label, kind, length });
    return [
      ...conditions.map(concept('condition')),
      ...treatments.slice(0, 2).map(concept('treatment')),
      ...places.slice(0, 2).map(({ label }) => ({ text: label, more: '', kind: 'place', length })),
    ].slice(0, 7);
  } catch {
    return [];
  }
}

function open(end, found) {
  const kinds = byId('suggestions').dataset;
  options = found.map((suggestion) => ({ ...suggestion, end }));
  const rows = options.map(({ text, more, kind }) => row(text, [kinds[kind], more].filter(Boolean).join(' · ')));
  options.push({ length: 0 });
  rows.push(row(kinds.search.replace('{text}', box.value.trim()), ''));
  list.replaceChildren(...rows);
  list.hidden = false;
  box.setAttribute('aria-expanded', 'true');
  activate(-1);
  clearTimeout(counting);
  counting = setTimeout(() => { if (isOpen()) announce(kinds[found.length === 1 ? 'one' : 'many'].replace('{n}', found.length)); }, 1400);
}

function row(text, more) {
  const option = make('li', { role: 'option', class: 'suggestion', 'aria-selected': 'false' }, make('span', { dir: 'auto' }, text));
  if (more) option.append(make('span', { class: 'suggestion-kind', dir: 'auto' }, more));
  return option;
}

function activate(at) {
  activeOption = at;
  [...list.children].forEach((option, index) => {
    option.id = `suggestion-${index}`;
    option.setAttribute('aria-selected', String(index === at));
  });
  if (at < 0) {
    box.removeAttribute('aria-activedescendant');
    return;
  }
  box.setAttribute('aria-activedescendant', `suggestion-${at}`);
  list.children[at].scrollIntoView({ block: 'nearest' });
}

function closeSuggestions() {
  clearTimeout(suggesting);
  clearTimeout(counting);
  askedFor += 1;
  asked?.abort();
  if (!list) return;
  list.hidden = true;
  list.replaceChildren();
  options = [];
  activeOption = -1;
  box.setAttribute('aria-expanded', 'false');
  box.removeAttribute('aria-activedescendant');
}

function choose(at) {
  const { length, end, text } = options[at];
  if (length > 0) box.value = `${box.value.slice(0, end - length)}${text}${box.value.slice(end)}`;
  closeSuggestions();
  box.form.requestSubmit();
}

function pressed(event) {
  // The Enter that ends a composition chooses a letter; it must not search.
  if (event.isComposing || event.keyCode === 229) {
    if (event.key === 'Enter' || event.code === 'Enter') event.preventDefault();
    return;
  }
  if (event.key === 'Escape') {
    if (isOpen() || asked) event.preventDefault();
    const wasOpen = isOpen();
    closeSuggestions();
    asked = null;
    if (!wasOpen) box.value = '';
  } else if (event.key === 'Tab') {
    closeSuggestions();
  } else if (event.key === 'Enter' && isOpen() && activeOption >= 0) {
    event.preventDefault();
    choose(activeOption);
  } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    if (!isOpen()) return;
    event.preventDefault();
    const step = event.key === 'ArrowDown' ? 1 : -1;
    const count = list.childElementCount;
    // From the text itself, one step up is the last row, one down the first.
    activate(activeOption < 0 ? (step > 0 ? 0 : count - 1) : (activeOption + step + count) % count);
  }
}

if (box) {
  list = byId('suggestions');
  for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-controls', 'suggestions'], ['aria-expanded', 'false']]) box.setAttribute(name, value);
  box.addEventListener('input', () => (box.value.trim() === '' ? closeSuggestions() : suggestSoon()));
  box.addEventListener('keydown', pressed);
  box.addEventListener('blur', closeSuggestions);
  list.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', (event) => {
    const option = event.target.closest('[role="option"]');
    if (option) choose([...list.children].indexOf(option));
  });
  const button = byId('locate');
  if (button && 'geolocation' in navigator) {
    button.hidden = false;
    button.addEventListener('click', () => locate(button));
  }
}

/** What a script can do and a page without one cannot. */
function prepare() {
  document.querySelectorAll('button[data-copy]').forEach((button) => { button.hidden = false; });
  document.querySelectorAll('.sort button').forEach((button) => { button.hidden = true; });
  showPrint();
}

prepare();
