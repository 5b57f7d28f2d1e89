// Starts and stops our own binary: `demo` on its compiled-in trials, or `serve` on records of a test's own.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const REPOSITORY = resolve(import.meta.dirname, '../../..');

/** Milliseconds in which a debug build must have indexed the fixtures and begun to listen. */
const START_MS = 100_000;
/** Milliseconds in which a server must have ended when told to. */
const STOP_MS = 15_000;

function binary() {
  const path = process.env.TRIALSEEK_BIN
    ?? join(process.env.CARGO_TARGET_DIR ?? join(REPOSITORY, 'target'), 'debug', 'trialseek');
  if (!existsSync(path)) {
    throw new Error(`there is no binary at ${path}: run \`cargo build\`, or name it in TRIALSEEK_BIN`);
  }
  return path;
}

/** A running server. */
class Server {
  #child;

  constructor(child, url) {
    this.#child = child;
    /** Where it listens, such as `http://127.0.0.1:40123`, without a slash at the end. */
    this.url = url;
  }

  get isRunning() {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Ends the server and waits until it has ended. */
  async stop() {
    if (!this.isRunning) return;
    const ended = new Promise((done) => this.#child.once('exit', done));
    this.#child.kill('SIGTERM');
    const tooLate = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(tooLate);
  }
}

/** Starts a command that listens; its first line on standard output is JSON with the address. */
function start(args) {
  const child = spawn(binary(), [...args, '--json'], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  return new Promise((resolved, rejected) => {
    let out = '';
    let words = '';
    const fail = (why) => rejected(new Error(`trialseek ${args[0]} ${why}\n${out}${words}`));
    const tooLate = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`did not listen within ${START_MS} ms`);
    }, START_MS);
    child.once('error', (error) => fail(`could not be started: ${error.message}`));
    child.once('exit', (code) => {
      clearTimeout(tooLate);
      fail(`ended with ${code}`);
    });
    child.stderr.on('data', (text) => { words = (words + text).slice(-10_000); });
    child.stdout.on('data', (text) => {
      out += text;
      const line = out.split('\n', 2);
      if (line.length < 2) return;
      clearTimeout(tooLate);
      child.removeAllListeners('exit');
      resolved(new Server(child, JSON.parse(line[0]).address));
      out = '';
    });
  });
}

/** Runs a command to its end. */
function run(args) {
  const child = spawn(binary(), args, { cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolved, rejected) => {
    let text = '';
    child.stdout.on('data', (more) => { text += more; });
    child.stderr.on('data', (more) => { text += more; });
    child.once('error', rejected);
    child.once('exit', (code) => {
      if (code === 0) resolved(text);
      else rejected(new Error(`trialseek ${args[0]} ended with ${code}\n${text}`));
    });
  });
}

/** Starts `demo` on a free port. */
export function startDemo() {
  return start(['demo', '--listen', '127.0.0.1:0']);
}

/** Indexes records (objects as the registry sends them) into a temporary folder and serves them; the folder goes when the server stops. */
export async function startWithRecords(records) {
  const folder = await mkdtemp(join(tmpdir(), 'trialseek-browser-'));
  const source = join(folder, 'records.jsonl');
  const data = join(folder, 'data');
  try {
    await writeFile(source, records.map((record) => JSON.stringify(record)).join('\n'));
    await run(['reindex', source, '--data', data, '--max-skipped', '100', '--quiet']);
    const server = await start(['serve', '--data', data, '--listen', '127.0.0.1:0']);
    return {
      url: server.url,
      stop: async () => {
        await server.stop();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
