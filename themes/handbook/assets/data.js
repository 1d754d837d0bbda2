// Lists of rows: filter by words and by column, sort by a column's head. Of a long list the page holds a part; the rest
// is fetched when somebody asks for it. What was asked for stands in the address.
(() => {
  "use strict";

  const STEP = 200;
  const ways = { number: ["lowest first", "highest first"], date: ["oldest first", "newest first"], flag: ["no first", "yes first"] };
  const make = (name, text) => Object.assign(document.createElement(name), { textContent: text });
  const link = (href, text) => {
    const made = Object.assign(make("a", text), { href });
    made.rel = "external";
    return made;
  };

  const enhance = (box) => {
    const sift = document.querySelector(".sift");
    const count = document.querySelector(".count");
    const pages = document.querySelector(".pages");
    const body = box.querySelector("tbody");
    const heads = [...box.querySelectorAll("thead th")];
    const kinds = heads.map((head) => head.className);
    const input = sift.querySelector("input");
    const selects = [...sift.querySelectorAll("select")];
    const own = [...body.rows];
    const said = count.textContent.trim();
    const total = Number(count.dataset.count);
    const title = (at) => heads[at].textContent;
    const name = (at) => heads[at].dataset.name ?? "";
    const rest = make("button", "Show more");
    const ownSort = heads.map((head) => head.getAttribute("aria-sort"));
    const names = heads.map((head) => head.textContent);
    let all = null;
    let sorted = { at: -1, down: false };
    let shown = STEP;

    // A row: what each cell says, what it is sorted by, all words in small letters, the element where there is one.
    const entry = (cells, keys, row) => ({ cells, keys, row, words: cells.join(" ").toLowerCase() });
    const ofRow = (row) => {
      const cells = [...row.cells].map((cell) => cell.textContent.trim());
      return entry(cells, cells.map((text, at) => row.cells[at].dataset.key ?? text), row);
    };
    const ofJson = ([words, href, ...rest]) => {
      const cells = [words, ...rest.map((cell) => (Array.isArray(cell) ? cell[0] : cell))];
      const keys = cells.map((text, at) => (kinds[at] === "date" && Array.isArray(rest[at - 1]) ? rest[at - 1][1] : text));
      return { ...entry(cells, keys, null), href, rest };
    };
    const build = (item) => {
      const row = document.createElement("tr");
      const head = Object.assign(document.createElement("th"), { scope: "row" });
      head.append(Object.assign(make("a", item.cells[0]), { href: item.href }));
      row.append(head);
      item.rest.forEach((cell, at) => {
        const made = document.createElement("td");
        made.className = kinds[at + 1] === "text" ? "" : kinds[at + 1];
        const leads = Array.isArray(cell) && kinds[at + 1] !== "date";
        made.append(leads ? link(cell[1], cell[0]) : item.cells[at + 1]);
        row.append(made);
      });
      return row;
    };

    const load = async () => {
      if (all) return all;
      if (!count.dataset.all) return (all = own.map(ofRow));
      count.textContent = "Fetching all entries …";
      try {
        const answer = await fetch(count.dataset.all);
        if (!answer.ok) throw new Error(answer.statusText);
        all = (await answer.json()).map(ofJson);
      } catch {
        // Without a server a page reaches no other file.
        all = own.map(ofRow);
        all.isPart = true;
      }
      return all;
    };

    const order = ({ at, down }) => {
      const number = kinds[at] === "number";
      const words = new Intl.Collator(document.documentElement.lang, { numeric: true });
      return (a, b) => {
        const [one, two] = [a.keys[at], b.keys[at]];
        if (!one || !two) return !one - !two;
        const way = number ? one - two : words.compare(one, two);
        return down ? -way : way;
      };
    };

    const address = () => {
      const query = new URLSearchParams();
      if (input.value.trim()) query.set("q", input.value.trim());
      for (const select of selects) if (select.value) query.set(`is.${select.name}`, select.value);
      if (sorted.at >= 0) query.set("sort", (sorted.down ? "-" : "") + name(sorted.at));
      const text = query.toString();
      history.replaceState(history.state, "", text ? `?${text}` : location.pathname);
    };

    const say = (found, items) => {
      const word = (number) => `${number.toLocaleString("en")} ${number === 1 ? "entry" : "entries"}`;
      const where = items.isPart ? ` on this page; all ${total.toLocaleString("en")} need a server` : "";
      const of = found.length < items.length ? `${found.length.toLocaleString("en")} of ${word(items.length)}` : word(items.length);
      const [up, down] = ways[kinds[sorted.at]] ?? ["A to Z", "Z to A"];
      const by = sorted.at < 0 ? "" : `, by ${names[sorted.at]}, ${sorted.down ? down : up}`;
      count.textContent = of + where + by;
    };

    let turn = 0;
    const show = async () => {
      address();
      const mine = (turn += 1);
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      const wanted = selects.filter((select) => select.value).map((select) => [heads.findIndex((head) => head.dataset.name === select.name), select.value]);
      const asks = words.length > 0 || wanted.length > 0 || sorted.at >= 0;
      if (pages) pages.hidden = asks;
      if (!asks) {
        count.textContent = said;
        body.replaceChildren(...own);
        rest.remove();
        return;
      }
      const items = await load();
      if (mine !== turn) return;
      const fits = (item) => words.every((word) => item.words.includes(word)) && wanted.every(([at, value]) => item.cells[at] === value);
      let found = items.filter(fits);
      if (sorted.at >= 0) found = [...found].sort(order(sorted));
      const part = count.dataset.all ? found.slice(0, shown) : found;
      body.replaceChildren(...part.map((item) => (item.row ??= build(item))));
      say(found, items);
      if (part.length < found.length) box.after(rest);
      else rest.remove();
    };
    const again = () => {
      shown = STEP;
      return show();
    };

    const mark = () => heads.forEach((head, at) => {
      const way = sorted.at < 0 ? ownSort[at] : at === sorted.at && (sorted.down ? "descending" : "ascending");
      if (way) head.setAttribute("aria-sort", way);
      else head.removeAttribute("aria-sort");
    });

    heads.forEach((head, at) => {
      const button = make("button", title(at));
      button.type = "button";
      button.addEventListener("click", () => {
        // The greatest number and the newest day come first; the third press gives the list its own order back.
        const down = ["number", "date"].includes(kinds[at]);
        if (sorted.at !== at) sorted = { at, down };
        else sorted = sorted.down === down ? { at, down: !down } : { at: -1, down: false };
        mark();
        again();
      });
      head.replaceChildren(button);
    });
    rest.type = "button";
    rest.className = "rest";
    rest.addEventListener("click", () => {
      shown += STEP;
      show();
    });
    let pause;
    input.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(again, 120);
    });
    for (const select of selects) select.addEventListener("change", again);
    sift.hidden = false;

    const query = new URLSearchParams(location.search);
    input.value = query.get("q") ?? "";
    for (const select of selects) select.value = query.get(`is.${select.name}`) ?? "";
    const wish = query.get("sort");
    if (wish !== null) {
      const at = heads.findIndex((_, at) => name(at) === wish.replace(/^-/, ""));
      if (at >= 0) sorted = { at, down: wish.startsWith("-") };
      mark();
    }
    if (query.size > 0) show();
  };

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".rows").forEach(enhance));
})();
