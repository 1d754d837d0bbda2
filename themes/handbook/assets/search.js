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
  const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f\u00ad\u200b\u2060\ufeff]/g, "").toLowerCase().replaceAll("ς", "σ").normalize("NFC");
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

  // How well a word of the index answers a word that was typed, from 0 to 1: as it is, its beginning, or another form of it, as
  // "contributing" is of "contribution".
  const likeness = (typed, word) => {
    if (word === typed) return 1;
    if (dense.test(typed)) return [...typed].length === 1 ? 0.7 : 0;
    if (typed === `${word}s`) return 0.9;
    if ([...typed].length < 3) return 0;
    if (word.startsWith(typed)) return 0.4 + (0.5 * typed.length) / word.length;
    if (typed.startsWith(word)) return word.length > 3 && typed.length - word.length <= 3 ? 0.6 : 0;
    let same = 0;
    while (same < word.length && typed[same] === word[same]) same += 1;
    const share = same / Math.max(word.length, typed.length);
    return same >= 5 && share >= 0.6 ? 0.4 + share / 2 : 0;
  };
  // The same for a word in which the fingers slipped.
  const slip = (typed, word) => {
    const most = typed.length < 4 ? 0 : typed.length < 8 ? 1 : 2;
    return most && distance(typed, word) <= most ? 0.4 : 0;
  };
  // Where else a word may stand that was mistyped at its start, or is the plural of a short one.
  const elsewhere = ([one, two, three, ...rest]) => {
    const end = rest.join("");
    if (three === undefined) return [];
    return [[two, one, three], [one, three, two], ...(three === "s" && !end ? [[one, two]] : [])].map((start) => start.join("") + end);
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

    // The pages that say words which `like` finds alike, each with how much it counts there, and these words.
    const lines = async (typed, like, pages, met) => {
      const key = start(typed);
      for (const line of await part(typed)) {
        if (!line.startsWith(key)) continue;
        const [word, ...places] = line.split(" ");
        const worth = like(word);
        if (!worth) continue;
        met.add(word);
        let page = 0;
        for (const place of places) {
          page += place >> 3;
          pages.set(page, Math.max(pages.get(page) ?? 0, worth * (place & 7)));
        }
      }
    };
    const look = async (typed) => {
      const [pages, met] = [new Map(), new Set()];
      await lines(typed, (word) => likeness(typed, word), pages, met);
      const isSlip = !met.size && !dense.test(typed);
      if (isSlip) {
        for (const near of [typed, ...elsewhere(typed)]) await lines(near, (word) => Math.max(slip(typed, word), near === word ? 0.4 : 0), pages, met);
      }
      return { pages, met, isSlip, rare: Math.log(1.05 * (1 + count) / (1 + pages.size)) };
    };

    // The pages that answer what was typed, the best first. A word that nearly all pages say tells little, so a page without it
    // may be the best; one that lacks a rare word is left out where others have it. And the words of the index that were met,
    // each with the number of the typed word that it answers.
    const find = async (typed) => {
      const found = await Promise.all(typed.slice(0, 24).map(look));
      const [sums, met] = [new Map(), new Map()];
      for (const [at, { pages, met: words, rare }] of found.entries()) {
        for (const word of words) met.set(word, at);
        for (const [page, worth] of pages) {
          const sum = sums.get(page) ?? { page, told: 0, worth: 0 };
          sum.told += rare;
          sum.worth += worth * rare;
          sums.set(page, sum);
        }
      }
      const all = found.reduce((sum, { rare }) => sum + rare, 0);
      const most = Math.max(0, ...[...sums.values()].map((sum) => sum.told));
      const best = [...sums.values()].filter((sum) => sum.told >= 0.7 * most);
      best.sort((a, b) => b.told * b.worth - a.told * a.worth || a.page - b.page);
      return { pages: best.map((sum) => sum.page), isPart: most < 0.8 * all, isSlip: found.some(({ isSlip, pages }) => isSlip && pages.size), met };
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
      for (const block of body?.querySelectorAll("h2, h3, h4, h5, h6, p, li, th, td, dd, dt, pre, blockquote, summary, caption, figcaption") ?? []) {
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
      // Between words where there are spaces, and never within a sign of two halves.
      const near = (place, back) => {
        const space = text.lastIndexOf(" ", place);
        if (space > place - 40) return space + back;
        return /[\udc00-\udfff]/.test(text[place] ?? "") ? place - 1 : place;
      };
      const from = at < 120 ? 0 : Math.min(at, near(at - 60, 1));
      const end = text.length - from <= 260 ? text.length : near(from + 240, 0);
      return `${from ? "… " : ""}${text.slice(from, end)}${end < text.length ? " …" : ""}`;
    };

    // What is shown of a page, and what puts the passage in its place, for which the page has to be fetched.
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
      const passageOf = async () => {
        const best = passage(await get(href, (answer) => answer.text()), met);
        if (!best.hits) return;
        if (best.text) text.replaceChildren(marked(cut(best.text, met), met));
        if (!best.heading?.id) return;
        const to = Object.assign(make("a"), { href: `${href}#${encodeURIComponent(best.heading.id)}` });
        to.append(marked(best.heading.textContent.trim(), met));
        text.prepend(to, ": ");
      };
      // Without the page its description stands.
      return { hit, passage: () => passageOf().catch(() => {}) };
    };

    let turn = 0;
    let shown = history.state?.shown ?? STEP;
    const remember = (asked) => {
      try {
        history.replaceState({ ...history.state, shown, y: scrollY }, "", asked ? `?q=${encodeURIComponent(asked.toWellFormed?.() ?? asked)}` : location.pathname);
      } catch { /* Then the way back does not lead here, and the search works all the same. */ }
    };
    // Puts the passages in their places, but not for what somebody types in passing.
    const fill = async (mine, hits) => {
      await new Promise((done) => setTimeout(done, 200));
      if (mine === turn) await Promise.all(hits.map(({ passage }) => passage()));
    };
    let filled = null;
    const tell = ({ pages, isPart, isSlip }) => {
      if (!pages.length) return "No page has these words. Try another word.";
      const number = `${pages.length.toLocaleString("en")} ${pages.length === 1 ? "page" : "pages"}`;
      if (isPart) return `No page has all of these words. ${number} with some of them:`;
      return isSlip ? `No page has quite these words. ${number} with words like them:` : number;
    };
    const show = async () => {
      const mine = (turn += 1);
      const asked = input.value.trim();
      remember(asked);
      const typed = [...new Set(words(asked))];
      all.hidden = typed.length > 0;
      if (!typed.length) {
        said.textContent = "";
        list.replaceChildren();
        more.remove();
        return;
      }
      try {
        const answer = await find(typed);
        const hits = await Promise.all(answer.pages.slice(0, shown).map((page) => build(page, answer.met)));
        if (mine !== turn) return;
        list.replaceChildren(...hits.map(({ hit }) => hit));
        said.textContent = tell(answer);
        if (shown < answer.pages.length) list.after(more);
        else more.remove();
        filled = fill(mine, hits);
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
    list.addEventListener("click", () => remember(input.value.trim()));
    const { y } = history.state ?? {};
    if (input.value) show().then(() => filled).then(() => y && scrollTo(0, y));
    else if (matchMedia("(hover: hover)").matches) input.focus();
  };

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".find").forEach(enhance));
})();
