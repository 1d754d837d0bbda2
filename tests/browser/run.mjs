// Looks at every page of the printed demo as a browser does: policy violations, requests to other hosts, pages wider than
// the screen, accessibility, reading without JavaScript, the colour switch, the menu of a narrow screen, valid HTML.
//
//     node tests/browser/run.mjs DIST BASE CHROMIUM [MARK]
//
// MARK is the word that every page of the edition wears, such as "Internal"; without it no page may wear one.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { chromium } from 'playwright-core';
import { serve } from './serve.mjs';

const [dist, base, executablePath, mark] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const failures = [];
let checks = 0;

function check(holds, what) {
  checks += 1;
  if (!holds) failures.push(what);
}

/** Every page of the site, as paths below the folder. */
function pages(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.html'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

const address = (page) => `${site.origin}${base}/${page.replace(/index\.html$/, '').split('/').map(encodeURIComponent).join('/')}`;
const isRedirect = (page) => readFileSync(join(dist, page), 'utf8').includes('http-equiv="refresh"');

/** Old versions, what changed in a page and pages that were retired are for people, not for search engines. */
const isOfAnotherDay = (page) => readFileSync(join(dist, page), 'utf8').includes('<body class="gone">') || /(^|\/)history\//.test(page) || (/^v\/./.test(page) && !/^v\/(index\.html|[^/]+\/release\/)/.test(page));

const site = await serve(dist, base);
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
});
const all = pages(dist).filter((page) => !isRedirect(page));
check(all.length > 10, `only ${all.length} pages`);

/** Opens a page and reports what the browser complains about. */
async function open(context, page) {
  const tab = await context.newPage();
  tab.on('console', (message) => ['error', 'warning'].includes(message.type()) && check(false, `${page}: ${message.text()}`));
  tab.on('pageerror', (error) => check(false, `${page}: ${error}`));
  tab.on('request', (request) => check(request.url().startsWith(site.origin) || request.url().startsWith('data:'), `${page} asks ${request.url()}`));
  await tab.goto(address(page));
  return tab;
}

/**
 * Asks axe about the page as it is now. Axe takes what is in closed details for hidden, also where the style sheet shows it;
 * such details are open while it looks.
 */
async function accessible(tab, page, how) {
  const { violations } = await tab.evaluate(async () => {
    const shown = [...document.querySelectorAll('details:not([open])')].filter((box) =>
      [...box.children].some((child) => child.localName !== 'summary' && child.checkVisibility()));
    for (const box of shown) box.open = true;
    const found = await axe.run({ resultTypes: ['violations'] });
    for (const box of shown) box.open = false;
    return found;
  });
  const grave = violations.filter((violation) => ['serious', 'critical'].includes(violation.impact));
  check(grave.length === 0, `${page} (${how}): ${grave.map((v) => `${v.id} ${v.nodes[0].html.slice(0, 120)}`).join('; ')}`);
}

{
  // Each page is opened once and looked at in all widths and both schemes; opening is what takes the time.
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  for (const page of all) {
    const tab = await open(context, page);
    await tab.evaluate(axe);
    for (const [width, colorScheme] of [[1280, 'light'], [1280, 'dark'], [390, 'dark'], [320, 'light']]) {
      await tab.setViewportSize({ width, height: 900 });
      await tab.emulateMedia({ colorScheme });
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      check(wide <= 0, `${page} is ${wide}px too wide at ${width}px`);
      if (width !== 320) await accessible(tab, page, `${width}px, ${colorScheme}`);
    }
    await tab.close();
  }
  await context.close();
}

{
  // Every page says whose it is, on the screen of a telephone and on paper, and tells search engines.
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
  for (const page of all) {
    const tab = await open(context, page);
    const hidden = (await tab.locator('meta[name="robots"][content="noindex"]').count()) > 0;
    check(hidden === (Boolean(mark) || page === '404.html' || page === 'search/index.html' || isOfAnotherDay(page)), `${page}: noindex`);
    check(mark ? await tab.locator(`.bar .edition:text-is("${mark}")`).isVisible() : await tab.locator('.edition').count() === 0, `${page}: the mark`);
    await tab.emulateMedia({ media: 'print' });
    const running = tab.locator('.running');
    check(await running.isVisible() && (await running.innerText()).endsWith(` · ${mark}`) === Boolean(mark), `${page}: the mark on paper`);
    await tab.close();
  }
  await context.close();
}

{
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
  const tab = await context.newPage();
  await tab.goto(address('index.html'));
  check((await tab.locator('main').innerText()).length > 200, 'the home page reads without JavaScript');
  const summary = tab.locator('nav.side summary');
  const first = tab.locator('nav.side li a').first();
  check(!(await first.isVisible()), 'the menu is closed at first');
  await summary.click();
  check(await first.isVisible(), 'the menu opens without JavaScript');
  for (const link of await tab.locator('header.bar nav[aria-label="Site"] a').all()) {
    const href = await link.getAttribute('href');
    check(await tab.locator(`nav.side a[href="${href}"]`).count() === 1, `the menu of a narrow screen has ${href}`);
  }
  await context.close();
}

if (existsSync(join(dist, 'policies'))) {
  const context = await browser.newContext();
  const tab = await open(context, 'policies/index.html');
  check(await tab.locator('main .list li').count() === 0, 'a section lists nothing that its text lists');
  await tab.goto(address('training/onboarding/index.html'));
  check(await tab.locator('main .list li').count() >= 5, 'a section whose text lists nothing lists its pages');
  await context.close();
}

// The switcher of versions keeps the page and the heading, without JavaScript the page.
const old = all.find((page) => /^v\/.*\/policies\/contribution\//.test(page));
for (const javaScriptEnabled of old ? [true, false] : []) {
  const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 1280, height: 600 } });
  const tab = await context.newPage();
  await tab.goto(address(old));
  const id = await tab.locator('main h2[id]').nth(2).getAttribute('id');
  await tab.goto(`${address(old)}#${id}`);
  // By the mouse: what clicks by name scrolls the page first, and then another heading is being read.
  for (const part of ['.versions summary', '.versions li:has-text("in force") a']) {
    const { x, y, width, height } = await tab.locator(part).boundingBox();
    await tab.mouse.click(x + width / 2, y + height / 2);
  }
  await tab.waitForURL((url) => !url.pathname.includes('/v/'));
  const { pathname, hash } = new URL(tab.url());
  check(pathname === `${base}/policies/contribution/`, `the switcher leads to ${pathname}`);
  check(!javaScriptEnabled || hash === `#${id}`, `the switcher leads to the heading ${hash} instead of ${id}`);
  await context.close();
}

{
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
  const tab = await open(context, 'index.html');
  const ground = () => tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await tab.locator('select.scheme').selectOption('dark');
  check((await ground()) !== light, 'the switch changes the colours');
  await tab.reload();
  check((await ground()) !== light, 'the choice of colours stays');
  await tab.keyboard.press('Tab');
  check(await tab.evaluate(() => document.activeElement.classList.contains('skip')), 'the first stop is the skip link');
  await context.close();
}

{
  const context = await browser.newContext({ viewport: { width: 390, height: 800 } });
  const tab = await context.newPage();
  const response = await tab.goto(address('no/such/page/'));
  check(response.status() === 404 && (await tab.locator('h1').innerText()).length > 0, 'a missing page is told in words');
  check(await tab.evaluate(() => document.querySelector('.bar').offsetHeight) <= 72, 'the bar of a narrow screen is low');
  await context.close();
}

if (existsSync(join(dist, 'metrics/summary'))) {
  // The board's sheet is one sheet, here and in America, and has a picture in each row.
  const context = await browser.newContext();
  const tab = await open(context, 'metrics/summary/index.html');
  const rows = await tab.locator('.sheet tbody tr:not(.group)').count();
  check(rows > 10 && (await tab.locator('.sheet .spark').count()) === rows, 'each metric of the summary has its trend');
  for (const format of ['A4', 'Letter']) {
    const sheets = (await tab.pdf({ format })).toString('latin1').match(/\/Type\s*\/Page(?![A-Za-z])/g)?.length;
    check(sheets === 1, `the summary is ${sheets} sheets of ${format}`);
  }
  // On a telephone a row is a block: nothing is pushed aside, and it is a table still for who hears it.
  await tab.setViewportSize({ width: 390, height: 844 });
  check(await tab.evaluate(() => { const sheet = document.querySelector('.sheet'); return sheet.scrollWidth <= sheet.clientWidth; }), 'the summary is as wide as a telephone');
  const { nodes } = await (await context.newCDPSession(tab)).send('Accessibility.getFullAXTree');
  const heard = (role) => nodes.filter((node) => !node.ignored && node.role.value === role).length;
  check(heard('table') > 0 && heard('rowheader') >= rows && heard('columnheader') >= 5, 'the summary is a table on a telephone');
  await tab.setViewportSize({ width: 1280, height: 720 });
  // Nothing of a chart is gone on paper.
  const seen = () => tab.evaluate(() => [...document.querySelectorAll('svg.chart :is(rect, path, text)')].filter((part) => part.checkVisibility()).length);
  await tab.goto(address('metrics/merges-by-project/index.html'));
  const before = await seen();
  await tab.emulateMedia({ media: 'print' });
  check(before > 50 && (await seen()) === before, 'a chart on paper has all its parts');
  await context.close();
}

await browser.close();
site.end();

const validator = spawnSync('java', ['-jar', require.resolve('vnu-jar/build/dist/vnu.jar'), '--errors-only', '--skip-non-html', dist], { encoding: 'utf8', maxBuffer: 1 << 26 });
check(validator.status === 0, `HTML validator: ${validator.error ?? ''}${validator.stderr.slice(0, 4000)}`);

console.log(failures.slice(0, 60).join('\n'));
console.log(`${checks - failures.length} passed, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
