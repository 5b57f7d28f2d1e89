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
const { keys: KEYS, ...LANGUAGES } = '@messages@';
const FURTHER_LANGUAGES = '@further_languages@';
const STYLE = '@style@';

/** The texts of each language, by key. */
const MESSAGES = Object.fromEntries(Object.entries(LANGUAGES)
  .map(([code, texts]) => [code, Object.fromEntries(texts.map((text, at) => [KEYS[at], text]))]));

/** Where the server is, with a slash at its end: this file lies two folders below. */
const HOME = new URL('../..', import.meta.url).href;

/** Milliseconds until giving up. */
const PATIENCE = 10000;
/** Days after which a copy of the registry is called old. */
const OLD_COPY_DAYS = 14;
const MOST_SUGGESTIONS = 7;
/** Facets whose list is open, and how many of their values are shown. */
const OPEN_FACETS = ['condition', 'country', 'state', 'city'];
const MOST_FACET_VALUES = 8;
const MOST_RESCUES = 5;
const STATUS_ICONS = { open: '●', soon: '◔', limited: '▲', closed: '■', stopped: '✕', unknown: '?' };
const VERDICT_ICONS = { fits: '✓', does_not_fit: '✕', not_stated: '?' };
/** Presets by attribute. Two have another name as a parameter of the API. */
const PRESETS = 'condition treatment near within country status phase type age sex healthy sponsor ids'.split(' ');
const parameterOf = name => ({ within: 'radius', type: 'study_type' })[name] ?? name;
/** Parameters that take one value. */
const SINGLE = ['near', 'radius', 'age', 'sponsor', 'treatment'];
const TEXTS = [...PRESETS, ...'api q locked facets limit sort units theme mode results-url trial-url target heading-level sync-url'.split(' ')];
const FLAGS = 'auto-search live no-suggest no-paging no-preset-status geolocate expose-query'.split(' ');

const camelCase = name => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
const only = children => children.flat(9).filter(Boolean);
/** Takes out what would control a terminal or reverse the text around it; browsers show neither. */
const clean = text => text.replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, '');
/** Splits a list at commas that are not inside double quotes. */
const splitList = text => (text.match(/("[^"]*"|[^,])+/g) ?? []).map(value => value.trim().replace(/^"(.*)"$/, '$1')).filter(Boolean);
const joinList = values => (Array.isArray(values) ? values.map(value => (/,/.test(value) ? `"${value}"` : value)).join() : String(values ?? ''));
const upperFirst = text => text[0].toLocaleUpperCase() + text.slice(1);

/** Makes an element. Functions become listeners, `true` an attribute without a value; what is empty is left out. */
function h(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (typeof value === 'function') element.addEventListener(key, value);
    else if (value) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...only(children));
  return element;
}

/** A sign beside words that say the same. */
const icon = sign => h('span', { class: 'icon', 'aria-hidden': 'true' }, sign);

/** Returns an address if it is one of the web, else null. */
function webAddress(text) {
  const url = URL.canParse(text, document.baseURI) && new URL(text, document.baseURI);
  return url && /^https?:$/.test(url.protocol) ? url.href : null;
}

/** Returns the base of an API, with a slash at its end: encrypted, or on this machine. */
function apiBase(text) {
  const address = text && webAddress(text);
  const isSafe = /^(https:|http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/])/.test(address);
  return isSafe ? address.replace(/\/?$/, '/') : HOME;
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
    const wanted = new Set([...this.users].map(this.containerOf));
    for (const [container, { regions }] of this.pairs) {
      if (wanted.has(container) && regions[0].isConnected) continue;
      regions.forEach(region => region.remove());
      this.pairs.delete(container);
    }
    for (const container of wanted) {
      if (this.pairs.has(container)) continue;
      const regions = [0, 1].map(() => {
        const region = h('div', { role: 'status', 'aria-live': 'polite' });
        region.style.cssText = 'all:initial!important;position:absolute!important;width:1px!important;height:1px!important;overflow:hidden!important;clip-path:inset(50%)!important;white-space:nowrap!important';
        return region;
      });
      container.append(...regions);
      this.pairs.set(container, { regions, madeAt: performance.now() });
    }
  },

  say(element, words) {
    this.arrange();
    const pair = this.pairs.get(this.containerOf(element));
    // A region is only listened to some time after it was made.
    setTimeout(() => {
      pair.regions.reverse();
      pair.regions[1].textContent = '';
      pair.regions[0].textContent = words;
    }, Math.max(20, 100 - (performance.now() - pair.madeAt)));
  },
};

class TrialSearch extends HTMLElement {
  static version = VERSION;
  static observedAttributes = [...TEXTS, ...FLAGS, 'lang'].filter(name => name !== 'theme');

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

  #turn = 0;
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
    document.addEventListener('pointerdown', event => {
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
    const hasSomething = this.value || PRESETS.some(name => this.hasAttribute(name));
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
    if (this.#changed.has('q')) this.value = this.q;
    this.#changed.clear();
    this.#speak();
    if (!this.#asked) return;
    this.#page = 1;
    this.#run({ silent: true });
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
  async setFilters(filters) {
    this.#choose(filters);
    this.#page = 1;
    return this.#asked && this.#run();
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
    const slot = name => {
      ui[name || 'fallback'] = h('slot', { name });
      return ui[name || 'fallback'];
    };
    const box = make('form', 'form', { role: 'search', submit: event => this.#submit(event) },
      make('label', 'label', { for: 'q' }),
      h('div', { class: 'row' },
        h('div', { class: 'field' },
          make('input', 'input', {
            id: 'q', type: 'search', name: 'q', maxlength: 400, role: 'combobox', autocomplete: 'off', autocapitalize: 'off',
            spellcheck: 'true', enterkeyhint: 'search', 'aria-autocomplete': 'list',
            'aria-controls': 'list', 'aria-describedby': 'hint', input: () => this.#typed(), keydown: event => this.#key(event),
            blur: () => this.#closeList(),
          }),
          make('ul', 'suggestions', { id: 'list', role: 'listbox', pointerdown: event => event.preventDefault() })),
        make('button', 'submit')),
      make('button', 'locate', { type: 'button', click: () => this.#locate() }),
      h('p', { id: 'hint', class: 'hint' }, slot('hint')));
    make('div', 'results', {},
      make('div', 'help'),
      make('ul', 'chips'),
      make('div', 'notes'),
      h('div', { class: 'bar' },
        make('div', 'summary', { role: 'heading', tabindex: -1 }),
        h('label', { class: 'sort' }, make('span', 'sortLabel'),
          make('select', 'sort', { change: () => { this.#sort = ui.sort.value; this.#page = 1; this.#run(); } }))),
      make('details', 'filters', {}, make('summary', 'filtersLabel'), make('div', 'facets')),
      make('div', 'list'),
      slot('empty'),
      make('nav', 'pagination'),
      h('p', { class: 'foot' }, make('span', 'all'), make('span', 'attribution')));
    make('div', 'base', {},
      slot('heading'), box, h('p', { part: 'privacy' }, slot('privacy')),
      make('div', 'message', {}, make('p', 'words'), make('button', 'retry', { type: 'button', click: () => this.#run() })),
      ui.results, slot(''), slot('footer'));
    ui.empty.hidden = true;
    this.#tell(null);
    this.#closeList();
    this.#root.append(ui.base);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
    this.#settle();
  }

  // Language and texts.

  #chooseLanguage() {
    let tag = '';
    for (let node = this; node && !tag; node = node.getRootNode().host) tag = node.closest('[lang]')?.lang ?? '';
    this.#tag = (tag || navigator.language || 'en').replaceAll('_', '-');
    // Readers of traditional Chinese are not given simplified.
    const isTraditional = /^zh-(hant|tw|hk|mo)\b/i.test(this.#tag);
    const primary = isTraditional ? '' : this.#tag.replace(/-.*/, '').toLowerCase();
    const find = list => [this.#tag, primary].find(name => list.includes(name));
    const code = find(Object.keys(MESSAGES));
    const further = find(FURTHER_LANGUAGES);
    if (!code && !this.#fetchedTexts[further]) this.#tag = 'en';
    return { code, further };
  }

  /** Puts the texts of the language into the frame. */
  #speak() {
    const { code, further } = this.#chooseLanguage();
    if (further && !(further in this.#fetchedTexts)) this.#fetchTexts(further);
    this.#texts = MESSAGES[code] ?? this.#fetchedTexts[further] ?? MESSAGES.en;
    const ui = this.#ui;
    ui.base.lang = code ?? (this.#fetchedTexts[further] ? further : 'en');
    ui.base.dir = this.#texts.$dir;
    for (const key of ['label', 'submit', 'locate', 'hint', 'privacy', 'retry']) ui[key].textContent = this.#say(key);
    ui.sortLabel.textContent = this.#say('sort');
    ui.locate.hidden = !this.geolocate || !navigator.geolocation;
    ui.suggestions.ariaLabel = this.#say('label');
  }

  async #fetchTexts(code) {
    this.#fetchedTexts[code] = null;
    try {
      const response = await fetch(`${HOME}widget/v${VERSION}/messages/${code}.json`, { credentials: 'omit', referrerPolicy: 'no-referrer' });
      this.#fetchedTexts[code] = await response.json();
      this.#speak();
      this.#show();
    } catch {
      // English stays.
    }
  }

  /** The language of labels: what the server has, which is what this file has. */
  get #labelLanguage() { return MESSAGES[this.#ui.base.lang] ? this.#ui.base.lang : 'en'; }

  /** Returns a text with its placeholders filled; `n` also chooses between singular and plural. */
  #say(key, values = {}) {
    const text = this.#overrides[key] ?? this.#texts[key] ?? MESSAGES.en[key];
    const form = text.other ? text[new Intl.PluralRules(this.#tag).select(values.n)] ?? text.other : text;
    return form.replace(/\{(\w+)\}/g, (_, name) => this.#number(values[name]));
  }

  /** Writes a number as people do, and leaves anything else as it is. */
  #number(value) { return typeof value === 'number' ? value.toLocaleString(this.#tag) : value; }

  /** Returns a distance as people say it; `isUnder` for less than 10. */
  #distance(km) {
    const inMiles = this.units === 'mi' || (this.units !== 'km' && /^en-(us|gb)$/i.test(this.#tag));
    const far = inMiles ? km / 1.609344 : km;
    const step = far <= 100 ? 5 : far <= 1000 ? 10 : 50;
    const rounded = far < 10 ? 10 : Math.round(far / step) * step;
    return { text: this.#unit(rounded, inMiles ? 'mile' : 'kilometer'), isUnder: far < 10 };
  }

  #unit(value, unit, unitDisplay) { return value.toLocaleString(this.#tag, { style: 'unit', unit, unitDisplay }); }

  // What is asked for.

  #choose(filters) {
    for (const [name, value] of Object.entries(filters)) {
      const parameter = parameterOf(name);
      const text = joinList(value);
      this.#choices.set(parameter, text ? this.#read(parameter, text) : null);
      if (parameter === 'near') this.#isHere = false;
    }
  }

  #read(parameter, text) { return SINGLE.includes(parameter) ? text.trim() : splitList(text); }

  /** Begins a new search: with the words of the box, and from page 1. */
  #begin() {
    if (this.value !== this.#words) this.#ignored.clear();
    this.#words = this.value;
    this.#page = 1;
  }

  #preset(parameter) {
    const attribute = PRESETS.find(name => parameterOf(name) === parameter);
    const text = attribute ? this.getAttribute(attribute) : null;
    if (text) return this.#read(parameter, text);
    // "Recruiting now" is set for everyone, unless the words name a trial.
    const namesTrial = /\bnct[\s-]*\d{5,8}\b/i.test(this.#words);
    const isSetForYou = parameter === 'status' && !this.noPresetStatus && text === null && !namesTrial;
    return isSetForYou ? ['RECRUITING'] : null;
  }

  #isLocked(parameter) {
    return splitList(this.locked).map(parameterOf).includes(parameter) && this.#preset(parameter) !== null;
  }

  /** Returns the values of a parameter: what the person chose, else the preset; null for none. */
  #valuesOf(parameter) {
    if (this.#choices.has(parameter) && !this.#isLocked(parameter)) return this.#choices.get(parameter);
    return this.#preset(parameter);
  }

  #filters() {
    const filters = {};
    for (const name of [...PRESETS.map(parameterOf), ...this.#choices.keys()]) {
      const values = this.#valuesOf(name);
      if (values) filters[name] = values;
    }
    if (!filters.near) delete filters.radius;
    return filters;
  }

  get #facetNames() { return splitList(this.getAttribute('facets') ?? 'status,phase,country').map(parameterOf); }

  /** Returns the request as the API takes it. A preset treatment goes in front of the words, since the API has no parameter for it. */
  #request() {
    const { treatment, ...filters } = this.#filters();
    const sort = this.#sort ?? this.sort;
    const request = {
      q: [treatment, this.#words.trim()].filter(Boolean).join(', '),
      ...filters,
      size: Math.min(25, Math.max(1, Math.trunc(this.limit) || 5)),
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
      if (value.length) query.set(name, joinList(value));
    }
    return query;
  }

  // The address of the page, only where the page asks for it.

  #addressName(name) { return (this.syncUrl || 'ts-') + name; }

  /** Takes what the address says; returns whether it says anything. */
  #readAddress() {
    if (!this.hasAttribute('sync-url')) return false;
    const query = new URLSearchParams(location.search);
    const said = [...query.keys()].filter(name => name.startsWith(this.#addressName('')));
    this.#choices.clear();
    this.#ignored.clear();
    for (const key of said) {
      const name = key.slice(this.#addressName('').length);
      const text = query.get(key);
      if (name === 'q') this.value = this.#words = text;
      else if (name === 'page') this.#page = Math.max(1, Math.trunc(text) || 1);
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
      if (this.#ignored.size) set('ignore', [...this.#ignored]);
      for (const [name, values] of this.#choices) set(name, joinList(values));
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
    const href = this.#resultsAddress();
    if (href && this.#emit('request', { page: 1 }, true)) h('a', { href, target: this.target, rel: 'noreferrer' }).click();
  }

  /** Asks the server and shows the answer. A newer search makes an older one stop, and its answer void. */
  async #run({ silent, said, find } = {}) {
    this.#running?.abort();
    this.#turn += 1;
    const number = this.#turn;
    const isCurrent = () => number === this.#turn && this.isConnected;
    if (!this.#emit('request', { page: this.#page }, true)) return null;
    const controller = new AbortController();
    this.#running = controller;
    this.#state = 'loading';
    const { base, list } = this.#ui;
    list.ariaBusy = true;
    const later = (ms, act) => setTimeout(() => isCurrent() && act(), ms);
    const timers = [
      later(300, () => base.setAttribute('data-waiting', '')),
      later(800, () => announcer.say(this, this.#say('still'))),
      later(4000, () => this.#tell(this.#say('still'))),
      later(PATIENCE, () => controller.abort('late')),
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
    if (number !== this.#turn) return null;
    base.removeAttribute('data-waiting');
    list.ariaBusy = false;
    this.#tell(null);
    this.#settle();
    const isLate = controller.signal.reason === 'late';
    if (!this.isConnected || (controller.signal.aborted && !isLate)) return null;
    if (!answer) {
      this.#fail(isLate ? { code: 'timeout' } : trouble);
      return null;
    }
    this.#answer = answer;
    this.#asked = request;
    this.#settle();
    this.#show();
    this.#writeAddress();
    const { total = 0, page = {} } = answer;
    this.#emit('results', { total, page: page.number ?? 1 });
    if (!total) this.#emit('empty', {});
    if (!silent) announcer.say(this, this.#spokenWords(said));
    if (find) (find() ?? this.#ui.summary).focus();
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
      const { status, param } = error;
      // A wrong attribute is for whoever wrote the page to read.
      // Nearest first makes no sense without a place, and only the server knows whether the words hold one.
      if (status === 400 && param !== 'sort') console.warn('trial-search:', error.message, error.hint);
      if (status !== 400 || param === 'near' || !request[param]) throw error;
      // What the server does not understand is left out, as on the page of results.
      delete request[param];
      return this.#askForTrials(request, signal);
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
    let answer = {};
    try {
      // What is null is left out, so that defaults stand in for it.
      answer = JSON.parse(text, (_, value) => (value?.trim ? clean(value) : value ?? undefined));
    } catch {
      // A proxy in between answers in its own way.
    }
    if (response.ok && answer.error === undefined) return answer;
    throw { ...answer.error, status: response.status, retryAfter: Number(response.headers.get('retry-after')) || null };
  }

  #fail(error) {
    const { code = error.status ? 'server' : 'network', status, param, retryAfter = null } = error;
    let words = this.#say('down');
    if (code === 'timeout') words = this.#say('slow');
    else if (!status && !navigator.onLine) words = this.#say('offline');
    else if (retryAfter) words = this.#say('busy', { time: this.#unit(retryAfter, 'second', 'long') });
    else if (param === 'near') words = this.#say('bad_place', { x: this.#filters().near });
    this.#state = 'error';
    this.#tell(words, true);
    announcer.say(this, words);
    this.#emit('error', { code: retryAfter ? 'busy' : code, retryAfter });
  }

  /** Shows a message above the results, or none. */
  #tell(words, isError = false) {
    const ui = this.#ui;
    ui.message.hidden = !words;
    ui.words.textContent = `${words ?? ''} ${isError && this.#answer ? this.#say('last_results') : ''}`;
    ui.retry.hidden = !isError;
    ui.fallback.hidden = !isError;
  }

  #emit(name, detail, cancelable = false) {
    const query = this.exposeQuery && { query: this.#words };
    return this.dispatchEvent(new CustomEvent(`trial-search-${name}`, { detail: { ...detail, ...query }, bubbles: true, composed: true, cancelable }));
  }

  // The answer.

  get #understood() { return this.#answer?.understanding ?? {}; }
  get #helpLines() { return this.#understood.help_lines ?? []; }

  /** Returns "14 trials", or "At least 14 trials" where the search was cut short. */
  #countWords() {
    const { partial, total = 0 } = this.#answer;
    return this.#say(partial ? 'at_least' : 'trials', { n: total });
  }

  /** Returns what screen readers are told of an answer: where help is, to whom needs it, and nothing else; else how much was found, and what was not used. */
  #spokenWords(said) {
    const lines = this.#helpLines.map(({ country, number }) => `${country}: ${number}.`);
    if (lines.length) return [this.#say('crisis'), this.#say('crisis_call'), ...lines].join(' ');
    const notes = [...this.#ui.notes.children].map(({ innerText }) => innerText.replace(/\s+/g, ' '));
    return only([said, `${this.#countWords()}.`, this.#pageWords(), notes]).join(' ');
  }

  #pageWords() {
    const { number = 1, pages = 1 } = this.#answer.page ?? {};
    return this.#say('page_of', { n: number, m: pages || 1 });
  }

  get #parts() { return (this.#understood.parts ?? []).filter(part => part.applied !== false); }

  /** Replaces the children of an element by others, and leaves the focus where it is. */
  #fill(parent, ...children) {
    const wanted = only(children);
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
    ui.empty.hidden = !answer || Boolean(answer.total);
    if (!answer) return;
    const { total = 0, page = {} } = answer;
    const level = Math.min(6, Math.max(2, Math.trunc(this.headingLevel) || 3));
    ui.summary.textContent = this.#countWords();
    ui.summary.ariaLevel = level - 1;
    this.#fill(ui.help, this.#help(level));
    this.#fill(ui.chips, this.#chips());
    this.#fill(ui.notes, this.#placeQuestion(), this.#unread());
    this.#showSort();
    this.#showFacets();
    this.#fill(ui.list, this.#tiers(level));
    this.#fill(ui.pagination, this.noPaging ? [] : this.#pagination(page.number ?? 1, page.pages ?? 1));
    ui.pagination.ariaLabel = this.#pageWords();
    const all = this.#resultsAddress();
    this.#fill(ui.all, all && total && h('a', { href: all, target: this.target }, `${this.#say('see_all', { n: total, site: new URL(all).host })} ↗`));
    const copied = answer.registry_date && new Date(answer.registry_date);
    const isOld = Date.now() - copied > OLD_COPY_DAYS * 864e5;
    ui.attribution.textContent = copied ? (isOld ? '⚠ ' : '') + this.#say('copy', { date: copied.toLocaleDateString(this.#tag, { dateStyle: 'long', timeZone: 'UTC' }) }) : '';
  }

  #resultsAddress() {
    const template = this.resultsUrl || `${HOME}${this.#labelLanguage}/search?{query}`;
    return webAddress(template.replace('{query}', this.#query()));
  }

  /** Help for a person in a crisis: before anything else, with numbers to call. */
  #help(level) {
    const line = ({ name, country, number, tel }) => h('li', {},
      h('bdi', {}, country), ': ',
      /^\+?\d+$/.test(tel) ? h('a', { href: `tel:${tel}` }, h('bdi', {}, number)) : h('b', {}, number),
      ' ', name && h('bdi', { class: 'quiet' }, `(${name})`));
    return this.#helpLines.length && h('div', { part: 'crisis', role: 'region', 'aria-labelledby': 'crisis' },
      h('div', { id: 'crisis', class: 'note', role: 'heading', 'aria-level': level - 1 }, this.#say('crisis')),
      h('p', {}, this.#say('crisis_call')),
      h('ul', {}, this.#helpLines.map(line)));
  }

  /** A place that must be asked for: one that nobody knows, with similar names, or "near me". */
  #placeQuestion() {
    const { unknown, nearest = [] } = this.#understood.place_question ?? {};
    const near = this.#asked.near;
    // Whoever has taken one of the names, or said where they are, was asked and has answered.
    if (!this.#understood.place_question || (near && (!unknown || nearest.includes(near)))) return null;
    const choose = place => this.#relax(() => this.#choose({ near: place }));
    const button = (words, click) => h('button', { type: 'button', click }, h('bdi', {}, words));
    return h('div', { part: 'question' },
      h('p', {}, unknown ? this.#say('bad_place', { x: unknown }) : this.#say('near_me'), ' ', nearest.length && this.#say('nearest_names')),
      h('div', { class: 'line' },
        unknown ? nearest.map(place => button(place, () => choose(place))) : !this.#ui.locate.hidden && button(this.#say('locate'), () => this.#locate())));
  }

  /** What was not used: said rather than left out in silence. */
  #unread() {
    const texts = (this.#understood.unread ?? []).map(({ text }) => text);
    return texts.length && h('p', { part: 'unread' }, this.#say('unread', { x: texts.join(' · ') }));
  }

  #chips() {
    const spellings = (this.#understood.corrections ?? []).map(({ from, to }) => ({ id: 'correction', label: this.#say('reads_as', { x: from, y: to }) }));
    // A word that only orders the answer is none of its own.
    return [...this.#parts.filter(({ effect, kind }) => effect !== 'rank' || kind !== 'word'), ...spellings].map(part => this.#chip(part));
  }

  /** Returns what a part is called: what the person has not, had or fears never reads as a wish. */
  #labelOf(part) {
    const { kind, standing, label } = part;
    const key = `chip_${standing ?? kind}`;
    if (MESSAGES.en[key]) return this.#say(key, { x: label });
    if (this.#isHere && this.#sourceOf(part) === 'near') return this.#say('locate');
    return kind === 'age' && label < 'A' ? this.#say('age', { x: label }) : label;
  }

  /** Returns the parameter that a part comes from, or null for one that was said in words. */
  #sourceOf({ kind, effect, span }) {
    if (effect === 'filter') return kind === 'place' ? 'near' : kind;
    // A preset treatment stands in front of the words.
    return span && span[1] <= (this.#valuesOf('treatment') ?? '').length ? 'treatment' : null;
  }

  #chip(part) {
    const source = this.#sourceOf(part);
    const isFixed = source && this.#isLocked(source);
    const label = this.#labelOf(part);
    const more = part.more_without > 0 && part.more_without;
    const line = { told: 'line_told', rank: 'line_rank' }[part.effect];
    const price = isFixed ? `– ${this.#say('fixed')}` : line ? `– ${this.#say(line)}` : more && this.#say('without', { n: more });
    const remove = ({ currentTarget }) => {
      const at = [...this.#ui.chips.children].indexOf(currentTarget.parentElement);
      if (source) this.#choose({ [source]: null });
      else this.#ignored.add(part.id);
      this.#page = 1;
      this.#emit('filter', { name: source ?? 'ignore', values: null });
      this.#run({ said: this.#say('removed', { x: label }), find: () => this.#ui.chips.children[at]?.querySelector('button') });
    };
    return h('li', { part: 'chip' },
      h('span', {}, h('bdi', {}, label), price && h('span', { class: 'price' }, ` ${price}`)),
      !isFixed && h('button', {
        part: 'chip-remove', type: 'button', click: remove,
        'aria-label': `${this.#say('remove', { x: label })} ${more ? `+${this.#say('trials', { n: more })}` : ''}`,
      }, '×'));
  }

  #showSort() {
    const hasPlace = this.#parts.some(({ place }) => Number.isFinite(place?.lat));
    const names = ['best', ...(hasPlace ? ['distance'] : []), 'last_update', 'newest'];
    const { sort } = this.#ui;
    sort.replaceChildren(...names.map(name => h('option', { value: name }, this.#say(`sort_${name}`))));
    sort.value = this.#asked.sort ?? 'best';
  }

  #showFacets() {
    const { facets = {}, facet_labels: names = {} } = this.#answer;
    let chosen = 0;
    const groups = this.#facetNames.filter(name => facets[name]?.length).map(name => {
      const isLocked = this.#isLocked(name);
      const entries = facets[name].filter(({ count, selected }) => count || selected);
      const shown = entries.filter(({ selected }, at) => selected || at < MOST_FACET_VALUES || !OPEN_FACETS.includes(name));
      chosen += isLocked ? 0 : this.#valuesOf(name)?.length ?? 0;
      const options = shown.map(({ value, label, count, selected }) => {
        const option = this.#keep(`${name} ${value}`, () => h('label', { part: 'option' },
          h('input', { type: 'checkbox', change: event => this.#tick(name, value, event.target.checked) }), h('span'), h('span', { class: 'count' })));
        const [box, words, number] = option.children;
        box.checked = selected;
        box.disabled = isLocked;
        words.textContent = label ?? value;
        number.textContent = this.#number(count ?? 0);
        return option;
      });
      const group = this.#keep(name, () => h('fieldset', { part: 'facet' }, h('legend'), h('div')));
      group.firstChild.textContent = names[name] ?? name;
      this.#fill(group.lastChild, options);
      return group;
    });
    this.#fill(this.#ui.facets, groups);
    this.#ui.filters.hidden = !groups.length;
    this.#ui.filtersLabel.textContent = this.#say('filters', { n: chosen });
  }

  #tick(name, value, isOn) {
    const others = (this.#valuesOf(name) ?? []).filter(other => other !== value);
    const values = isOn ? [...others, value] : others;
    this.#choices.set(name, values.length ? values : null);
    this.#page = 1;
    this.#emit('filter', { name, values });
    this.#run();
  }

  /** Returns the lists of trials: those that match, those that fit in part, those that only exclude. */
  #tiers(level) {
    const { hits = [], related_total: related = 0 } = this.#answer;
    const tierOf = hit => (hit.only_in_exclusion ? 'excluded' : hit.tier === 'related' ? 'related' : 'match');
    // To whom speaks of dying, nothing is said to fit.
    const headings = { related: this.#say(this.#helpLines.length ? 'trials' : 'related', { n: related }), excluded: this.#say('in_exclusion') };
    return ['match', 'related', 'excluded'].flatMap(tier => {
      const cards = hits.filter(hit => tierOf(hit) === tier).map(hit => this.#card(hit, level));
      const heading = headings[tier] && h('div', { class: 'tier', role: 'heading', 'aria-level': level - 1 }, headings[tier]);
      // What could be relaxed stands behind what matches, before what fits only in part.
      return [
        cards.length && [heading, h('ol', {}, cards.map(card => h('li', {}, card)))],
        tier === 'match' && h('div', { part: 'rescue' }, this.#rescue()),
      ];
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
    const isWhole = found && found.segments?.map(({ text }) => text).join('') === hit.title;
    const words = isWhole ? this.#marked(found.segments) : hit.title || hit.nct_id || this.#say('not_stated');
    const address = id && webAddress((this.trialUrl || `${HOME}${this.#labelLanguage}/trials/{id}`).replace('{id}', id));
    if (!address) return h('span', { lang: 'en', dir: 'auto' }, words);
    const select = event => {
      if (!this.#emit('select', { nctId: id, href: address }, true)) event.preventDefault();
    };
    return h('a', { href: address, target: this.target, rel: this.target && 'noreferrer', lang: 'en', dir: 'auto', click: select }, words);
  }

  #marked(segments, isMarking = true) {
    return segments.map(({ text, hit }) => (hit && isMarking ? h('mark', { part: 'mark' }, text) : text ?? ''));
  }

  #warning(hit) {
    const words = hit.only_in_exclusion ? hit.reasons?.[0] : hit.freshness?.warning;
    return words && h('p', { part: 'warning' }, icon('⚠'), upperFirst(words));
  }

  #status(hit) {
    const status = hit.status_here ?? hit.status ?? {};
    const group = Object.hasOwn(STATUS_ICONS, status.group) ? status.group : 'unknown';
    return h('p', { class: 'line' },
      h('span', { part: `status status-${group}` }, icon(STATUS_ICONS[group]), status.label || this.#say('not_stated')),
      h('span', { class: 'quiet' }, hit.freshness?.label));
  }

  /** Says where: the nearest open site, else the nearest, else how many there are. */
  #place(hit) {
    const sites = hit.sites ?? {};
    const near = sites.nearest_recruiting ?? sites.nearest;
    const whole = sites.label;
    if (!near) return whole && h('p', { part: 'place' }, h('bdi', {}, whole));
    const person = this.#parts.find(({ place }) => place)?.place;
    const name = [near.city, near.state].filter(Boolean).join(', ') || near.country || this.#say('not_stated');
    const { text, isUnder } = this.#distance(near.distance_km ?? 0);
    const isHere = isUnder && near.city && near.city === person?.name;
    const where = this.#say(isHere ? 'here' : isUnder ? 'under' : 'about', { place: name, distance: text });
    return h('p', { part: 'place' }, this.#say(sites.nearest_recruiting ? 'nearest_open' : 'nearest', { place: where }), sites.total > 1 && h('bdi', { class: 'quiet' }, whole));
  }

  /** Returns what fits and what does not: for what the person said, else nothing. */
  #fits(hit) {
    const line = (verdict, words) => h('li', { part: 'fit' }, icon(VERDICT_ICONS[verdict]), h('bdi', {}, upperFirst(words)));
    const reasons = hit.only_in_exclusion ? [] : hit.reasons ?? [];
    const isSaid = verdict => VERDICT_ICONS[verdict] && !(verdict === 'fits' && this.#helpLines.length);
    const verdicts = Object.values(hit.fit ?? {}).filter(fit => fit?.reason && isSaid(fit.verdict));
    const lines = [
      ...reasons.map(reason => line('does_not_fit', reason)),
      ...verdicts.filter(({ reason }) => !reasons.includes(reason)).map(({ verdict, reason }) => line(verdict, reason)),
    ].slice(0, 3);
    return lines.length > 0 && h('ul', { class: 'fits' }, lines);
  }

  #snippets(hit) {
    const found = hit.snippets?.find(({ field, label }) => label && !/title|keywords|mesh/.test(field));
    const isAgainst = found?.field === 'exclusion';
    return found && h('p', { part: 'snippet' },
      h('b', {}, `${isAgainst ? '✕ ' : ''}${found.label}: `),
      h('span', { lang: 'en', dir: 'auto' }, this.#marked(found.segments ?? [], !isAgainst)));
  }

  #facts(hit, id) {
    const { ages_label: ages, sex } = hit.eligibility ?? {};
    const facts = only([!hit.fit?.age && ages, !hit.fit?.sex && sex?.label, hit.phase_label, hit.enrollment?.label]);
    return [facts.map(fact => [h('bdi', {}, fact), ' · ']), h('bdi', {}, id ?? hit.nct_id)];
  }

  #pagination(number, pages) {
    if (pages <= 1) return [];
    const go = page => () => {
      this.#page = page;
      this.#run({ find: () => null });
    };
    const button = (page, words, attributes) => h('button', { part: 'page', type: 'button', click: go(page), ...attributes }, words);
    const wanted = [1, number - 1, number, number + 1, pages].filter((page, at, all) => page >= 1 && page <= pages && all.indexOf(page) === at);
    const numbers = wanted.flatMap((page, at) => [
      page - (wanted[at - 1] ?? 0) > 1 && icon('…'),
      button(page, `${page}`, { 'aria-current': page === number && 'page' }),
    ]);
    return [
      number > 1 && button(number - 1, [icon('‹'), this.#say('previous')]),
      numbers,
      number < pages && button(number + 1, [this.#say('next'), icon('›')]),
    ];
  }

  /** Returns what can be relaxed, each with the number of trials it gives. */
  #rescue() {
    const { rescue, total, partial } = this.#answer;
    const lines = rescue ? this.#rescueLines(rescue).slice(0, MOST_RESCUES) : [];
    const note = words => h('p', { class: 'note' }, words);
    return [
      partial && note(this.#say('partial')),
      !total && !partial && note(this.#say('none')),
      lines.length && note(this.#say('few')),
      h('ul', { class: 'rescue' },
        lines.map(({ words, act }) => h('li', {}, h('button', { type: 'button', click: () => this.#relax(act) }, words))),
        !total && h('li', {}, h('a', { href: 'https://clinicaltrials.gov/', rel: 'noreferrer' }, this.#say('registry')))),
      !total && h('p', {}, this.#say('after_none')),
    ];
  }

  #rescueLines({ spelling = [], without = [], radius, broader = [] }) {
    const place = this.#parts.find(part => part.place);
    const partOf = id => this.#parts.find(part => part.id === id);
    const isFree = part => part && !this.#isLocked(this.#sourceOf(part));
    // Without its only illness, a search is about nothing.
    const isTopic = ({ kind }) => /^(condition|treatment)$/.test(kind);
    const isOnlyTopic = part => isTopic(part) && this.#parts.filter(isTopic).length < 2;
    return only([
      spelling.map(({ from, to }) => ({
        words: this.#say('rescue_spelling', { x: to }),
        act: () => { this.value = this.value.replace(from, to); this.#begin(); },
      })),
      without.filter(({ part }) => isFree(partOf(part)) && !isOnlyTopic(partOf(part))).map(({ part, total }) => ({
        words: this.#say('rescue_without', { x: this.#labelOf(partOf(part)), n: total }),
        act: () => this.#ignored.add(part),
      })),
      radius && isFree(place) && {
        words: this.#say('rescue_radius', { distance: this.#distance(radius.radius_km).text, n: radius.total }),
        act: () => this.#choose({ near: this.#valuesOf('near') ?? place.label, radius: `${Math.ceil(radius.radius_km)}km` }),
      },
      broader.filter(() => !this.locked).map(({ label, total }) => ({
        words: this.#say('rescue_broader', { x: label, n: total }),
        act: () => {
          this.value = label;
          for (const name of Object.keys(this.#filters())) this.#choices.set(name, null);
          this.#begin();
        },
      })),
    ]);
  }

  #relax(act) {
    this.#page = 1;
    act();
    this.#run({ find: () => null });
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
    }, () => this.#tell(this.#say('not_located')), { timeout: PATIENCE });
  }

  // Suggestions: an editable combobox whose list is chosen from by hand.

  #typed() {
    if (this.live) {
      clearTimeout(this.#livePause);
      this.#livePause = setTimeout(() => { this.#begin(); this.#run(); }, 300);
    }
    clearTimeout(this.#pause);
    this.#typing?.abort();
    this.#typedNumber += 1;
    const { input } = this.#ui;
    const typed = input.value.slice(0, input.selectionEnd || input.value.length).trimStart();
    const isEnough = typed.trim().length >= 2 || /\p{Script=Han}/u.test(typed);
    if (this.noSuggest || !isEnough) {
      this.#closeList();
      return;
    }
    this.#pause = setTimeout(() => {
      this.#pause = 0;
      this.#suggest(typed);
    }, 200);
  }

  async #suggest(typed) {
    const number = this.#typedNumber;
    const controller = new AbortController();
    this.#typing = controller;
    // What is completed stands at the end; the beginning of a long text is of no use.
    const end = typed.slice(-100);
    try {
      const found = await this.#ask('suggest', { q: end, limit: MOST_SUGGESTIONS, lang: this.#labelLanguage }, controller.signal);
      if (number === this.#typedNumber && this.isConnected) this.#openList(found, typed, end);
    } catch {
      // Without suggestions people type on.
    }
    if (number === this.#typedNumber) this.#typing = null;
  }

  #openList(found, typed, end) {
    const kept = typed.slice(0, typed.length - [...end].slice(found.span[0]).join('').length);
    const concept = ({ label, matched, trials }) => ({
      name: label,
      words: matched.toLowerCase() === label.toLowerCase() ? label : `${label} (${matched})`,
      detail: this.#say('trials', { n: trials }),
    });
    const { ids, conditions, treatments, places } = found;
    // A sentence often ends with a place, so one that begins so is always among them.
    const concepts = [...conditions, ...treatments].slice(0, MOST_SUGGESTIONS - Math.min(2, places.length)).map(concept);
    const names = [...ids, ...places.slice(0, 2).map(({ label }) => label)].map(name => ({ name, words: name }));
    this.#options = [...concepts, ...names].slice(0, MOST_SUGGESTIONS).map(option => ({ ...option, text: kept + option.name }));
    this.#options.push({ text: this.value, words: this.#say('search_for', { x: this.value.trim() }) });
    this.#active = -1;
    const { suggestions, input } = this.#ui;
    suggestions.replaceChildren(...this.#options.map(({ words, detail }, at) => h('li', {
      part: 'suggestion', role: 'option', id: `option-${at}`, 'aria-selected': 'false', click: () => this.#take(at),
    }, h('bdi', {}, words), detail && h('span', { class: 'quiet' }, ` ${detail}`))));
    suggestions.hidden = false;
    input.ariaExpanded = true;
    input.removeAttribute('aria-activedescendant');
    clearTimeout(this.#pause);
    // Whoever types on does not want to hear it.
    this.#pause = setTimeout(() => announcer.say(this, this.#say('suggestion_count', { n: this.#options.length - 1 })), 1400);
  }

  get #isOpen() { return !this.#ui.suggestions.hidden; }

  /** Closes the list and forgets suggestions that are still on their way; returns whether there were any. */
  #closeList() {
    const wasThere = this.#isOpen || this.#pause || this.#typing;
    clearTimeout(this.#pause);
    this.#pause = 0;
    this.#typing?.abort();
    this.#typing = null;
    this.#typedNumber += 1;
    this.#active = -1;
    const { suggestions, input } = this.#ui;
    suggestions.hidden = true;
    suggestions.replaceChildren();
    input.ariaExpanded = false;
    input.removeAttribute('aria-activedescendant');
    return wasThere;
  }

  #activate(at) {
    const { suggestions, input } = this.#ui;
    const count = this.#options.length;
    this.#active = at < 0 ? -1 : at % count;
    [...suggestions.children].forEach((option, index) => { option.ariaSelected = index === this.#active; });
    input.removeAttribute('aria-activedescendant');
    if (this.#active < 0) return;
    input.setAttribute('aria-activedescendant', `option-${this.#active}`);
    suggestions.children[this.#active].scrollIntoView({ block: 'nearest' });
  }

  #take(at) {
    const { input } = this.#ui;
    const rest = input.value.slice(input.selectionEnd || input.value.length);
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

for (const name of [...TEXTS, ...FLAGS]) {
  const isFlag = FLAGS.includes(name);
  Object.defineProperty(TrialSearch.prototype, camelCase(name), {
    configurable: true,
    get() { return isFlag ? this.hasAttribute(name) : this.getAttribute(name) ?? ''; },
    set(value) {
      if (isFlag) this.toggleAttribute(name, Boolean(value));
      else if (value === null || value === undefined) this.removeAttribute(name);
      else this.setAttribute(name, value);
    },
  });
}

const defined = customElements.get('trial-search');
if (defined) {
  console.warn(`trial-search: version ${VERSION} is not used, since version ${defined.version} was loaded before it`);
} else {
  customElements.define('trial-search', TrialSearch);
}
