// Search: the words that are typed lead to lines of the index, these to pages, and the pages to the passages that are shown.
// How the index is written, and by which rules text becomes words, stands in ospress, src/search.
(() => {
  "use strict";

  const STEP = 10;
  const DENSE = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7a3\\uf900-\\ufaff\\u{20000}-\\u{323af}";
  const SIGN = "[\\p{Alphabetic}\\p{M}\\p{N}]";
  const WORD = new RegExp(`(?:(?![${DENSE}])${SIGN})+|(?:(?=[${DENSE}])${SIGN})+`, "gu");
  const dense = new RegExp(`^[${DENSE}]`, "u");
  const SILENT = "nav, svg, script, style, select, button, dl.facts dt, [data-pagefind-ignore]";

  const make = (name, text = "") => Object.assign(document.createElement(name), { textContent: text });
  const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replaceAll("ς", "σ").normalize("NFC");
  const words = (text) => (fold(text).match(WORD) ?? []).flatMap((word) => {
    const signs = [...word];
    if (!dense.test(word)) return [signs.slice(0, 32).join("")];
    return signs.length < 2 ? [word] : signs.slice(1).map((sign, at) => signs[at] + sign);
  });
  const start = (word) => [...word].slice(0, dense.test(word) ? 1 : 3).join("");

  // How many letters have to be changed, left out, put in or swapped; more than two are too many.
  const distance = (a, b) => {
    if (Math.abs(a.length - b.length) > 2) return 3;
    let [two, one] = [[], [...Array(b.length + 1).keys()]];
    for (let i = 1; i <= a.length; i += 1) {
      const row = [i];
      for (let j = 1; j <= b.length; j += 1) {
        row[j] = Math.min(one[j] + 1, row[j - 1] + 1, one[j - 1] + (a[i - 1] !== b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], two[j - 2] + 1);
      }
      [two, one] = [one, row];
    }
    return one[b.length];
  };

  // How well a word of the index answers a word that was typed, from 0 to 1.
  const likeness = (typed, word) => {
    if (word === typed) return 1;
    if (dense.test(typed)) return [...typed].length === 1 ? 0.7 : 0;
    if ([...typed].length < 3) return 0;
    if (word.startsWith(typed)) return 0.6 + (0.3 * typed.length) / word.length;
    let same = 0;
    while (same < word.length && typed[same] === word[same]) same += 1;
    // Another form of the word: "contributing" and "contribution".
    if (same >= 4 && word.length - same <= 3 && typed.length - same <= 3) return 0.5 + same / (2 * Math.max(word.length, typed.length)) - 0.1;
    const wrong = typed.length < 4 ? 0 : typed.length < 8 ? 1 : 2;
    return wrong && distance(typed, word) <= wrong ? 0.4 : 0;
  };

  const enhance = (box) => {
    const { words: wordsAt, pages: pagesAt, parts, listed, count } = box.dataset;
    const input = box.querySelector("input");
    const said = document.querySelector(".said");
    const list = document.querySelector(".hits");
    const all = document.querySelector(".all");
    const more = Object.assign(make("button", "Show more"), { type: "button", className: "more" });
    const files = new Map();

    // Fetches a file once. The host is asked whether an older copy still holds, since all parts are of one state.
    const get = (address, read) => {
      if (!files.has(address)) {
        const found = fetch(address, { cache: "no-cache" }).then((answer) => {
          if (!answer.ok) throw new Error(answer.statusText);
          return read(answer);
        });
        files.set(address, found);
        found.catch(() => files.delete(address));
      }
      return files.get(address);
    };
    const part = (word) => {
      let hash = 0x811c9dc5;
      for (let at = 0, key = start(word); at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
      const number = (hash ^ (hash >>> 16)) & 255 & (parts - 1);
      return get(`${wordsAt}${number}.txt`, async (answer) => (await answer.text()).split("\n"));
    };

    // The pages for a word that was typed, each with how much it counts there, and the words of the index that led to them.
    const look = async (typed) => {
      const [pages, met, key] = [new Map(), new Set(), start(typed)];
      for (const line of await part(typed)) {
        if (!line.startsWith(key)) continue;
        const [word, ...places] = line.split(" ");
        const like = likeness(typed, word);
        if (!like) continue;
        met.add(word);
        let page = 0;
        for (const place of places) {
          page += place >> 3;
          pages.set(page, Math.max(pages.get(page) ?? 0, like * (place & 7)));
        }
      }
      const rare = Math.log(1 + count / (pages.size || 1));
      for (const [page, worth] of pages) pages.set(page, worth * rare);
      return { pages, met };
    };

    // The pages that answer all words, the best first; where there are none, those that answer most of them. And the words of
    // the index that were met, each with the number of the typed word that it answers.
    const find = async (typed) => {
      const found = await Promise.all(typed.map(look));
      const [sums, met] = [new Map(), new Map()];
      for (const [at, { pages, met: words }] of found.entries()) {
        for (const word of words) met.set(word, at);
        for (const [page, worth] of pages) {
          const sum = sums.get(page) ?? { page, hits: 0, worth: 0 };
          sum.hits += 1;
          sum.worth += worth;
          sums.set(page, sum);
        }
      }
      const most = Math.max(0, ...[...sums.values()].map((sum) => sum.hits));
      const best = [...sums.values()].filter((sum) => sum.hits === most);
      best.sort((a, b) => b.worth - a.worth || a.page - b.page);
      return { pages: best.map((sum) => sum.page), isPart: most < typed.length, met };
    };

    const about = async (page) => (await get(`${pagesAt}${Math.floor(page / listed)}.json`, (answer) => answer.json()))[page % listed];

    // Text with the words that were found marked.
    const marked = (text, met) => {
      const out = document.createDocumentFragment();
      let done = 0;
      for (const { 0: word, index } of text.matchAll(WORD)) {
        if (!words(word).some((word) => met.has(word))) continue;
        out.append(text.slice(done, index), make("mark", word));
        done = index + word.length;
      }
      out.append(text.slice(done));
      return out;
    };

    // The passage of a page that answers most words, and the heading above it.
    const passage = (html, met) => {
      const page = new DOMParser().parseFromString(html, "text/html");
      const body = page.querySelector("[data-pagefind-body], main");
      body?.querySelectorAll(SILENT).forEach((silent) => silent.remove());
      let [heading, best] = [null, { hits: 0 }];
      for (const block of body?.querySelectorAll("h2, h3, h4, h5, h6, p, li, th, td, dd, dt, pre, blockquote, caption, figcaption") ?? []) {
        const isHeading = /^H\d$/.test(block.tagName);
        if (isHeading) heading = block;
        if (block.querySelector("p, li, td")) continue;
        const text = block.textContent.replace(/\s+/g, " ").trim();
        const answered = new Set(words(text).filter((word) => met.has(word)).map((word) => met.get(word))).size;
        // A whole sentence says more than a cell with the same words.
        const hits = answered && 2 * answered + (text.length > 60);
        if (hits > best.hits) best = { hits, text: isHeading ? "" : text, heading };
        else if (best.heading === heading && best.text === "" && !isHeading) best.text = text;
      }
      return best;
    };
    const cut = (text, met) => {
      const at = [...text.matchAll(WORD)].find(({ 0: word }) => words(word).some((word) => met.has(word)))?.index ?? 0;
      const from = at < 120 ? 0 : text.lastIndexOf(" ", at - 60) + 1;
      const end = text.length - from <= 260 ? text.length : text.lastIndexOf(" ", from + 240);
      return `${from ? "… " : ""}${text.slice(from, end > from ? end : from + 240)}${end < text.length ? " …" : ""}`;
    };

    const build = async (page, met) => {
      const [href, title, description, above, status] = await about(page);
      const hit = make("li");
      const link = Object.assign(make("a"), { href });
      link.append(marked(title, met));
      hit.append(link);
      if (status) hit.append(" ", Object.assign(make("span", status), { className: "meta" }));
      if (above.length) hit.append(Object.assign(make("p", above.join(" › ")), { className: "where" }));
      const text = make("p");
      text.append(marked(cut(description, met), met));
      hit.append(text);
      const read = get(href, (answer) => answer.text()).then((html) => {
        const best = passage(html, met);
        if (!best.hits) return;
        if (best.text) text.replaceChildren(marked(cut(best.text, met), met));
        if (!best.heading?.id) return;
        const to = Object.assign(make("a"), { href: `${href}#${encodeURIComponent(best.heading.id)}` });
        to.append(marked(best.heading.textContent.trim(), met));
        text.prepend(to, ": ");
      });
      // Without the page its description stands.
      read.catch(() => {});
      return hit;
    };

    let turn = 0;
    let shown = STEP;
    const show = async () => {
      const mine = (turn += 1);
      const asked = input.value.trim();
      history.replaceState(history.state, "", asked ? `?q=${encodeURIComponent(asked)}` : location.pathname);
      const typed = [...new Set(words(asked))];
      all.hidden = typed.length > 0;
      if (!typed.length) {
        said.textContent = "";
        list.replaceChildren();
        more.remove();
        return;
      }
      try {
        const { pages, isPart, met } = await find(typed);
        const hits = await Promise.all(pages.slice(0, shown).map((page) => build(page, met)));
        if (mine !== turn) return;
        list.replaceChildren(...hits);
        const number = `${pages.length} ${pages.length === 1 ? "page" : "pages"}`;
        if (!pages.length) said.textContent = "No page has these words. Try another word, or part of one.";
        else said.textContent = isPart ? `No page has all of these words. ${number} with some of them:` : number;
        if (shown < pages.length) list.after(more);
        else more.remove();
      } catch {
        if (mine === turn) said.textContent = "The search index cannot be fetched. Search needs a web server and a connection.";
      }
    };
    const again = () => {
      shown = STEP;
      return show();
    };
    more.addEventListener("click", async () => {
      const first = shown;
      shown += STEP;
      await show();
      list.children[first]?.querySelector("a").focus();
    });
    let pause;
    input.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(again, 150);
    });
    box.hidden = false;
    input.value = new URLSearchParams(location.search).get("q") ?? "";
    if (input.value) show();
    else if (matchMedia("(hover: hover)").matches) input.focus();
  };

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".find").forEach(enhance));
})();
