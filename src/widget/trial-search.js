// <trial-search>: a search box for clinical trials on any page, with the answers of a Trialseek server.
//
// One file without dependencies. The server puts the texts of `messages/` and the style of `trial-search.css` into it,
// takes these comment lines out, and serves it with the hash that pages pin it by. The interface is described at `/widget/`.
//
// What holds everywhere here:
// - Text of the server becomes text nodes, never markup. Nothing is evaluated, stored, or sent to another host.
// - Each element has its own requests and counters. Only the announcer is shared.
// - What the person chose lives in the element (and in the address of the page, if the page asks for that).

const VERSION = '@version@';
const MESSAGES = '@messages@';
const FURTHER_LANGUAGES = '@further_languages@';
const STYLE = '@style@';

/** Where the server is, with a slash at its end: this file lies two folders below. */
const HOME = new URL('../..', import.meta.url).href;

/** Milliseconds: of silence before suggestions are asked for and before a live search; until waiting shows, is said, is written; until giving up. */
const PAUSE = { suggest: 200, live: 300, bar: 300, said: 800, written: 4000, end: 10000 };
/** Days after which a copy of the registry is called old. */
const OLD_COPY_DAYS = 14;
const MOST_SUGGESTIONS = 7;
/** Values shown of a facet whose list is open, such as countries. */
const MOST_FACET_VALUES = 8;
const OPEN_FACETS = ['condition', 'country', 'state', 'city'];
const MOST_RESCUES = 6;
const STATUS_ICONS = { open: '●', soon: '◔', limited: '▲', closed: '■', stopped: '✕', unknown: '?' };
const VERDICT_ICONS = { fits: '✓', does_not_fit: '✕', not_stated: '?' };
/** Presets by attribute, with the parameter of the API that each becomes. */
const PRESETS = {
  condition: 'condition', near: 'near', within: 'radius', country: 'country', status: 'status', phase: 'phase',
  type: 'study_type', age: 'age', sex: 'sex', healthy: 'healthy', sponsor: 'sponsor', ids: 'ids', treatment: 'treatment',
};
/** Parameters that take one value. */
const SINGLE = ['near', 'radius', 'age', 'sponsor', 'treatment'];
const TEXTS = [...Object.keys(PRESETS), 'api', 'q', 'locked', 'facets', 'limit', 'sort', 'units', 'theme', 'mode',
  'results-url', 'trial-url', 'target', 'heading-level', 'sync-url'];
const FLAGS = ['auto-search', 'live', 'no-suggest', 'no-paging', 'no-preset-status', 'geolocate', 'expose-query'];
/** Attributes that change what is asked for. */
const ASKING = [...Object.keys(PRESETS), 'facets', 'limit', 'sort', 'no-preset-status', 'api'];

const camelCase = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
const onlySome = (children) => children.flat().filter((child) => child || child === 0);
/** Takes out what would control a terminal or reverse the text around it; browsers show neither. */
const clean = (text) => text.replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, '');
const fillIn = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
/** Splits a list at commas that are not inside double quotes. */
const splitList = (text) => (text.match(/("[^"]*"|[^,])+/g) ?? []).map((value) => value.trim().replace(/^"(.*)"$/, '$1')).filter(Boolean);
const joinList = (values) => values.map((value) => (value.includes(',') ? `"${value}"` : value)).join(',');
const upperFirst = (text, tag) => text.slice(0, 1).toLocaleUpperCase(tag) + text.slice(1);

/** Makes an element. Functions become listeners, `true` an attribute without a value; what is empty is left out. */
function h(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (typeof value === 'function') element.addEventListener(key, value);
    else if (value || value === 0) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...onlySome(children));
  return element;
}

/** Returns an address if it is one of the web, else null. */
function webAddress(text) {
  try {
    const url = new URL(text, document.baseURI);
    return ['http:', 'https:'].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Returns the base of an API, with a slash at its end: encrypted, or on this machine. */
function apiBase(text) {
  const address = text && webAddress(text);
  if (!address) return HOME;
  const url = new URL(address);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  return url.protocol === 'https:' || isLocal ? url.href.replace(/\/?$/, '/') : HOME;
}

/** Speaks to screen readers from the light DOM: live regions inside shadow roots are not reliable. All elements of a page share it. */
const announcer = {
  users: new Set(),
  /** Container to its two regions, of which one speaks while the other is empty, so that the same words are heard again. */
  pairs: new Map(),

  containerOf(element) {
    for (let node = element; node; node = node.getRootNode().host) {
      const dialog = node.closest('dialog[open]');
      if (dialog) return dialog;
    }
    return document.body;
  },

  /** Makes the regions that are needed, before they are, and removes the others. */
  arrange() {
    const wanted = new Set([...this.users].map((user) => this.containerOf(user)));
    for (const [container, { regions }] of this.pairs) {
      if (wanted.has(container) && regions[0].isConnected) continue;
      regions.forEach((region) => region.remove());
      this.pairs.delete(container);
    }
    for (const container of wanted) {
      if (this.pairs.has(container)) continue;
      const regions = [0, 1].map(() => {
        const region = h('div', { role: 'status', 'aria-live': 'polite', 'aria-atomic': 'true', 'data-trial-search': 'announcer' });
        const hidden = { position: 'absolute', width: '1px', height: '1px', margin: '-1px', padding: 0, border: 0, overflow: 'hidden', 'clip-path': 'inset(50%)', 'white-space': 'nowrap' };
        for (const [name, value] of Object.entries(hidden)) region.style.setProperty(name, String(value), 'important');
        return region;
      });
      container.append(...regions);
      this.pairs.set(container, { regions, next: 0, madeAt: performance.now() });
    }
  },

  say(element, words) {
    this.arrange();
    const pair = this.pairs.get(this.containerOf(element));
    if (!pair) return;
    const turn = pair.next;
    pair.next = 1 - turn;
    // A region is only listened to some time after it was made.
    setTimeout(() => {
      pair.regions[1 - turn].textContent = '';
      pair.regions[turn].textContent = words;
    }, Math.max(20, 100 - (performance.now() - pair.madeAt)));
  },
};

class TrialSearch extends HTMLElement {
  static version = VERSION;
  static observedAttributes = [...TEXTS, ...FLAGS, 'lang'];

  #root = this.attachShadow({ mode: 'open' });
  /** Elements by their part. */
  #ui = {};
  #kept = new Map();
  #state = 'idle';
  #hasBegun = false;
  #changed = new Set();
  #connection = null;

  #tag = 'en';
  #texts = MESSAGES.en;
  #overrides = {};
  #fetchedTexts = {};

  /** What the person chose, by parameter: values, or null where they took a preset away. */
  #choices = new Map();
  /** Ids of parts of the words that the person took back. */
  #ignored = new Set();
  #words = '';
  #page = 1;
  #sort = null;
  #isHere = false;

  #number = 0;
  #running = null;
  #answer = null;
  /** What the answer that is shown was asked with. */
  #asked = null;

  #cards = 0;
  #options = [];
  #active = -1;
  #typedNumber = 0;
  #typing = null;
  #pause = 0;
  #livePause = 0;

  constructor() {
    super();
    this.#build();
  }

  get state() { return this.#state; }
  get value() { return this.#ui.input.value; }
  set value(text) { this.#ui.input.value = text ?? ''; }
  get messages() { return this.#overrides; }
  set messages(texts) {
    this.#overrides = { ...texts };
    this.#speak();
  }

  connectedCallback() {
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    announcer.users.add(this);
    announcer.arrange();
    // Capture: a page that stops its own clicks must not keep the list open.
    document.addEventListener('pointerdown', (event) => {
      if (!event.composedPath().includes(this)) this.#closeList();
    }, { signal, capture: true });
    addEventListener('popstate', () => this.#readAddress() && this.#run(), { signal });
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    for (const name of ['messages', 'value', ...TEXTS, ...FLAGS].map(camelCase)) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    this.#changed.clear();
    if (this.hasAttribute('q')) this.value = this.q;
    this.#speak();
    this.#emit('ready', { version: VERSION });
    const wasShared = this.#readAddress();
    const hasSomething = this.value || [...Object.keys(PRESETS)].some((name) => this.hasAttribute(name));
    if (this.mode !== 'box' && (wasShared || (this.autoSearch && hasSomething))) {
      this.#words = this.value;
      this.#run();
    }
  }

  disconnectedCallback() {
    this.#connection.abort();
    this.abort();
    announcer.users.delete(this);
    // One that is only moved comes back at once.
    queueMicrotask(() => announcer.arrange());
  }

  attributeChangedCallback(name, before, after) {
    if (before === after || !this.#hasBegun) return;
    if (!this.#changed.size) queueMicrotask(() => this.#applyChanges());
    this.#changed.add(name);
  }

  #applyChanges() {
    const changed = [...this.#changed];
    this.#changed.clear();
    if (changed.includes('q')) this.value = this.q;
    this.#speak();
    const asksAgain = changed.some((name) => ASKING.includes(name) || name === 'lang');
    if (asksAgain && this.#asked) {
      this.#page = 1;
      this.#run({ silent: true });
    } else if (this.#answer) {
      this.#show();
    }
  }

  /** Searches. `partial` may hold `q`, `page`, `sort` and filters by attribute or parameter. Returns the answer, or null if there is none. */
  search(partial = {}) {
    const { q, page, sort, ...filters } = partial;
    if (q !== undefined) this.value = q;
    this.#choose(filters);
    this.#begin();
    if (page) this.#page = page;
    if (sort) this.#sort = sort;
    return this.#run();
  }

  /** Sets filters as if the person had chosen them; null takes one away. */
  setFilters(filters) {
    this.#choose(filters);
    this.#page = 1;
    return this.#asked ? this.#run() : Promise.resolve(null);
  }

  /** Forgets all that was typed, chosen and found. */
  reset() {
    this.abort();
    this.value = this.q;
    this.#choices.clear();
    this.#ignored.clear();
    this.#words = '';
    this.#page = 1;
    this.#sort = this.#answer = this.#asked = null;
    this.#isHere = false;
    this.#settle();
    this.#tell(null);
    this.#show();
    this.#writeAddress();
  }

  focus(options) { this.#ui.input.focus(options); }

  /** Gives up what is being waited for. */
  abort() {
    this.#running?.abort();
    this.#closeList();
    clearTimeout(this.#livePause);
  }

  // The frame, made once.

  #build() {
    const ui = this.#ui;
    const make = (name, part, attributes, ...children) => {
      ui[part] = h(name, { part, ...attributes }, ...children);
      return ui[part];
    };
    const slot = (name, ...children) => {
      ui[`${name || 'fallback'}Slot`] = h('slot', { name }, ...children);
      return ui[`${name || 'fallback'}Slot`];
    };
    const box = make('form', 'form', { role: 'search', submit: (event) => this.#submit(event) },
      make('label', 'label', { for: 'q' }),
      h('div', { class: 'row' },
        h('div', { class: 'field' },
          make('input', 'input', {
            id: 'q', type: 'search', name: 'q', maxlength: 400, role: 'combobox', autocomplete: 'off', autocapitalize: 'off',
            spellcheck: 'true', enterkeyhint: 'search', 'aria-autocomplete': 'list', 'aria-expanded': 'false',
            'aria-controls': 'list', 'aria-describedby': 'hint', input: () => this.#typed(), keydown: (event) => this.#key(event),
            blur: () => this.#closeList(),
          }),
          make('ul', 'suggestions', { id: 'list', role: 'listbox', hidden: true, pointerdown: (event) => event.preventDefault() })),
        make('button', 'submit', { type: 'submit' })),
      make('button', 'locate', { type: 'button', hidden: true, click: () => this.#locate() }),
      h('p', { id: 'hint', class: 'hint' }, slot('hint')));
    make('div', 'results', { hidden: true },
      make('ul', 'chips'),
      make('p', 'notice', { hidden: true }),
      h('div', { class: 'bar' },
        make('div', 'summary', { role: 'heading', tabindex: -1 }),
        h('label', { class: 'sort' }, make('span', 'sortLabel'),
          make('select', 'sort', { change: () => { this.#sort = ui.sort.value; this.#begin({ keepsWords: true }); this.#run(); } }))),
      make('details', 'filters', {}, make('summary', 'filtersLabel'), make('div', 'facets')),
      make('p', 'waiting', { hidden: true }),
      make('div', 'list', { 'aria-busy': 'false' }),
      make('div', 'rescue'),
      slot('empty'),
      make('nav', 'pagination'),
      h('p', { class: 'foot' }, make('a', 'all'), make('span', 'attribution')));
    make('div', 'base', {},
      slot('heading'), box, h('p', { part: 'privacy' }, slot('privacy')),
      make('div', 'message', { hidden: true }, make('p', 'words'), make('button', 'retry', { type: 'button', click: () => this.#run() })),
      ui.results, slot(''), slot('footer'));
    ui.fallbackSlot.hidden = true;
    ui.emptySlot.hidden = true;
    this.#root.append(ui.base);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
  }

  // Language and texts.

  #chooseLanguage() {
    let tag = '';
    for (let node = this; node && !tag; node = node.getRootNode().host) tag = node.closest('[lang]')?.lang ?? '';
    this.#tag = (tag || navigator.language || 'en').replaceAll('_', '-');
    // Readers of traditional Chinese are not given simplified.
    const isTraditional = /^zh\b.*-(hant|tw|hk|mo)\b/i.test(this.#tag) && !/-hans\b/i.test(this.#tag);
    const names = isTraditional ? ['zh-Hant'] : [this.#tag, this.#tag.replace(/-.*/, '')];
    const find = (list) => names.map((name) => list.find((code) => code.toLowerCase() === name.toLowerCase())).find(Boolean);
    const code = find(Object.keys(MESSAGES));
    const further = code ? null : find(FURTHER_LANGUAGES);
    if (!code && !this.#fetchedTexts[further]) this.#tag = 'en';
    return { code, further };
  }

  /** Puts the texts of the language into the frame. */
  #speak() {
    const { code, further } = this.#chooseLanguage();
    if (further && !(further in this.#fetchedTexts)) this.#fetchTexts(further);
    this.#texts = MESSAGES[code] ?? this.#fetchedTexts[further] ?? MESSAGES.en;
    const ui = this.#ui;
    const language = MESSAGES[code] ? code : (this.#fetchedTexts[further] && further) ?? 'en';
    ui.base.lang = language;
    ui.base.dir = this.#texts.$dir;
    ui.label.textContent = this.#say('label');
    ui.submit.textContent = this.#say('submit');
    ui.locate.textContent = this.#say('locate');
    ui.locate.hidden = !this.geolocate || !navigator.geolocation;
    ui.hintSlot.textContent = this.#say('hint');
    ui.privacySlot.textContent = this.#say('privacy');
    ui.suggestions.setAttribute('aria-label', this.#say('suggestions'));
    ui.retry.textContent = this.#say('retry');
    ui.waiting.textContent = this.#say('still');
    ui.sortLabel.textContent = this.#say('sort');
    ui.chips.setAttribute('aria-label', this.#say('understood'));
    ui.pagination.setAttribute('aria-label', this.#say('pages'));
  }

  async #fetchTexts(code) {
    this.#fetchedTexts[code] = null;
    try {
      const response = await fetch(`${HOME}widget/v${VERSION}/messages/${code}.json`, { credentials: 'omit', referrerPolicy: 'no-referrer' });
      if (response.ok) this.#fetchedTexts[code] = { ...MESSAGES.en, ...await response.json() };
    } catch {
      // English stays.
    }
    if (!this.#fetchedTexts[code]) return;
    this.#speak();
    if (this.#answer) this.#show();
  }

  /** The language of labels: what the server has, which is what this file has. */
  get #labelLanguage() { return MESSAGES[this.#ui.base.lang] ? this.#ui.base.lang : 'en'; }

  /** Returns a text with its placeholders filled; `n` also chooses between singular and plural. */
  #say(key, values = {}) {
    let text = this.#overrides[key] ?? this.#texts[key] ?? key;
    const filled = { ...values };
    if (typeof values.n === 'number') {
      if (typeof text === 'object') text = text[new Intl.PluralRules(this.#tag).select(values.n)] ?? text.other;
      filled.n = new Intl.NumberFormat(this.#tag).format(values.n);
    }
    return fillIn(String(text), filled);
  }

  /** Returns a distance as people say it; `isUnder` for less than 10. */
  #distance(km) {
    const inMiles = this.units === 'mi' || (this.units !== 'km' && /^en-(us|gb)$/i.test(this.#tag));
    const far = inMiles ? km / 1.609344 : km;
    const step = far <= 100 ? 5 : far <= 1000 ? 10 : 50;
    const rounded = far < 10 ? 10 : Math.round(far / step) * step;
    const format = new Intl.NumberFormat(this.#tag, { style: 'unit', unit: inMiles ? 'mile' : 'kilometer', maximumFractionDigits: 0 });
    return { text: format.format(rounded), isUnder: far < 10 };
  }

  /** Returns a day, month or year (`2026-03-01`, `2026-03`, `2026`) as people write it. */
  #date(text) {
    const [year, month, day] = String(text).slice(0, 10).split('-').map(Number);
    const date = new Date(Date.UTC(year, (month || 1) - 1, day || 1));
    if (!year || Number.isNaN(date.getTime())) return '';
    // In English the month stands in letters and in the middle, so that nobody takes it for the day.
    const tag = /^en\b/i.test(this.#tag) ? 'en-GB' : this.#tag;
    return new Intl.DateTimeFormat(tag, { timeZone: 'UTC', year: 'numeric', month: month && 'short', day: day && 'numeric' }).format(date);
  }

  // What is asked for.

  #choose(filters) {
    for (const [name, value] of Object.entries(filters)) {
      const parameter = PRESETS[name] ?? name;
      const isEmpty = value === null || value === undefined || String(value) === '';
      const list = SINGLE.includes(parameter) ? String(value) : splitList(Array.isArray(value) ? joinList(value.map(String)) : String(value));
      this.#choices.set(parameter, isEmpty ? null : list);
      if (parameter === 'near') this.#isHere = false;
    }
  }

  /** Begins a new search: with the words of the box, and from page 1. */
  #begin({ keepsWords } = {}) {
    if (!keepsWords) {
      if (this.value !== this.#words) this.#ignored.clear();
      this.#words = this.value;
    }
    this.#page = 1;
  }

  #preset(parameter) {
    const attribute = Object.keys(PRESETS).find((name) => PRESETS[name] === parameter);
    const text = attribute && this.getAttribute(attribute);
    if (text) return SINGLE.includes(parameter) ? text.trim() : splitList(text);
    // "Recruiting now" is set for everyone, unless the words name a trial.
    const namesTrial = /\bnct[\s-]*\d{5,8}\b/i.test(this.#words);
    const isSetForYou = parameter === 'status' && !this.noPresetStatus && text === null && !namesTrial;
    return isSetForYou ? ['RECRUITING'] : null;
  }

  #isLocked(parameter) {
    const names = splitList(this.locked).map((name) => PRESETS[name] ?? name);
    return names.includes(parameter) && this.#preset(parameter) !== null;
  }

  /** Returns the values of a parameter: what the person chose, else the preset; null for none. */
  #valuesOf(parameter) {
    if (this.#choices.has(parameter) && !this.#isLocked(parameter)) return this.#choices.get(parameter);
    return this.#preset(parameter);
  }

  #filters() {
    const filters = {};
    const names = new Set([...Object.values(PRESETS), ...this.#choices.keys()]);
    for (const name of names) {
      const values = this.#valuesOf(name);
      if (values !== null && values.length) filters[name] = values;
    }
    if (!filters.near) delete filters.radius;
    return filters;
  }

  get #facetNames() { return splitList(this.getAttribute('facets') ?? 'status,phase,country').map((name) => PRESETS[name] ?? name); }

  /** Returns the request as the API takes it. A preset treatment goes in front of the words, since the API has no parameter for it. */
  #request() {
    const { treatment, ...filters } = this.#filters();
    const sort = this.#sort ?? this.sort;
    const request = {
      q: [treatment, this.#words.trim()].filter(Boolean).join(', '),
      ...filters,
      size: Math.min(25, Math.max(1, Number.parseInt(this.limit, 10) || 5)),
      page: this.#page,
      lang: this.#labelLanguage,
    };
    if (sort && sort !== 'best') request.sort = sort;
    if (this.#facetNames.length) request.facets = this.#facetNames;
    if (this.#ignored.size) request.ignore = [...this.#ignored];
    return request;
  }

  #query() {
    const { size, page, lang, facets, ...request } = this.#request();
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(request)) {
      if (value.length) query.set(name, Array.isArray(value) ? joinList(value) : value);
    }
    return query;
  }

  // The address of the page, only where the page asks for it.

  #addressName(name) { return (this.syncUrl || 'ts-') + name; }

  /** Takes what the address says; returns whether it says anything. */
  #readAddress() {
    if (!this.hasAttribute('sync-url')) return false;
    const query = new URLSearchParams(location.search);
    const said = [...query.keys()].filter((name) => name.startsWith(this.#addressName('')));
    this.#choices.clear();
    this.#ignored.clear();
    for (const key of said) {
      const name = key.slice(this.#addressName('').length);
      const text = query.get(key);
      if (name === 'q') this.value = this.#words = text;
      else if (name === 'page') this.#page = Math.max(1, Number.parseInt(text, 10) || 1);
      else if (name === 'sort') this.#sort = text;
      else if (name === 'ignore') this.#ignored = new Set(splitList(text));
      else this.#choose({ [name]: text });
    }
    return said.length > 0;
  }

  #writeAddress() {
    if (!this.hasAttribute('sync-url')) return;
    const url = new URL(location.href);
    for (const name of [...url.searchParams.keys()]) {
      if (name.startsWith(this.#addressName(''))) url.searchParams.delete(name);
    }
    const set = (name, value) => url.searchParams.set(this.#addressName(name), value);
    if (this.#asked) {
      set('q', this.#words);
      if (this.#page > 1) set('page', this.#page);
      if (this.#sort) set('sort', this.#sort);
      if (this.#ignored.size) set('ignore', joinList([...this.#ignored]));
      for (const [name, values] of this.#choices) set(name, Array.isArray(values) ? joinList(values) : values ?? '');
    }
    history.replaceState(history.state, '', url);
  }

  // Searching.

  #submit(event) {
    event.preventDefault();
    this.#closeList();
    clearTimeout(this.#livePause);
    this.#begin();
    if (this.mode !== 'box') {
      this.#run();
      return;
    }
    if (this.#emit('request', { page: 1 }, true)) this.#go(this.#resultsAddress());
  }

  #go(address) {
    if (address) h('a', { href: address, target: this.target, rel: 'noreferrer' }).click();
  }

  /** Asks the server and shows the answer. A newer search makes an older one stop, and its answer void. */
  async #run({ silent, focus } = {}) {
    this.#running?.abort();
    this.#number += 1;
    const number = this.#number;
    const isCurrent = () => number === this.#number && this.isConnected;
    if (!this.#emit('request', { page: this.#page }, true)) return null;
    const controller = new AbortController();
    this.#running = controller;
    this.#state = 'loading';
    const { base, list, waiting } = this.#ui;
    list.setAttribute('aria-busy', 'true');
    const later = (ms, act) => setTimeout(() => isCurrent() && act(), ms);
    const timers = [
      later(PAUSE.bar, () => base.setAttribute('data-waiting', '')),
      later(PAUSE.said, () => announcer.say(this, this.#say('searching'))),
      later(PAUSE.written, () => { waiting.hidden = false; this.#ui.results.hidden = false; }),
      later(PAUSE.end, () => controller.abort('late')),
    ];
    const request = this.#request();
    let answer = null;
    let trouble = null;
    try {
      answer = await this.#askForTrials(request, controller.signal);
    } catch (error) {
      trouble = error;
    }
    timers.forEach(clearTimeout);
    if (number !== this.#number) return null;
    base.removeAttribute('data-waiting');
    list.setAttribute('aria-busy', 'false');
    waiting.hidden = true;
    this.#settle();
    const isLate = controller.signal.reason === 'late';
    if (!this.isConnected || (controller.signal.aborted && !isLate)) return null;
    if (!answer) {
      this.#fail(isLate ? { code: 'timeout' } : trouble);
      return null;
    }
    this.#answer = answer;
    this.#asked = request;
    this.#tell(null);
    this.#settle();
    this.#show();
    this.#writeAddress();
    const { total = 0, page = {} } = answer;
    this.#emit('results', { total, page: page.number ?? 1 });
    if (!total) this.#emit('empty', {});
    if (!silent) announcer.say(this, [focus?.said, this.#countWords()].filter(Boolean).join(' '));
    focus?.find()?.focus();
    return answer;
  }

  /** Says in what state the element is when nothing is on its way. */
  #settle() {
    this.#state = !this.#answer ? 'idle' : this.#answer.total || this.#answer.hits?.length ? 'ready' : 'empty';
    this.#ui.results.hidden = !this.#answer;
  }

  async #askForTrials(request, signal) {
    try {
      return await this.#ask('search', request, signal);
    } catch (error) {
      // Nearest first makes no sense without a place, and only the server knows whether the words hold one.
      if (error.param !== 'sort') throw error;
      delete request.sort;
      return this.#ask('search', request, signal);
    }
  }

  async #ask(path, body, signal) {
    const response = await fetch(`${apiBase(this.api)}v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      signal,
    });
    const text = await response.text();
    const read = () => JSON.parse(text, (key, value) => (typeof value === 'string' ? clean(value) : value));
    if (response.ok) return read();
    let refusal = {};
    try {
      refusal = read().error ?? {};
    } catch {
      // A proxy in between answers in its own way.
    }
    const retryAfter = Number.parseInt(response.headers.get('retry-after'), 10);
    throw Object.assign(new Error(refusal.message), {
      status: response.status, code: refusal.code, hint: refusal.hint, param: refusal.param, retryAfter: retryAfter || null,
    });
  }

  #fail(error) {
    const { code = error.status ? 'server' : 'network', status, param, retryAfter = null } = error;
    const isBusy = (status === 429 || status === 503) && retryAfter;
    let words = this.#say('down');
    if (code === 'timeout') words = this.#say(this.#answer ? 'slow' : 'slow_first');
    else if (code === 'network') words = this.#say('offline');
    else if (isBusy) words = this.#say('busy', { n: retryAfter });
    else if (param === 'near') words = this.#say('bad_place', { x: this.#filters().near });
    else if (param === 'age') words = this.#say('bad_age');
    else if (param === 'q') words = this.#say('too_long');
    // A wrong attribute is for whoever wrote the page to read.
    if (status === 400) console.warn(`trial-search: ${[error.message, error.hint].filter(Boolean).join('; ')}`);
    this.#state = 'error';
    this.#tell(words, true);
    announcer.say(this, words);
    this.#emit('error', { code: isBusy ? 'busy' : code, retryAfter });
  }

  /** Shows a message above the results, or none. */
  #tell(words, isError = false) {
    const ui = this.#ui;
    ui.message.hidden = !words;
    ui.words.textContent = words ?? '';
    ui.retry.hidden = !isError;
    ui.fallbackSlot.hidden = !isError;
    ui.notice.hidden = !(isError && this.#answer);
    if (!ui.notice.hidden) ui.notice.textContent = this.#say('last_results');
  }

  #emit(name, detail, cancelable = false) {
    const withQuery = this.exposeQuery && ['request', 'results', 'empty'].includes(name) ? { ...detail, query: this.#words } : detail;
    return this.dispatchEvent(new CustomEvent(`trial-search-${name}`, { detail: withQuery, bubbles: true, composed: true, cancelable }));
  }

  // The answer.

  #countWords() {
    const { total = 0, page = {} } = this.#answer;
    return `${this.#say('trials', { n: total })}. ${this.#say('page_of', { n: page.number ?? 1, m: Math.max(1, page.pages ?? 1) })}`;
  }

  get #parts() { return (this.#answer?.understanding?.parts ?? []).filter((part) => part.applied !== false); }

  /** Replaces the children of an element by others, and leaves the focus where it is. */
  #fill(parent, ...children) {
    const wanted = onlySome(children);
    const isSame = wanted.length === parent.childNodes.length && wanted.every((child, at) => child === parent.childNodes[at]);
    if (isSame) return;
    const focused = this.#root.activeElement;
    parent.replaceChildren(...wanted);
    if (focused && parent.contains(focused)) focused.focus({ preventScroll: true });
  }

  /** Returns the element kept under a key, made when first asked for. */
  #keep(key, make) {
    if (!this.#kept.has(key)) this.#kept.set(key, make());
    return this.#kept.get(key);
  }

  #show() {
    const ui = this.#ui;
    const answer = this.#answer;
    ui.results.hidden = !answer;
    ui.emptySlot.hidden = !answer || Boolean(answer.total);
    if (!answer) return;
    const { total = 0, page = {} } = answer;
    const level = Math.min(6, Math.max(2, Number.parseInt(this.headingLevel, 10) || 3));
    ui.summary.textContent = this.#say('trials', { n: total });
    ui.summary.setAttribute('aria-level', level - 1);
    this.#fill(ui.chips, this.#chips());
    ui.chips.hidden = !ui.chips.childNodes.length;
    this.#showSort();
    this.#showFacets();
    this.#fill(ui.list, this.#tiers(level));
    this.#fill(ui.rescue, this.#rescue());
    this.#fill(ui.pagination, this.noPaging ? [] : this.#pagination(page.number ?? 1, page.pages ?? 1));
    ui.pagination.hidden = !ui.pagination.childNodes.length;
    const all = this.#resultsAddress();
    ui.all.hidden = !all;
    if (all) {
      const { host } = new URL(all);
      ui.all.textContent = `${this.#say('see_all', { n: total, site: host })} ↗`;
      ui.all.setAttribute('href', all);
      if (this.target) ui.all.setAttribute('target', this.target);
    }
    const copied = answer.registry_date;
    const isOld = copied && Date.now() - Date.parse(copied) > OLD_COPY_DAYS * 86400000;
    ui.attribution.textContent = copied ? this.#say(isOld ? 'old_copy' : 'copy', { date: this.#date(copied) }) : '';
  }

  #resultsAddress() {
    const template = this.resultsUrl || `${HOME}${this.#labelLanguage}/search?{query}`;
    return webAddress(template.replace('{query}', this.#query()));
  }

  #chips() {
    const { corrections = [] } = this.#answer.understanding ?? {};
    const chips = this.#parts
      .filter(({ kind }) => !['word', 'phrase'].includes(kind))
      .map((part) => this.#chip(part));
    const spellings = corrections.map(({ from, to }) => this.#chipOf({
      label: this.#say('reads_as', { x: from, y: to }),
      remove: () => this.#ignored.add('correction'),
    }));
    return [...chips, ...spellings];
  }

  #chip(part) {
    const isChosen = part.effect === 'filter';
    let parameter = part.kind === 'place' ? 'near' : part.kind;
    const treatment = this.#valuesOf('treatment');
    // A preset treatment stands in front of the words.
    const isTreatment = !isChosen && treatment && part.span && part.span[1] <= [...treatment].length;
    if (isTreatment) parameter = 'treatment';
    const label = this.#isHere && parameter === 'near' && isChosen ? this.#say('locate') : part.label;
    return this.#chipOf({
      label,
      more: part.more_without,
      isFixed: (isChosen || isTreatment) && this.#isLocked(parameter),
      name: parameter,
      remove: () => {
        if (isChosen || isTreatment) {
          this.#choose({ [parameter]: null, ...(parameter === 'near' && { radius: null }) });
        } else {
          this.#ignored.add(part.id);
        }
      },
    });
  }

  #chipOf({ label, more, isFixed, name, remove }) {
    const words = h('span', { class: 'words' }, h('bdi', {}, label),
      isFixed && h('span', { class: 'price' }, ` – ${this.#say('fixed')}`),
      !isFixed && more > 0 && h('span', { class: 'price' }, ` ${this.#say('without', { n: more })}`));
    if (isFixed) return h('li', { part: 'chip' }, words);
    const spoken = [this.#say('remove', { x: label }), more > 0 && this.#say('adds', { n: more })].filter(Boolean).join(' ');
    const takeAway = (event) => {
      const at = [...this.#ui.chips.children].indexOf(event.currentTarget.parentElement);
      remove();
      this.#begin({ keepsWords: true });
      this.#emit('filter', { name: name ?? 'ignore', values: null });
      this.#run({ focus: {
        said: this.#say('removed', { x: label }),
        find: () => this.#ui.chips.children[at]?.querySelector('button') ?? this.#ui.summary,
      } });
    };
    return h('li', { part: 'chip' }, words, h('button', { part: 'chip-remove', type: 'button', 'aria-label': spoken, click: takeAway }, h('span', { 'aria-hidden': 'true' }, '×')));
  }

  #showSort() {
    const hasPlace = this.#parts.some(({ place }) => place?.lat !== null && place?.lat !== undefined);
    const names = ['best', ...(hasPlace ? ['distance'] : []), 'last_update', 'newest'];
    const { sort } = this.#ui;
    sort.replaceChildren(...names.map((name) => h('option', { value: name }, this.#say(`sort_${name}`))));
    sort.value = names.includes(this.#asked.sort) ? this.#asked.sort : 'best';
  }

  #showFacets() {
    const { facets = {}, facet_labels: names = {} } = this.#answer;
    let chosen = 0;
    const groups = this.#facetNames.filter((name) => facets[name]?.length).map((name) => {
      const values = this.#valuesOf(name) ?? [];
      const isLocked = this.#isLocked(name);
      const entries = facets[name].filter(({ count, selected }) => count || selected);
      const shown = entries.filter(({ selected }, at) => selected || at < MOST_FACET_VALUES || !OPEN_FACETS.includes(name));
      chosen += isLocked ? 0 : values.length;
      const options = shown.map(({ value, label, count, selected }) => {
        const option = this.#keep(`${name} ${value}`, () => h('label', { part: 'option' },
          h('input', { type: 'checkbox', change: (event) => this.#tick(name, value, event.target.checked) }), h('span'), h('span', { class: 'count' })));
        const [box, words, number] = option.children;
        box.checked = selected;
        box.disabled = isLocked;
        words.textContent = label ?? value;
        number.textContent = new Intl.NumberFormat(this.#tag).format(count ?? 0);
        return option;
      });
      const group = this.#keep(name, () => h('fieldset', { part: 'facet' }, h('legend'), h('div')));
      group.firstChild.textContent = names[name] ?? upperFirst(name.replaceAll('_', ' '));
      this.#fill(group.lastChild, options);
      return group;
    });
    this.#fill(this.#ui.facets, groups);
    this.#ui.filters.hidden = !groups.length;
    this.#ui.filtersLabel.textContent = this.#say('filters', { n: chosen });
  }

  #tick(name, value, isOn) {
    const others = [this.#valuesOf(name) ?? []].flat().filter((other) => other !== value);
    const values = isOn ? [...others, value] : others;
    this.#choices.set(name, values.length ? values : null);
    this.#begin({ keepsWords: true });
    this.#emit('filter', { name, values });
    this.#run();
  }

  /** Returns the lists of trials: those that match, those that fit in part, those that only exclude. */
  #tiers(level) {
    const { hits = [], related_total: related = 0 } = this.#answer;
    const tierOf = (hit) => (hit.only_in_exclusion ? 'excluded' : hit.tier === 'related' ? 'related' : 'match');
    const headings = { related: this.#say('related', { n: related }), excluded: this.#say('in_exclusion') };
    return ['match', 'related', 'excluded'].flatMap((tier) => {
      const cards = hits.filter((hit) => tierOf(hit) === tier).map((hit) => this.#card(hit, level));
      if (!cards.length) return [];
      const heading = headings[tier] && h('div', { class: 'tier', role: 'heading', 'aria-level': level - 1 }, headings[tier]);
      return [heading, h('ol', {}, cards.map((card) => h('li', {}, card)))];
    });
  }

  #card(hit, level) {
    const id = /^NCT\d{8}$/.test(hit.nct_id) ? hit.nct_id : null;
    this.#cards += 1;
    const titleId = `title-${this.#cards}`;
    return h('article', { part: 'card', 'aria-labelledby': titleId },
      this.#warning(hit),
      h('div', { part: 'title', id: titleId, role: 'heading', 'aria-level': level }, this.#titleLink(hit, id)),
      this.#status(hit),
      this.#place(hit),
      this.#fits(hit),
      this.#snippets(hit),
      h('p', { part: 'facts' }, this.#facts(hit, id)));
  }

  #titleLink(hit, id) {
    const found = hit.snippets?.find(({ field }) => field === 'title');
    const isWhole = found?.segments?.map(({ text }) => text).join('') === hit.title;
    const words = isWhole ? this.#marked(found.segments) : hit.title || hit.nct_id || this.#say('not_stated');
    const address = id && webAddress((this.trialUrl || `${HOME}${this.#labelLanguage}/trials/{id}`).replace('{id}', id));
    if (!address) return h('span', { lang: 'en', dir: 'auto' }, words);
    const select = (event) => {
      if (!this.#emit('select', { nctId: id, href: address }, true)) event.preventDefault();
    };
    return h('a', { href: address, target: this.target, rel: this.target && 'noreferrer', lang: 'en', dir: 'auto', click: select }, words);
  }

  #marked(segments, isMarking = true) {
    return segments.map(({ text, hit }) => (hit && isMarking ? h('mark', { part: 'mark' }, text) : text ?? ''));
  }

  #warning(hit) {
    const words = hit.only_in_exclusion ? this.#say('in_exclusion_warning') : hit.freshness?.warning;
    return words && h('p', { part: 'warning' }, h('span', { 'aria-hidden': 'true' }, '⚠ '), words);
  }

  #status(hit) {
    const status = hit.status_here ?? hit.status ?? {};
    const group = Object.hasOwn(STATUS_ICONS, status.group) ? status.group : 'unknown';
    const updated = hit.freshness?.last_update && this.#date(hit.freshness.last_update);
    return h('p', { class: 'line' },
      h('span', { part: `status status-${group}` }, h('span', { 'aria-hidden': 'true' }, `${STATUS_ICONS[group]} `), status.label || this.#say('not_stated')),
      updated && h('span', { class: 'quiet' }, this.#say('updated', { date: updated })));
  }

  /** Says where: the nearest open site, else the nearest, else how many there are. */
  #place(hit) {
    const sites = hit.sites ?? {};
    const near = sites.nearest_recruiting ?? sites.nearest;
    const whole = sites.label;
    if (!near) return whole && h('p', { part: 'place' }, whole);
    const person = this.#parts.find(({ place }) => place)?.place;
    const name = [near.city, near.state].filter(Boolean).join(', ') || near.country || this.#say('not_stated');
    const { text, isUnder } = this.#distance(near.distance_km ?? 0);
    const isHere = isUnder && near.city && near.city === person?.name;
    const where = this.#say(isHere ? 'here' : isUnder ? 'under' : 'about', { place: name, distance: text });
    const line = this.#say(sites.nearest_recruiting ? 'nearest_open' : 'nearest', { place: where });
    const open = sites.recruiting_within_radius;
    const around = sites.total > 1 && open !== null && open !== undefined && person?.radius_km
      && this.#say('within', { sites: this.#say('open_sites', { n: open }), distance: this.#distance(person.radius_km).text });
    return h('p', { part: 'place' }, line, h('span', { class: 'quiet' }, [around, sites.total > 1 && whole].filter(Boolean).join(' · ')));
  }

  /** Returns what fits and what does not: for what the person said, else nothing. */
  #fits(hit) {
    const line = (verdict, words) => h('li', { part: 'fit', 'data-verdict': verdict }, h('span', { 'aria-hidden': 'true' }, `${VERDICT_ICONS[verdict]} `), h('bdi', {}, upperFirst(words, this.#tag)));
    const reasons = hit.only_in_exclusion ? [] : hit.reasons ?? [];
    const verdicts = Object.values(hit.fit ?? {}).filter((fit) => fit?.reason && VERDICT_ICONS[fit.verdict]);
    const lines = [
      ...reasons.map((reason) => line('does_not_fit', reason)),
      ...verdicts.filter(({ reason }) => !reasons.includes(reason)).map(({ verdict, reason }) => line(verdict, reason)),
    ].slice(0, 3);
    return lines.length > 0 && h('ul', { class: 'fits' }, lines);
  }

  #snippets(hit) {
    const telling = (hit.snippets ?? []).filter(({ field, label }) => label && !['title', 'keywords', 'condition_mesh', 'intervention_mesh'].includes(field));
    return telling.slice(0, 1).map(({ field, label, segments = [] }) => h('p', { part: 'snippet' },
      h('b', {}, `${field === 'exclusion' ? '✕ ' : ''}${label}: `),
      h('span', { lang: 'en', dir: 'auto' }, this.#marked(segments, field !== 'exclusion'))));
  }

  #facts(hit, id) {
    const { ages_label: ages, sex } = hit.eligibility ?? {};
    const facts = [!hit.fit?.age && ages, !hit.fit?.sex && sex?.label, hit.phase_label, hit.enrollment?.label].filter(Boolean);
    return [facts.join(' · '), facts.length > 0 && ' · ', h('bdi', { class: 'id' }, id ?? hit.nct_id ?? '')];
  }

  #pagination(number, pages) {
    if (pages <= 1) return [];
    const go = (page) => () => {
      this.#page = page;
      this.#run({ focus: { find: () => this.#ui.summary } });
    };
    const button = (page, words, attributes) => h('button', { part: 'page', type: 'button', click: go(page), ...attributes }, words);
    const wanted = [1, number - 1, number, number + 1, pages].filter((page, at, all) => page >= 1 && page <= pages && all.indexOf(page) === at);
    const numbers = wanted.flatMap((page, at) => [
      page - (wanted[at - 1] ?? 0) > 1 && h('span', { 'aria-hidden': 'true' }, '…'),
      button(page, String(page), { 'aria-label': this.#say('page', { n: page }), 'aria-current': page === number && 'page' }),
    ]);
    return [
      number > 1 && button(number - 1, [h('span', { class: 'arrow', 'aria-hidden': 'true' }, '‹ '), this.#say('previous')]),
      numbers,
      number < pages && button(number + 1, [this.#say('next'), h('span', { class: 'arrow', 'aria-hidden': 'true' }, ' ›')]),
    ];
  }

  /** Returns what can be relaxed, each with the number of trials it gives. */
  #rescue() {
    const { rescue, total = 0, partial } = this.#answer;
    const knowsHealthWord = this.#parts.some(({ kind }) => ['condition', 'treatment', 'id'].includes(kind));
    const lines = rescue ? this.#rescueLines(rescue).slice(0, MOST_RESCUES - 1) : [];
    const few = rescue && lines.length > 0;
    return [
      partial && h('p', { class: 'note' }, this.#say('partial')),
      !total && h('p', { class: 'note' }, this.#say(this.#words.trim() && !knowsHealthWord ? 'no_health_word' : 'none')),
      few && total > 0 && h('p', { class: 'note' }, this.#say('few')),
      rescue && h('ul', { class: 'rescue' },
        lines.map(({ words, act }) => h('li', {}, h('button', { type: 'button', click: () => this.#relax(act) }, words))),
        !total && h('li', {}, h('a', { href: 'https://clinicaltrials.gov/', rel: 'noreferrer' }, this.#say('registry')))),
      !total && h('p', {}, this.#say('after_none')),
    ];
  }

  #rescueLines({ spelling = [], without = [], radius, broader = [] }) {
    const place = this.#parts.find((part) => part.place);
    const partOf = (id) => this.#parts.find((part) => part.id === id);
    const isFixed = (part) => part?.effect === 'filter' && this.#isLocked(part.kind === 'place' ? 'near' : part.kind);
    const hasLocks = splitList(this.locked).length > 0;
    return [
      ...spelling.map(({ from, to }) => ({
        words: this.#say('rescue_spelling', { x: to }),
        act: () => { this.value = this.value.replace(from, to); this.#begin(); },
      })),
      ...without.filter(({ part }) => partOf(part) && !isFixed(partOf(part))).map(({ part, label, total }) => ({
        words: this.#say('rescue_without', { x: label, n: total }),
        act: () => this.#ignored.add(part),
      })),
      radius && place && !isFixed(place) && {
        words: this.#say('rescue_radius', { distance: this.#distance(radius.radius_km).text, n: radius.total }),
        act: () => this.#choose({ near: this.#valuesOf('near') ?? place.label, radius: `${Math.ceil(radius.radius_km)}km` }),
      },
      ...broader.filter(() => !hasLocks).map(({ label, total }) => ({
        words: this.#say('rescue_broader', { x: label, n: total }),
        act: () => {
          this.value = label;
          for (const name of Object.keys(this.#filters())) this.#choices.set(name, null);
          this.#begin();
        },
      })),
    ].filter(Boolean);
  }

  #relax(act) {
    this.#begin({ keepsWords: true });
    act();
    this.#run({ focus: { find: () => this.#ui.summary } });
  }

  // The person's place, only when they press the button.

  #locate() {
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      if (!this.isConnected) return;
      // About 10 km: nobody needs to know the house.
      this.#choose({ near: `${coords.latitude.toFixed(1)},${coords.longitude.toFixed(1)}` });
      this.#isHere = true;
      this.#begin();
      this.#run();
    }, () => this.#tell(this.#say('not_located')), { maximumAge: 600000, timeout: PAUSE.end });
  }

  // Suggestions: an editable combobox whose list is chosen from by hand.

  #typed() {
    if (this.live) {
      clearTimeout(this.#livePause);
      this.#livePause = setTimeout(() => { this.#begin(); this.#run(); }, PAUSE.live);
    }
    clearTimeout(this.#pause);
    this.#typing?.abort();
    this.#typedNumber += 1;
    const { input } = this.#ui;
    const typed = input.value.slice(0, input.selectionStart ?? input.value.length).trimStart();
    const isEnough = typed.trim().length >= 2 || /\p{Script=Han}/u.test(typed);
    if (this.noSuggest || !isEnough) {
      this.#closeList();
      return;
    }
    this.#pause = setTimeout(() => {
      this.#pause = 0;
      this.#suggest(typed);
    }, PAUSE.suggest);
  }

  async #suggest(typed) {
    const number = this.#typedNumber;
    const controller = new AbortController();
    this.#typing = controller;
    // What is completed stands at the end; the beginning of a long text is of no use.
    const end = [...typed].slice(-100).join('');
    try {
      const found = await this.#ask('suggest', { q: end, limit: MOST_SUGGESTIONS, lang: this.#labelLanguage }, controller.signal);
      if (number === this.#typedNumber && this.isConnected) this.#openList(found, typed, end);
    } catch {
      // Without suggestions people type on.
    }
    if (number === this.#typedNumber) this.#typing = null;
  }

  #openList(found, typed, end) {
    const [from = 0] = found.span ?? [];
    const kept = typed.slice(0, typed.length - [...end].slice(from).join('').length);
    const trials = ({ trials: n }) => (n ? this.#say('trials', { n }) : '');
    const named = ({ label, matched }) => (matched && matched.toLowerCase() !== label.toLowerCase() ? `${label} (${matched})` : label);
    const options = [
      ...(found.ids ?? []).map((id) => ({ name: id, words: id })),
      ...[...(found.conditions ?? []), ...(found.treatments ?? [])]
        .map((concept) => ({ name: concept.label, words: named(concept), detail: trials(concept) })),
      ...(found.places ?? []).map((place) => ({ name: place.label ?? place.name, words: place.label ?? place.name, isPlace: true })),
    ].filter(({ name }) => name);
    // A place is always among them, if one begins so: it is what a sentence ends with.
    const places = options.filter(({ isPlace }) => isPlace).slice(0, 2);
    const others = options.filter(({ isPlace }) => !isPlace).slice(0, MOST_SUGGESTIONS - places.length);
    const whole = this.value.trim();
    this.#options = [...others, ...places].map((option) => ({ ...option, text: kept + option.name }));
    this.#options.push({ text: this.value, words: this.#say('search_for', { x: whole }) });
    this.#active = -1;
    const { suggestions, input } = this.#ui;
    suggestions.replaceChildren(...this.#options.map(({ words, detail }, at) => h('li', {
      part: 'suggestion', role: 'option', id: `option-${at}`, 'aria-selected': 'false', click: () => this.#take(at),
    }, h('bdi', {}, words), detail && h('span', { class: 'quiet' }, ` ${detail}`))));
    suggestions.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    input.removeAttribute('aria-activedescendant');
    clearTimeout(this.#pause);
    // Whoever types on does not want to hear it.
    this.#pause = setTimeout(() => announcer.say(this, this.#say('suggestion_count', { n: this.#options.length - 1 })), 1400);
  }

  get #isOpen() { return !this.#ui.suggestions.hidden; }

  /** Closes the list and forgets suggestions that are still on their way; returns whether there were any. */
  #closeList() {
    const wasThere = this.#isOpen || Boolean(this.#pause) || Boolean(this.#typing);
    clearTimeout(this.#pause);
    this.#pause = 0;
    this.#typing?.abort();
    this.#typing = null;
    this.#typedNumber += 1;
    this.#active = -1;
    const { suggestions, input } = this.#ui;
    suggestions.hidden = true;
    suggestions.replaceChildren();
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
    return wasThere;
  }

  #activate(at) {
    const { suggestions, input } = this.#ui;
    const count = this.#options.length;
    this.#active = at < 0 ? -1 : at % count;
    [...suggestions.children].forEach((option, index) => option.setAttribute('aria-selected', String(index === this.#active)));
    if (this.#active < 0) {
      input.removeAttribute('aria-activedescendant');
      return;
    }
    input.setAttribute('aria-activedescendant', `option-${this.#active}`);
    suggestions.children[this.#active].scrollIntoView({ block: 'nearest' });
  }

  #take(at) {
    const { input } = this.#ui;
    const rest = input.value.slice(input.selectionStart ?? input.value.length);
    const { text, name } = this.#options[at];
    input.value = name ? text + rest : text;
    this.#closeList();
    this.#ui.form.requestSubmit();
  }

  #key(event) {
    // The Enter that ends a composition is no wish to search; Safari sends it after the composition has ended.
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key === 'Enter' && isComposing) event.preventDefault();
    if (isComposing) return;
    const count = this.#options.length;
    if (event.key === 'Escape') {
      event.preventDefault();
      if (!this.#closeList()) this.value = '';
    } else if (event.key === 'Tab') {
      this.#closeList();
    } else if (!this.#isOpen) {
      if (event.key === 'ArrowDown' && !event.altKey) this.#typed();
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      this.#activate(this.#active + 1);
    } else if (event.key === 'ArrowUp') {
      event.preventDefault();
      this.#activate(this.#active <= 0 ? count - 1 : this.#active - 1);
    } else if (event.key === 'Enter' && this.#active >= 0) {
      event.preventDefault();
      this.#take(this.#active);
    } else if (['Home', 'End', 'ArrowLeft', 'ArrowRight'].includes(event.key)) {
      this.#activate(-1);
    }
  }
}

for (const name of TEXTS) {
  Object.defineProperty(TrialSearch.prototype, camelCase(name), {
    configurable: true,
    get() { return this.getAttribute(name) ?? ''; },
    set(value) {
      if (value === null || value === undefined) this.removeAttribute(name);
      else this.setAttribute(name, value);
    },
  });
}
for (const name of FLAGS) {
  Object.defineProperty(TrialSearch.prototype, camelCase(name), {
    configurable: true,
    get() { return this.hasAttribute(name); },
    set(value) { this.toggleAttribute(name, Boolean(value)); },
  });
}

const defined = customElements.get('trial-search');
if (defined) {
  console.warn(`trial-search: version ${VERSION} is not used, since version ${defined.version} was loaded before it`);
} else {
  customElements.define('trial-search', TrialSearch);
}
