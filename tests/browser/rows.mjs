// Looks at a long and a short list of rows as a browser does: every row without JavaScript, filter, columns, sorting by
// keyboard, what a screen reader is told, the address, the way back.
//
//     node tests/browser/rows.mjs OSPRESS CHROMIUM

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from './serve.mjs';
import { accessible, check, end, launch, open as openAt } from './tools.mjs';

const [ospress, executablePath] = process.argv.slice(2);

const ROWS = 701;
const root = mkdtempSync(join(tmpdir(), 'ospress-rows-'));
for (const folder of ['content/long', 'content/short']) mkdirSync(join(root, folder), { recursive: true });
const table = (name) => `[[data_pages]]\nfile = "${name}.csv"\npath = "${name}/{name}"\ntitle = "name"\nsort = "-stars"\n`;
writeFileSync(join(root, 'site.toml'), `title = "Rows"\nbase_url = "https://rows.example/sub/"\n${table('long')}${table('short')}`);
const line = (n) => `tool-${n},${['MIT', 'Apache-2.0', 'MPL-2.0'][n % 3]},${(n * 7919) % 1000},20${10 + (n % 10)}-03-0${1 + (n % 9)},${n % 5 === 0}`;
const csv = (count) => `name,licence,stars,since,archived\n${Array.from({ length: count }, (_, n) => line(n)).join('\n')}\n`;
writeFileSync(join(root, 'content/long.csv'), csv(ROWS));
writeFileSync(join(root, 'content/short.csv'), csv(30));
for (const [path, title] of [['_index', 'Home'], ['long/_index', 'Long'], ['short/_index', 'Short']]) writeFileSync(join(root, `content/${path}.md`), `# ${title}\n\nHere.\n`);
const built = spawnSync(ospress, ['build', '--root', root], { encoding: 'utf8' });
check(built.status === 0, built.stderr);

const site = await serve(join(root, 'dist/site'), '/sub');
const browser = await launch(executablePath);
const address = (path) => `${site.origin}/sub${path}`;
const names = (tab) => tab.locator('.rows tbody th a').allTextContents();
const said = (tab) => tab.locator('.count').textContent();

const open = (context, path) => openAt(context, address(path));

{
  // Without JavaScript the pages lead to every row, and nothing is shown that does nothing.
  const context = await browser.newContext({ javaScriptEnabled: false });
  const tab = await open(context, '/long/');
  check(!(await tab.locator('.sift').isVisible()), 'the filter is hidden without JavaScript');
  const seen = new Set(await names(tab));
  while (await tab.locator('.pages a[rel=next]').count()) {
    await tab.locator('.pages a[rel=next]').click();
    for (const name of await names(tab)) seen.add(name);
  }
  check(seen.size === ROWS, `${seen.size} rows without JavaScript`);
  await context.close();
}

{
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const tab = await open(context, '/long/');
  await accessible(tab, 'the long list');
  check((await said(tab)).trim() === `1 to 200 of ${ROWS} entries`, await said(tab));
  check((await tab.locator('th[aria-sort]').textContent()) === 'Stars', 'the list says what it is sorted by');
  // By keyboard: into the filter, some words, then to the head of a column.
  await tab.locator('.sift input').focus();
  await tab.keyboard.type('tool-70');
  await tab.waitForFunction(() => document.querySelector('.count').textContent.startsWith('2 of'));
  check((await names(tab)).sort().join() === 'tool-70,tool-700', `${await names(tab)}`);
  check((await tab.locator('.count').getAttribute('role')) === 'status', 'a screen reader is told how many there are');
  check(!(await tab.locator('.pages').isVisible()), 'found rows have no pages');
  check(tab.url().endsWith('?q=tool-70'), tab.url());
  await tab.locator('.sift input').fill('');
  await tab.waitForFunction(() => document.querySelector('.count').textContent.startsWith('1 to 200'));
  check(await tab.locator('.pages').isVisible(), 'the pages are back');
  const since = tab.locator('thead button', { hasText: 'Since' });
  await since.focus();
  await tab.keyboard.press('Enter');
  await tab.waitForFunction(() => document.querySelector('.count').textContent.includes('newest first'));
  check((await tab.locator('th[aria-sort=descending]').textContent()) === 'Since', 'the column says how it is sorted');
  check(/2019$/.test(await tab.locator('.rows tbody td.date').first().textContent()), 'the newest day of all pages comes first');
  check((await names(tab)).length === 200, 'not all rows are put on the page at once');
  await tab.locator('.rest').click();
  check((await names(tab)).length === 400, 'more on demand');
  await since.press('Space');
  await tab.waitForFunction(() => document.querySelector('.count').textContent.includes('oldest first'));
  check(/2010$/.test(await tab.locator('.rows tbody td.date').first().textContent()), 'and then the oldest');
  check(await since.evaluate((button) => button === document.activeElement), 'the focus stays');
  await accessible(tab, 'the sorted list');
  await since.press('Enter');
  await tab.waitForFunction(() => document.querySelector('.count').textContent.startsWith('1 to 200'));
  check((await tab.locator('th[aria-sort]').textContent()) === 'Stars', 'the third press gives the own order back');
  await tab.locator('.sift select[name=licence]').selectOption('MIT');
  await tab.locator('.sift select[name=archived]').selectOption('yes');
  await tab.waitForFunction(() => document.querySelector('.count').textContent.includes(' of 701'));
  const both = Array.from({ length: ROWS }, (_, n) => n).filter((n) => n % 15 === 0).length;
  check((await said(tab)).startsWith(`${both} of ${ROWS} entries`), await said(tab));
  check((await tab.locator('.rows tbody a').first().getAttribute('href')).startsWith('/sub/long/tool-'), 'rows of other pages lead to their pages');
  await tab.reload();
  await tab.waitForFunction(() => document.querySelector('.count').textContent.includes(' of 701'));
  check((await tab.locator('.sift select[name=licence]').inputValue()) === 'MIT', 'the address keeps what was asked');
  await tab.locator('.sift input').fill('nothing has this');
  await tab.waitForFunction(() => document.querySelector('.count').textContent.startsWith('0 of'));
  await tab.close();

  const other = await open(context, '/long/?sort=-since&q=tool-1');
  await other.waitForFunction(() => document.querySelector('.count').textContent.includes('newest first'));
  const found = await names(other);
  check(found.length > 100 && found.every((name) => name.startsWith('tool-1')), 'a link to what was asked shows it');
  await other.close();

  const short = await open(context, '/short/');
  check((await names(short)).length === 30, 'a short list is one page');
  await short.locator('thead button', { hasText: 'Name' }).click();
  await short.waitForFunction(() => document.querySelector('.count').textContent.includes('A to Z'));
  check((await names(short)).slice(0, 3).join() === 'tool-0,tool-1,tool-2', `names with numbers are in order: ${await names(short)}`);
  // A printed list keeps its heads.
  await short.emulateMedia({ media: 'print' });
  check(await short.locator('thead button').first().isVisible(), 'the heads of columns are on paper');
  await context.close();
}

await browser.close();
rmSync(root, { recursive: true, force: true });
end();
