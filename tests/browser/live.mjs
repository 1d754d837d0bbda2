// Writes in a handbook while a browser looks at it: each change must arrive in the open page, or its error, and the
// reader must not lose the place.
//
//     node tests/browser/live.mjs PROGRAM [CHROMIUM]

import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { chromium } from 'playwright-core';

const [program, executablePath = '/usr/bin/chromium'] = process.argv.slice(2);
const root = mkdtempSync(join(tmpdir(), 'ospress-live-'));
const failures = [];
let checks = 0;

function check(holds, what) {
  checks += 1;
  if (!holds) failures.push(what);
}

const file = (path) => join(root, path);
const read = (path) => readFileSync(file(path), 'utf8');
const write = (path, text) => {
  mkdirSync(dirname(file(path)), { recursive: true });
  writeFileSync(file(path), text);
};

/** Starts the server; gives its origin and a function that ends it. */
function serve(port = 0) {
  const child = spawn(program, ['serve', '--root', root, '--port', String(port)]);
  child.stderr.on('data', () => {});
  return new Promise((done) => {
    child.stdout.once('data', (line) => {
      const origin = String(line).match(/http:\/\/[^/]+/)[0];
      const end = () => new Promise((ended) => { child.once('exit', ended); child.kill('SIGINT'); });
      done({ origin, end });
    });
  });
}

// Two editions; a page that is long enough to scroll, with something to open and to stand on.
write('site.toml', 'title = "A handbook"\n[metrics]\nfile = "metrics/metrics.yaml"\n[editions.public]\naudience = "public"\n[editions.internal]\naudience = "internal"\n');
write('content/_index.md', '---\naudience: public\n---\n# Home\n');
write('content/policies/_index.md', '---\ntitle: Policies\naudience: public\n---\nRules.\n');
const paragraph = `${'Words to read. '.repeat(60)}\n\n`;
const page = (words) => `---\nid: LONG\ntitle: A long page\naudience: public\n---\n## Start\n\n${paragraph.repeat(12)}
::::details[More]\n${words} inside.\n::::\n\n<details><summary>Other</summary>Other words.</details>\n\n## Middle\n\n${words} here, and :metric[merges]. [A link](_index.md)\n\n\`\`\`sh\nls\n\`\`\`\n\n${paragraph.repeat(12)}`;
const numbers = (last) => `period,value\n2026-01,41\n2026-02,${last}\n`;
write('content/metrics/metrics.yaml', 'metrics:\n  - id: merges\n    title: Merges\n    audience: public\n    data: merges.csv\n');
write('content/metrics/merges.csv', numbers('4242'));
write('content/policies/long.md', page('First words'));

let server = await serve();
const port = Number(new URL(server.origin).port);
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
});
const context = await browser.newContext({ viewport: { width: 1100, height: 700 } });
const tab = await context.newPage();
const complaints = [];
tab.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
tab.on('pageerror', (error) => complaints.push(String(error)));

/** Waits until something holds in the page. */
async function arrives(what, holds, argument) {
  try {
    await tab.waitForFunction(holds, argument, { timeout: 15000, polling: 20 });
    check(true, what);
  } catch (error) {
    check(false, `${what}: it did not arrive at ${tab.url()}: ${String(error).split('\n')[0]}`);
  }
}

/** Notes where the reader is; a page that was loaded anew has lost the mark. */
const settle = () => tab.evaluate(() => {
  window.mark = 'same page';
  document.querySelectorAll('main details').forEach((part) => { part.open = true; });
  scrollTo(0, 1800);
  document.querySelector('main a[href$="/policies/"]').focus({ preventScroll: true });
});

const isKept = async (what) => {
  const now = await tab.evaluate(() => ({
    mark: window.mark,
    top: scrollY,
    open: [...document.querySelectorAll('main details')].every((part) => part.open),
    focus: document.activeElement?.getAttribute('href'),
    buttons: document.querySelectorAll('main .code button').length,
  }));
  check(now.mark === 'same page', `${what}: the page was loaded anew`);
  check(Math.abs(now.top - 1800) < 3, `${what}: the place is ${now.top}`);
  check(now.open, `${what}: details were closed`);
  check(now.focus?.endsWith('/policies/'), `${what}: the focus is on ${now.focus}`);
  return now;
};
const bodyHas = (words) => document.body.textContent.includes(words);
const overlayHas = (words) => {
  const overlay = document.querySelector('ospress-live')?.shadowRoot.querySelector('.overlay');
  return !!overlay && !overlay.hidden && overlay.textContent.includes(words);
};
const overlayIsGone = () => document.querySelector('ospress-live').shadowRoot.querySelector('.overlay').hidden;

await tab.goto(`${server.origin}/public/policies/long/`);
await tab.waitForSelector('ospress-live', { state: 'attached' });
await settle();
const { buttons } = await isKept('at first');

// A page.
write('content/policies/long.md', page('Second words'));
await arrives('an edited page', bodyHas, 'Second words here');
const after = await isKept('an edited page');
check(after.buttons === buttons, `the theme's script ran ${after.buttons} times for ${buttons} button`);

// A title and a heading: the page and its links have them.
write('content/policies/long.md', page('Second words').replace('A long page', 'A page that is long').replace('## Middle', '## The middle'));
await arrives('an edited title', () => document.title.includes('A page that is long') && !!document.querySelector('#the-middle'));
await isKept('an edited title');
write('content/policies/long.md', page('Second words'));
await arrives('the title as it was', () => document.title.includes('A long page'));

// Numbers: a quote has the new one, a wrong one is told at the data.
check(await tab.evaluate(bodyHas, '4,242') || await tab.evaluate(bodyHas, '4242'), 'the page quotes the number');
write('content/metrics/merges.csv', numbers('777'));
await arrives('an edited number', bodyHas, '777');
await isKept('an edited number');
write('content/metrics/merges.csv', numbers('many'));
await arrives('a wrong number', overlayHas, 'content/metrics/merges.csv:3:9');
await isKept('a wrong number');
write('content/metrics/merges.csv', numbers('778'));
await arrives('a mended number', overlayIsGone);
await arrives('the mended number', bodyHas, '778');
await isKept('a mended number');

// Another page: nothing happens here.
write('content/policies/elsewhere.md', '---\ntitle: Elsewhere\naudience: internal\n---\nInner.\n');
await new Promise((done) => setTimeout(done, 300));
await isKept('another page');

// A style sheet: it alone is exchanged.
await tab.evaluate(() => { document.querySelector('main').dataset.mark = 'same body'; });
write('themes/handbook/assets/custom.css', 'body { --probe: first; }\n');
await arrives('a new style sheet', () => getComputedStyle(document.body).getPropertyValue('--probe') === 'first');
write('themes/handbook/assets/custom.css', 'body { --probe: second; }\n');
await arrives('an edited style sheet', () => getComputedStyle(document.body).getPropertyValue('--probe') === 'second');
await isKept('an edited style sheet');
check(await tab.evaluate(() => document.querySelector('main').dataset.mark === 'same body'), 'a style sheet left the body alone');
check(await tab.evaluate(() => document.querySelectorAll('link[rel=stylesheet][href*="/custom."]').length === 1), 'the old style sheet is gone');

// A template.
const template = (after) => `{% extends "base.html" %}{% block after %}${after}{% endblock %}\n`;
write('themes/handbook/templates/page.html', template('<p>From the template.</p>'));
await arrives('an edited template', bodyHas, 'From the template.');
await isKept('an edited template');
write('themes/handbook/templates/page.html', template('{{ page.nothing_like_it }}<b>'));
await arrives('a template that fails', overlayHas, 'nothing_like_it');
check(await tab.evaluate(bodyHas, 'Second words here'), 'the page stays when its template fails');
unlinkSync(file('themes/handbook/templates/page.html'));
await arrives('a template that is mended', overlayIsGone);
await arrives('a template that is gone', (words) => !document.body.textContent.includes(words), 'From the template.');
await isKept('a mended template');

// site.toml.
const site = read('site.toml');
write('site.toml', site.replace(/^title = .*$/m, 'title = "Another title"'));
await arrives('an edited site.toml', () => document.title.includes('Another title'));
await isKept('an edited site.toml');
write('site.toml', site.replace(/^title = .*$/m, 'title = "No end'));
await arrives('a broken site.toml', overlayHas, 'site.toml');
write('site.toml', site);
await arrives('a mended site.toml', overlayIsGone);

// A broken file: the error with its place, line, caret and help; the page stays, and the overlay goes.
write('content/policies/long.md', page('See [this](<gone <b>now</b>.md>) and [that](gone.md), third words'));
await arrives('a finding', overlayHas, 'content/policies/long.md:');
for (const part of ['gone.md', '^^^^', 'help: ']) check(await tab.evaluate(overlayHas, part), `the finding has ${part}`);
check(await tab.evaluate(() => !document.querySelector('ospress-live').shadowRoot.querySelector('.overlay b')), 'the finding is text');
await isKept('a broken file');
write('content/policies/long.md', page('Fourth words'));
await arrives('a mended file', overlayIsGone);
await arrives('the mended text', bodyHas, 'Fourth words here');
await isKept('a mended file');

// The same page in another edition, by the bar.
const bar = await tab.evaluate(() =>
  [...document.querySelector('ospress-live').shadowRoot.querySelectorAll('.bar nav > *')].map((part) => [part.textContent, part.getAttribute('href')]));
check(JSON.stringify(bar) === JSON.stringify([['public', null], ['internal', '/internal/policies/long/']]), `the bar is ${JSON.stringify(bar)}`);

// Another name.
renameSync(file('content/policies/long.md'), file('content/policies/longer.md'));
await arrives('a renamed page', () => location.pathname === '/public/policies/longer/');
await arrives('the renamed page is followed', () => window.mark === 'same page');
write('content/policies/longer.md', page('Fifth words'));
await arrives('an edit after the renaming', bodyHas, 'Fifth words here');
await isKept('a renamed page');

// The server ends at once, and comes back with another text.
const start = Date.now();
await server.end();
check(Date.now() - start < 1000, `the end took ${Date.now() - start} ms`);
write('content/policies/longer.md', page('Sixth words'));
server = await serve(port);
await arrives('a change while the server was away', bodyHas, 'Sixth words here');
await isKept('a restart');

const expected = /Failed to load resource|net::ERR_|500|EventSource/;
check(complaints.every((text) => expected.test(text)), `the browser complains: ${complaints.filter((text) => !expected.test(text)).join('; ')}`);

await server.end();

// A first build that fails is shown, and the page follows when it is mended.
rmSync(file('content'), { recursive: true });
server = await serve(port);
await tab.goto(`${server.origin}/`);
await arrives('a first build that fails', overlayHas, 'site.toml');
write('content/_index.md', '---\naudience: public\n---\n# All is well\n');
await tab.waitForTimeout(100);
await arrives('the first page', (words) => document.body?.textContent.includes(words), 'All is well');

await browser.close();
await server.end();
rmSync(root, { recursive: true });
console.log(failures.join('\n'));
console.log(`${checks - failures.length} passed, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
