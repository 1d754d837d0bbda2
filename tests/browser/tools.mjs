// What the tests of one feature in the browser share: the browser, a tab that reports what it complains about, axe, the tally.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const failures = [];
let checks = 0;

/** Counts a check, and keeps what failed. */
export function check(holds, what) {
  checks += 1;
  if (!holds) failures.push(what);
}

/** Starts the browser without what it does by itself. */
export function launch(executablePath) {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'] });
}

/** Opens an address and reports what the browser complains about. */
export async function open(context, address) {
  const tab = await context.newPage();
  const { origin } = new URL(address);
  tab.on('console', (message) => ['error', 'warning'].includes(message.type()) && check(false, `${address}: ${message.text()}`));
  tab.on('pageerror', (error) => check(false, `${address}: ${error}`));
  tab.on('dialog', () => check(false, `${address}: a dialog`));
  tab.on('request', (request) => check(request.url().startsWith(origin) || request.url().startsWith('data:'), `${address} asks ${request.url()}`));
  await tab.goto(address);
  return tab;
}

/** Asks axe about the page as it is now. */
export async function accessible(tab, how) {
  await tab.evaluate(axe);
  const { violations } = await tab.evaluate(() => axe.run({ resultTypes: ['violations'] }));
  const grave = violations.filter((violation) => ['serious', 'critical'].includes(violation.impact));
  check(grave.length === 0, `${how}: ${grave.map((v) => `${v.id} ${v.nodes[0].html.slice(0, 120)}`).join('; ')}`);
}

/** Says what failed, and ends. */
export function end() {
  console.log(failures.slice(0, 60).join('\n'));
  console.log(`${checks - failures.length} passed, ${failures.length} failed`);
  process.exit(failures.length ? 1 : 0);
}
