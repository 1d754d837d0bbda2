// Searches a handbook as a reader does: forms of a word, slips, scripts, passages and their headings, the keyboard, a
// telephone, without JavaScript; and types what would be markup.
//
//     node tests/browser/search.mjs OSPRESS CHROMIUM

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { serve } from './serve.mjs';
import { accessible, check, end, launch, open as openAt } from './tools.mjs';

const [ospress, executablePath] = process.argv.slice(2);

// Words of many scripts, each on a page of its own; what is typed is the word itself, and what a hurried reader types.
const SCRIPTS = [
  ['Résumé', 'resume'], ['İstanbul', 'istanbul'], ['ΟΔΥΣΣΕΥΣ', 'οδυσσευς'], ['Straße', 'STRASSE'.slice(0, 4)], ['ﬁnesse', 'finesse'],
  ['開源政策', '源政'], ['オープンソース', 'ソース'], ['정책을', '정책'], ['नीति', 'नीति'], ['ไทยแลนด์', 'แลนด์'], ['Лицензия', 'лицензии'],
  ['רִשָּׁיוֹן', 'רִשָּׁיוֹן'], ['الرُّخْصة', 'الرُّخْصة'], ['e\u0301tude', 'étude'], ['naïve2x', 'naive2x'], ['第3章', '章'], ['ĲSSELMEER', 'ijsselmeer'],
];
const root = mkdtempSync(join(tmpdir(), 'ospress-search-'));
const write = (path, text) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
write('site.toml', 'title = "Search"\nbase_url = "https://search.example/sub/"\n');
write('content/_index.md', '# Home\n\nWelcome.\n');
write('content/rules/_index.md', '# Rules\n\nWhat holds.\n');
const filler = 'Nothing of interest stands in this sentence, and in this one neither. '.repeat(6);
write('content/rules/giving.md', `# Contribution rules\n\n${filler}\n\n## Signing off\n\n${filler} You sign each contribution with your name. <b>Bold &amp; free</b>\n`);
write('content/rules/old.md', '---\nstatus: superseded\n---\n# Patents\n\nA sign of the times.\n');
SCRIPTS.forEach(([word], at) => write(`content/scripts/s${at}.md`, `# Script ${at}\n\nHere is ${word}, once.\n`));
for (let at = 0; at < 150; at += 1) write(`content/many/m${at}.md`, `# Entry ${at}\n\nA gizmo of kind ${at % 7}.\n`);
const built = spawnSync(ospress, ['build', '--root', root], { encoding: 'utf8' });
check(built.status === 0, built.stderr);

const site = await serve(join(root, 'dist/site'), '/sub');
const browser = await launch(executablePath);
const address = (path) => `${site.origin}/sub${path}`;

const open = (context, path) => openAt(context, address(path));

/** Types words and waits for the answer to them. */
async function ask(tab, words) {
  await tab.evaluate(() => { document.querySelector('.said').textContent = ''; });
  await tab.locator('.find input').fill(words);
  if (words.trim() && /[\p{L}\p{N}]/u.test(words)) await tab.waitForFunction(() => document.querySelector('.said').textContent !== '', null, { timeout: 5000 });
  else await tab.waitForTimeout(250);
}
const titles = (tab) => tab.locator('.hits > li > a').allTextContents();

{
  // Without JavaScript the page says so and leads to all pages; no field stands there that does nothing.
  const context = await browser.newContext({ javaScriptEnabled: false });
  const tab = await open(context, '/');
  await tab.locator('.bar a.search').click();
  check(tab.url() === address('/search/'), 'the bar leads to the search');
  check(!(await tab.locator('.find').isVisible()), 'no field without a script');
  check((await tab.locator('noscript p').innerText()).includes('needs JavaScript') && await tab.locator('noscript p').isVisible(), 'the page says what it needs');
  check(await tab.locator('.all a[href="/sub/rules/giving/"]').isVisible(), 'the list leads to pages');
  await context.close();
}

{
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const tab = await open(context, '/search/');
  check(await tab.evaluate(() => document.activeElement.matches('.find input')), 'the field has the focus');
  check(await tab.locator('.all').isVisible(), 'all pages are listed until somebody asks');
  // Forms of a word, slips of the fingers, several words, parts of words.
  for (const words of ['contribution', 'Contributions', 'contributing', 'contributon', 'contirbution', 'ocntribution', 'cnotribution', 'contrib', 'how do I sign a contribution',  'signing contribution', 'free bold']) {
    await ask(tab, words);
    check((await titles(tab))[0] === 'Contribution rules', `"${words}" finds ${await titles(tab)}`);
  }
  check(!(await tab.locator('.all').isVisible()), 'an answer takes the place of the list');
  await ask(tab, 'contribution');
  check(await tab.locator('.said').textContent() === '1 page', 'how many pages answer');
  await tab.waitForFunction(() => document.querySelector('.hits p a'));
  const passage = tab.locator('.hits li').first();
  check((await passage.innerText()).includes('You sign each contribution with your name. Bold & free'), 'the passage is shown as text');
  check((await passage.locator('mark').allTextContents()).includes('contribution'), 'the words are marked');
  check((await passage.locator('.where').textContent()) === 'Rules', 'where the page stands');
  check(await passage.locator('p a').getAttribute('href') === '/sub/rules/giving/#signing-off', 'the passage leads to its heading');
  await ask(tab, 'times');
  check((await tab.locator('.hits .meta').textContent()) === 'Superseded', 'what is not in force is marked');
  await ask(tab, 'contribution times');
  check((await tab.locator('.said').textContent()).startsWith('No page has all of these words.'), 'some of the words');
  await ask(tab, 'contirbution');
  check((await tab.locator('.said').textContent()).startsWith('No page has quite these words. 1 page'), 'a slip is told');
  await ask(tab, 'quetzalcoatl');
  check((await tab.locator('.said').textContent()).startsWith('No page has these words.'), 'nothing found');
  // A long answer comes in parts, and the keyboard stays where it was.
  await ask(tab, 'gizmo');
  check(await tab.locator('.said').textContent() === '150 pages' && (await titles(tab)).length === 10, `the first ten: ${await tab.locator('.said').textContent()}, ${(await titles(tab)).length}`);
  await tab.locator('button.more').focus();
  await tab.keyboard.press('Enter');
  await tab.waitForFunction(() => document.querySelectorAll('.hits > li').length === 20);
  check(await tab.evaluate(() => document.activeElement.closest('li') === document.querySelectorAll('.hits > li')[10]), 'the focus is on the first new one');
  // The address keeps what was asked, also on the way back.
  check(new URL(tab.url()).searchParams.get('q') === 'gizmo', 'the address says what was asked');
  await tab.locator('.hits > li > a').first().click();
  await tab.waitForURL(/\/many\//);
  await tab.goBack();
  await tab.waitForFunction(() => document.querySelectorAll('.hits > li').length > 0);
  check(await tab.locator('.find input').inputValue() === 'gizmo', 'the way back');
  for (const [at, [word, typed]] of SCRIPTS.entries()) {
    for (const words of [word, typed]) {
      await ask(tab, words);
      check((await titles(tab)).includes(`Script ${at}`), `"${words}" finds ${await titles(tab)}`);
    }
  }
  for (const [width, colorScheme] of [[1280, 'light'], [390, 'dark'], [320, 'light']]) {
    await tab.setViewportSize({ width, height: 900 });
    await tab.emulateMedia({ colorScheme });
    for (const words of ['sign', 'quetzalcoatl', '']) {
      await ask(tab, words);
      await accessible(tab, `"${words}" at ${width}px, ${colorScheme}`);
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      check(wide <= 0, `"${words}" is ${wide}px too wide at ${width}px`);
    }
  }
  await context.close();
}

{
  // Whatever is typed or stands in the address is text.
  const vectors = ['<img src=x onerror=alert(1)>', '<script>alert(1)</script>', '"><svg onload=alert(1)>', "'-alert(1)-'", '${alert(1)}', '{{7*7}}',
    'javascript:alert(1)', '</p><iframe src=//x.example>', '<a href=javascript:alert(1)>sign</a>', '&lt;img src=x&gt; sign', '%3Cimg%20src=x%3E', '../../../etc/passwd',
    '__proto__', 'constructor', 'toString', 'hasOwnProperty', '\u0000', '\ud800', '\u202esign', '*', '(', '[a-z]+', '\\', '.', '^$', '?q=x&q=y', '#sign'];
  const wrapped = vectors.flatMap((vector) => [vector, `sign ${vector}`, `${vector} contribution`, vector.repeat(40)]);
  const context = await browser.newContext();
  const tab = await open(context, '/search/');
  const elements = () => tab.evaluate(() => [...document.querySelectorAll('main *')].map((element) => element.localName).filter((name) => ['script', 'img', 'iframe', 'svg', 'object', 'embed', 'form', 'style'].includes(name)).join());
  const fine = async (how) => {
    check(await elements() === '', `${how} became ${await elements()}`);
    const links = await tab.locator('.hits a').evaluateAll((all) => all.map((link) => link.href));
    check(links.every((link) => link.startsWith(`${site.origin}/sub/`)), `${how} leads to ${links}`);
  };
  for (const words of wrapped) {
    await ask(tab, words);
    await fine(`typed: ${words.slice(0, 60)}`);
  }
  for (const words of vectors.filter((words) => words !== '\ud800')) {
    await tab.goto(`${address('/search/')}?q=${encodeURIComponent(words)}`);
    await tab.waitForTimeout(60);
    check(await tab.locator('.find input').inputValue() === words.replace(/[\r\n]/g, ''), `the field holds ${words}`);
    await fine(`address: ${words}`);
  }
  await context.close();
}

{
  // On a telephone the way to the search is beside the menu, and only there.
  const context = await browser.newContext({ viewport: { width: 390, height: 800 } });
  const tab = await open(context, '/rules/giving/');
  check(!(await tab.locator('.bar a.search').isVisible()), 'the bar of a narrow screen has no room');
  await tab.locator('.side > a:text-is("Search")').click();
  check(tab.url() === address('/search/'), 'the way beside the menu');
  await tab.setViewportSize({ width: 1280, height: 900 });
  check(!(await tab.locator('.side > a').isVisible()), 'one way is enough on a wide screen');
  await context.close();
}

{
  // Where the index is out of reach, the page says so.
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.route('**/words-*.txt', (route) => route.abort());
  await tab.goto(address('/search/?q=sign'));
  await tab.waitForFunction(() => document.querySelector('.said').textContent !== '');
  check((await tab.locator('.said').textContent()).includes('cannot be fetched'), 'no index');
  await context.close();
}

await browser.close();
rmSync(root, { recursive: true, force: true });
end();
