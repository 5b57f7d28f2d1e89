// A page of another site with the widget in it, and what tests ask of it.

import { test as base, expect } from '../support/test.js';

class Stage {
  constructor(page, demo, hostSite, watch) {
    Object.assign(this, { page, demo, hostSite, watch });
  }

  get script() { return `${this.demo.url}/widget/v1.0.0/trial-search.js`; }

  /** Returns the address of a page of the host with `markup` in its body. */
  write(markup, { lang = 'en', head = '', headers, attributes = '', script = this.script, before = '' } = {}) {
    return this.hostSite.show(`<!doctype html><html lang="${lang}" ${attributes}><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Host</title>${head}${before}
${script ? `<script type="module" src="${script}" crossorigin="anonymous" referrerpolicy="no-referrer"></script>` : ''}
</head><body><h1>A page of a host</h1><h2>Trials</h2>${markup}</body></html>`, { headers });
  }

  /** Opens a page with `markup` in it and waits until every widget of it works. */
  async open(markup = '<trial-search></trial-search>', options = {}) {
    await this.page.addInitScript(() => {
      // What a screen reader is told, in order.
      window.spoken = [];
      window.heard = [];
      addEventListener('DOMContentLoaded', () => {
        new MutationObserver((changes) => {
          for (const { target } of changes) {
            const region = target.closest?.('[role=status]');
            if (region?.textContent) window.spoken.push(region.textContent);
          }
        }).observe(document.body, { subtree: true, childList: true });
      });
      for (const name of ['ready', 'request', 'results', 'select', 'filter', 'empty', 'error']) {
        addEventListener(`trial-search-${name}`, ({ detail, target }) => window.heard.push({ name, detail, id: target.id }));
      }
    });
    await this.page.goto(this.write(markup, options));
    await this.page.waitForFunction(() => customElements.get('trial-search'));
  }

  widget(selector = 'trial-search') { return this.page.locator(selector).first(); }
  part(name, selector) { return this.widget(selector).locator(`[part~=${name}]`); }
  input(selector) { return this.part('input', selector); }
  summary(selector) { return this.part('summary', selector).first(); }
  spoken() { return this.page.evaluate(() => window.spoken); }
  heard() { return this.page.evaluate(() => window.heard); }

  /** Stops the clock of the page; `page.clock.runFor` moves it. */
  async stopClock() {
    await this.page.clock.install({ time: new Date('2026-11-25T12:00:00Z') });
    await this.page.clock.pauseAt(new Date('2026-11-25T12:00:01Z'));
  }

  /** The message above the results. */
  message() { return this.part('words'); }

  /** Types a question and searches for it. */
  async ask(words, selector) {
    await this.input(selector).fill(words);
    await this.input(selector).press('Enter');
  }

  /** Types a question, searches, and waits for the answer. */
  async find(words, selector) {
    const answered = this.page.waitForResponse((response) => response.url().endsWith('/v1/search') && response.request().method() === 'POST');
    await this.ask(words, selector);
    await answered;
    await expect(this.part('list', selector)).toHaveAttribute('aria-busy', 'false');
  }

  /** Returns the bodies of the requests sent so far to an endpoint. */
  sent(endpoint = 'search') {
    return this.watch.requests
      .filter(({ method, url }) => method === 'POST' && url.endsWith(`/v1/${endpoint}`))
      .map(({ body }) => JSON.parse(body));
  }

  /** Answers requests to an endpoint by `reply(body, number)`: an object, or `{ status, headers, json }`, or null for a refused connection. */
  async answer(reply, endpoint = 'search') {
    let number = 0;
    await this.page.route(`${this.demo.url}/v1/${endpoint}`, async (route) => {
      number += 1;
      const answer = await reply(route.request().postDataJSON(), number);
      if (answer === null) return route.abort('connectionrefused');
      const { status = 200, headers = {}, json = answer } = answer.json ? answer : { json: answer };
      return route.fulfill({
        status,
        contentType: 'application/json',
        headers: { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'retry-after', ...headers },
        body: JSON.stringify(json),
      }).catch(() => {}); // The page may have stopped waiting, which is the point of some tests.
    });
  }

  /** Returns what the API itself answers. */
  async api(parameters) {
    const response = await this.page.request.post(`${this.demo.url}/v1/search`, { data: parameters });
    return response.json();
  }
}

/** An answer with trials of these numbers, and whatever else is given. */
export function answerWith({ ids = [], total = ids.length, hits, ...more } = {}) {
  return {
    understanding: { language: 'en', parts: [], corrections: [], suggestions: [] },
    total,
    related_total: 0,
    partial: false,
    took_ms: 1,
    hits: hits ?? ids.map((id) => ({ nct_id: `NCT990${String(id).padStart(5, '0')}`, tier: 'match', title: `Trial ${id}` })),
    facets: {},
    rescue: null,
    page: { number: 1, size: 5, pages: 1 },
    ...more,
  };
}

/** A promise with its key: `held.release(value)`. */
export function held() {
  let release;
  const promise = new Promise((resolve) => { release = resolve; });
  return Object.assign(promise, { release });
}

export const test = base.extend({
  stage: async ({ page, demo, hostSite, watch }, use) => use(new Stage(page, demo, hostSite, watch)),
});

export { expect };
