// How the browser tests run: Debian's Chromium, our own binary, no retries, no network but loopback.
//
// `pages` runs with and without JavaScript; a test that needs scripts carries the tag @javascript,
// one that is about their absence carries @without-javascript.

import { existsSync } from 'node:fs';

import { defineConfig } from '@playwright/test';

// The same engine without windows and tabs around it takes a third less of the processor's time.
const BROWSERS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

const pages = { testDir: './pages' };

export default defineConfig({
  outputDir: './screenshots/failures',
  testMatch: '**/*.spec.js',
  // Tests of one file share a browser; files run beside each other on two cores.
  workers: 2,
  retries: 0,
  forbidOnly: true,
  // A debug build on a busy machine takes its time; no test measures time by this.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [[process.env.CI ? 'dot' : 'list'], ['./support/closing_line.js']],
  use: {
    browserName: 'chromium',
    launchOptions: {
      executablePath: process.env.CHROMIUM_BIN ?? BROWSERS.find(existsSync),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-quic',
        '--no-first-run',
      ],
    },
    viewport: { width: 1280, height: 900 },
    locale: 'en-US',
    timezoneId: 'UTC',
    serviceWorkers: 'block',
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'harness', testDir: './harness' },
    { name: 'widget', testDir: './widget' },
    { name: 'pages', ...pages, grepInvert: /@without-javascript/ },
    {
      name: 'pages-without-javascript',
      ...pages,
      grepInvert: /@javascript/,
      use: { javaScriptEnabled: false },
    },
  ],
});
