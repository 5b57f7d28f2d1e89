// Each attribute alone gives the same total as the API, and is shown as a chip.

import { expect, test } from './stage.js';

const PRESETS = [
  ['condition', 'Asthma', { condition: 'Asthma' }],
  ['condition', 'Asthma,Migraine', { condition: ['Asthma', 'Migraine'] }],
  ['treatment', 'NK cell therapy', { q: 'NK cell therapy' }],
  ['near', 'Boston', { near: 'Boston' }],
  ['country', 'China', { country: 'China' }],
  ['status', 'COMPLETED,TERMINATED', { status: ['COMPLETED', 'TERMINATED'] }],
  ['phase', 'PHASE2', { phase: 'PHASE2' }],
  ['type', 'OBSERVATIONAL', { study_type: 'OBSERVATIONAL' }],
  ['age', '8', { age: '8' }],
  ['sex', 'FEMALE', { sex: 'FEMALE' }],
  ['healthy', 'true', { healthy: true }],
  ['sponsor', 'Zhejiang University', { sponsor: 'Zhejiang University' }],
  ['ids', 'NCT05665075,NCT99000001', { ids: ['NCT05665075', 'NCT99000001'] }],
];

for (const [name, value, parameters] of PRESETS) {
  test(`preset-filters: ${name}="${value}"`, async ({ stage }) => {
    await stage.open(`<trial-search ${name}="${value}" no-preset-status auto-search></trial-search>`);
    const { total, understanding } = await stage.api(parameters);
    expect(total).toBeGreaterThan(0);
    await expect(stage.summary()).toHaveText(total === 1 ? '1 trial' : `${total} trials`);
    await expect(stage.part('chip').first()).toContainText(understanding.parts.at(-1).label);
  });
}

test('preset-filters: within', async ({ stage }) => {
  await stage.open('<trial-search near="Hangzhou" within="300km" no-preset-status auto-search></trial-search>');
  const { total } = await stage.api({ near: 'Hangzhou', radius: '300km' });
  expect(total).toBeGreaterThan((await stage.api({ near: 'Hangzhou', radius: '10km' })).total);
  await expect(stage.summary()).toHaveText(`${total} trials`);
});

test('"Recruiting now" is set for everyone, unless words name a trial', async ({ stage }) => {
  await stage.open();
  await stage.find('NCT99000028');
  expect(stage.sent().at(-1).status).toBeUndefined();
  await expect(stage.part('title')).toHaveCount(1);
  await stage.find('asthma');
  expect(stage.sent().at(-1).status).toEqual(['RECRUITING']);
});

test('a name with a comma stands in quotes', async ({ stage }) => {
  await stage.open(`<trial-search condition='"AML, Adult",Asthma' auto-search></trial-search>`);
  await expect.poll(() => stage.sent().at(-1)?.condition).toEqual(['AML, Adult', 'Asthma']);
});

test('a preset that the server does not understand is left out, and whoever wrote the page is told', async ({ stage, watch }) => {
  watch.allowMessage(/400|phase|age/);
  await stage.open('<trial-search phase="9" age="abc" condition="Asthma" no-preset-status auto-search></trial-search>');
  const { total } = await stage.api({ condition: 'Asthma' });
  await expect(stage.summary()).toHaveText(`${total} trials`);
  await expect(stage.message()).toBeHidden();
  const warnings = watch.messages.filter((message) => message.includes('trial-search:')).join();
  expect(warnings).toContain('`9`');
  expect(warnings).toContain('`abc`');
});

test('an age says once that it is one', async ({ stage }) => {
  await stage.open('<trial-search no-preset-status></trial-search>');
  await stage.find('asthma in children');
  await expect(stage.part('chip').filter({ hasText: 'Ages' })).toHaveText(/^Ages 17 and under/);
  await stage.find('asthma, 62 years old');
  await expect(stage.part('chip').filter({ hasText: '62' })).toHaveText(/^Age 62/);
});

test('only the box, for a page of all results', async ({ stage, page, watch }) => {
  watch.allowMessage(/404/);
  await stage.open(`<trial-search mode="box" condition="Asthma" near="Boston" results-url="${stage.hostSite.url}/all?{query}"></trial-search>`);
  const leaving = page.waitForRequest((request) => request.url().includes('/all?'));
  await stage.ask('inhaler');
  expect(Object.fromEntries(new URL((await leaving).url()).searchParams)).toEqual({ q: 'inhaler', condition: 'Asthma', near: 'Boston', status: 'RECRUITING' });
  expect(stage.sent()).toEqual([]);
});
