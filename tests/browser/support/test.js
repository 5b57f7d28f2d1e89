// What every browser test starts from: `import { test, expect } from '../support/test.js'`.
//
// Fixtures, each with a `url`; a test may reach those that it asks for, and no other host:
//   demo     `trialseek demo`: the trials of `fixtures/` (one for each worker, started when first asked for)
//   hostile  `trialseek serve` on records that try to break pages (likewise)
//   hostSite a site of another origin, for pages that embed the widget (likewise)
//   ownDemo  a demo of the test's own, which it may stop midway
// And always on:
//   watch    fails the test when the console, the policy or a request to another host shows a fault

import { test as base, expect } from '@playwright/test';

import { hostileRecords } from './hostile_records.js';
import { startHostSite } from './host_site.js';
import { startDemo, startWithRecords } from './trialseek.js';
import { Watch } from './watch.js';

const STARTING = { scope: 'worker', timeout: 120_000 };

async function during(starting, use) {
  const server = await starting;
  await use(server);
  await server.stop();
}

export const test = base.extend({
  demoServer: [async ({}, use) => during(startDemo(), use), STARTING],
  hostileServer: [async ({}, use) => during(startWithRecords(hostileRecords()), use), STARTING],
  hostServer: [async ({}, use) => during(startHostSite(), use), STARTING],

  demo: async ({ watch, demoServer }, use) => {
    watch.allowOrigin(demoServer.url);
    await use(demoServer);
  },
  hostile: async ({ watch, hostileServer }, use) => {
    watch.allowOrigin(hostileServer.url);
    await use(hostileServer);
  },
  hostSite: async ({ watch, hostServer }, use) => {
    watch.allowOrigin(hostServer.url);
    await use(hostServer);
  },
  ownDemo: [async ({ watch }, use) => {
    const server = await startDemo();
    watch.allowOrigin(server.url);
    await use(server);
    await server.stop();
  }, { timeout: 120_000 }],

  watch: [async ({ context }, use, info) => {
    const watch = new Watch(context);
    await use(watch);
    if (info.status === info.expectedStatus) {
      expect(watch.faults(), 'what the page did that it must not').toEqual([]);
    }
  }, { auto: true }],
});

export { expect };
