// Each documented property and part changes what it says; a host's own rules change nothing inside.

import { answerWith, expect, test } from './stage.js';

const HITS = ['open', 'soon', 'limited', 'closed', 'stopped', 'unknown'].map((group, at) => ({
  nct_id: `NCT9900000${at + 1}`,
  title: 'Found words',
  status: { value: 'X', label: group, group },
  snippets: [
    { field: 'title', label: 'Title', segments: [{ text: 'Found', hit: true }, { text: ' words', hit: false }] },
    { field: 'summary', label: 'What it does', segments: [{ text: 'x', hit: true }] },
  ],
  fit: { age: { verdict: 'does_not_fit', reason: 'up to age 17' } },
  sites: { total: 1, label: '1 site' },
  freshness: { level: 'stale', label: 'Old', warning: 'May have closed' },
}));

const ANSWER = answerWith({
  hits: HITS, total: 6, page: { number: 1, size: 5, pages: 2 }, registry_date: '2026-11-20',
  understanding: {
    parts: [{ id: 'status-1', kind: 'status', label: 'Recruiting now', effect: 'filter', applied: true }],
    unread: [{ text: 'paid', span: [0, 4] }],
    place_question: { text: 'near me', nearest: [] },
    help_lines: [{ name: 'A', country: 'B', number: '1', tel: '1' }],
  },
  facets: { status: [{ value: 'RECRUITING', label: 'Recruiting now', count: 1, selected: true }] },
  rescue: { without: [{ part: 'status-1', label: 'Recruiting now', total: 9 }], broader: [], spelling: [] },
});

const SUGGESTED = { span: [0, 2], conditions: [{ label: 'Asthma', matched: 'asthma', trials: 1 }], treatments: [], places: [], ids: [] };

/** Custom property, value, where it shows, and as what. */
const PROPERTIES = [
  ['font', 'monospace', 'base', 'font-family', 'monospace'],
  ['font-size', '21px', 'base', 'font-size', '21px'],
  ['line-height', '2', 'base', 'line-height', '32px'],
  ['text', 'rgb(1, 2, 3)', 'base', 'color'],
  ['muted', 'rgb(1, 2, 3)', 'privacy', 'color'],
  ['background', 'rgb(1, 2, 3)', 'base', 'background-color'],
  ['surface', 'rgb(1, 2, 3)', 'card', 'background-color'],
  ['border', 'rgb(1, 2, 3)', 'input', 'border-top-color'],
  ['link', 'rgb(1, 2, 3)', 'title a', 'color'],
  ['accent', 'rgb(1, 2, 3)', 'submit', 'background-color'],
  ['on-accent', 'rgb(1, 2, 3)', 'submit', 'color'],
  ['focus', 'rgb(1, 2, 3)', 'input', 'outline-color'],
  ['radius', '13px', 'card', 'border-top-left-radius', '13px'],
  ['gap', '31px', 'card', 'margin-bottom', '31px'],
  ['shadow', 'none', 'suggestions', 'box-shadow', 'none'],
  ['max-width', '333px', 'base', 'max-width', '333px'],
  ['list-max-height', '99px', 'suggestions', 'max-height', '99px'],
  ['mark', 'rgb(1, 2, 3)', 'mark', 'background-color'],
  ...['open', 'soon', 'limited', 'closed', 'stopped'].flatMap((group) => [
    [`${group}-text`, 'rgb(1, 2, 3)', `status-${group}`, 'color'],
    [`${group}-tint`, 'rgb(1, 2, 3)', `status-${group}`, 'background-color'],
  ]),
];

const PARTS = ['base', 'form', 'label', 'input', 'submit', 'locate', 'suggestions', 'suggestion', 'crisis', 'chips', 'chip', 'chip-remove', 'question', 'unread',
  'summary', 'sort', 'filters', 'facet', 'option', 'list', 'card', 'title', 'status', 'status-open', 'status-soon', 'status-limited',
  'status-closed', 'status-stopped', 'status-unknown', 'place', 'fit', 'snippet', 'mark', 'facts', 'warning', 'rescue', 'pagination',
  'page', 'message', 'retry', 'privacy', 'attribution'];

async function fill(stage) {
  await stage.answer(() => ANSWER);
  await stage.answer(() => SUGGESTED, 'suggest');
  await stage.find('x');
  await stage.input().fill('as');
  await expect(stage.part('suggestions')).toBeVisible();
}

const computed = (stage, selector, property) => {
  const [part, inner = ''] = selector.split(' ');
  return stage.widget().locator(`[part~=${part}] ${inner}`).first().evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
};

test('css-custom-properties', async ({ stage, demo, page }) => {
  const documented = await (await page.request.get(`${demo.url}/widget/`)).text();
  await stage.open();
  await fill(stage);
  for (const [name, value, part, property, expected = value] of PROPERTIES) {
    expect(documented).toContain(`<code>${name}</code>`);
    expect(await computed(stage, part, property), name).not.toBe(expected);
    await stage.widget().evaluate((element, [key, text]) => element.style.setProperty(key, text), [`--trial-search-${name}`, value]);
    expect(await computed(stage, part, property), name).toBe(expected);
    await stage.widget().evaluate((element) => element.removeAttribute('style'));
  }
});

test('parts', async ({ stage, demo, page }) => {
  const documented = await (await page.request.get(`${demo.url}/widget/`)).text();
  const rules = PARTS.map((part) => `trial-search::part(${part}) { outline: 7px dotted rgb(9, 9, 9); }`).join('\n');
  await stage.open('<trial-search geolocate></trial-search>', { head: `<style>${rules}</style>` });
  await fill(stage);
  for (const part of PARTS) {
    expect(documented).toContain(`<code>${part}</code>`);
    expect(await computed(stage, part, 'outline-color'), part).toBe('rgb(9, 9, 9)');
  }
});

test('a host\'s own rules change nothing inside', async ({ stage, page }) => {
  const hostile = `* { all: unset; letter-spacing: 9px; } a { color: red; font-size: 40px } button, input { background: lime !important; border-radius: 99px }
    [part], p, ol, li, h3 { margin: 40px; color: red } .row, .line { display: none } trial-search { display: inline; color: red; text-transform: uppercase; text-align: center; line-height: 5; visibility: visible; cursor: wait; word-spacing: 1em; }`;
  const look = async () => page.evaluate(() => {
    const names = ['display', 'color', 'background-color', 'font-size', 'font-family', 'letter-spacing', 'line-height', 'text-transform', 'text-align', 'border-radius', 'margin-top', 'padding-left', 'cursor', 'word-spacing'];
    const all = [...document.querySelector('trial-search').shadowRoot.querySelectorAll('*')];
    return all.map((element) => `${element.localName} ${element.getAttribute('part')} ${names.map((name) => getComputedStyle(element).getPropertyValue(name)).join('|')}`);
  });
  await stage.open();
  await fill(stage);
  const before = await look();
  await page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
  }, hostile);
  expect(await look()).toEqual(before);
  expect(await stage.widget().evaluate((element) => getComputedStyle(element).display)).toBe('block');
});
