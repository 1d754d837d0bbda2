// ospress serve: keeps the open page as the handbook is. It is put into pages by the dev server and is in no build.
// The server tells the state of this page as events; what to do about it is decided here.
(() => {
  "use strict";
  const { tag: served, client } = document.currentScript.dataset;
  document.currentScript.remove();
  let shown = served;     // names the bytes of the page that is shown; empty where a page stands in
  let body = "";          // its body as the server sent it, before other scripts changed it
  let known = "";         // names the findings that are shown
  let source = null;
  let newest = null;      // the state that waits, while an older one is worked on
  let isBusy = false;

  // --- the stream; a page that nobody sees has none, since a browser allows few connections to one server

  const connect = () => {
    source?.close();
    source = null;
    if (document.hidden) return;
    source = new EventSource(`/-/events${location.pathname}`);
    source.onopen = () => bar.say("");
    source.onmessage = (event) => {
      newest = JSON.parse(event.data);
      work();
    };
    source.onerror = () => {
      bar.say("The server does not answer.");
      if (source?.readyState === EventSource.CLOSED) setTimeout(connect, 1000);
    };
  };

  const work = async () => {
    if (isBusy) return;
    isBusy = true;
    while (newest) {
      const state = newest;
      newest = null;
      try {
        await follow(state);
      } catch {
        bar.say("The server does not answer.");
      }
    }
    isBusy = false;
  };

  const follow = async (state) => {
    if (state.client !== client) return location.reload();
    bar.editions(state.editions);
    if (state.findings !== known) {
      overlay.show(await (await fetch("/-/findings.json")).json());
      known = state.findings;
    }
    if (state.to && !shown) return location.replace(state.to);
    if (state.to) {
      history.replaceState(history.state, "", state.to + location.hash);
      return connect();
    }
    bar.say(state.tag || !shown ? "" : "This page is not in this edition any more.");
    if (!state.tag || state.tag === shown) return;
    if (!shown) return location.reload();
    await update();
  };

  // --- the page

  const update = async () => {
    const answer = await fetch(location.pathname + location.search, { headers: { "If-None-Match": `"${shown}"` } });
    if (answer.status === 304) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const script = page.querySelector("script[data-client]");
    if (!answer.ok) return overlay.fail(page.querySelector("pre")?.textContent || page.title);
    if (answer.redirected || !script || frame(page) !== frame(document)) return location.reload();
    overlay.fail("");
    const next = script.dataset.tag;
    script.remove();
    await dress(page);
    document.title = page.title;
    for (const { name, value } of page.documentElement.attributes) document.documentElement.setAttribute(name, value);
    if (page.body.outerHTML !== body) swap(page.body);
    shown = next;
  };

  // What cannot be exchanged while a page stands: its scripts and its policy.
  const frame = (page) =>
    [...page.querySelectorAll("script[src]:not([data-client]), meta[http-equiv]")]
      .map((part) => part.getAttribute("src") || part.content).join("\n");

  // Loads the style sheets of the new page beside the old ones, and then drops those that it does not have.
  const dress = async (page) => {
    const sheets = (of) => [...of.querySelectorAll('link[rel="stylesheet"]')];
    const href = (sheet) => sheet.getAttribute("href");
    const old = sheets(document);
    const loads = [];
    let last = old.at(-1) ?? document.head.lastElementChild;
    const kept = sheets(page).map((sheet, index) => {
      const same = old.find((other) => href(other) === href(sheet));
      if (same) return (last = same);
      const fresh = document.importNode(sheet);
      loads.push(new Promise((done) => { fresh.onload = fresh.onerror = done; setTimeout(done, 2000); }));
      (old[index] ?? last).after(fresh);
      return (last = fresh);
    });
    await Promise.all(loads);
    for (const sheet of old) if (!kept.includes(sheet)) sheet.remove();
  };

  // Puts the new body in the old one's place and what the reader did to it into the new one.
  const swap = (next) => {
    const restore = remember();
    body = next.outerHTML;
    document.body.replaceWith(document.adoptNode(next));
    // The theme's script sets the page up when it is loaded; it is, again.
    document.dispatchEvent(new Event("DOMContentLoaded"));
    restore();
  };

  const remember = () => {
    const place = [scrollX, scrollY];
    const focus = path(document.activeElement);
    const scrolled = [...document.body.querySelectorAll("*")]
      .filter((part) => part.scrollTop || part.scrollLeft)
      .map((part) => [path(part), part.scrollTop, part.scrollLeft]);
    const details = new Map(labelled().map(([label, part]) => [label, part.open]));
    return () => {
      for (const [label, part] of labelled()) if (details.has(label)) part.open = details.get(label);
      for (const [where, top, left] of scrolled) find(where)?.scrollTo({ top, left, behavior: "instant" });
      find(focus)?.focus({ preventScroll: true });
      scrollTo({ left: place[0], top: place[1], behavior: "instant" });
    };
  };

  // Details by their id, else by the words of their summary and how often those came before.
  const labelled = () => {
    const seen = new Map();
    return [...document.body.querySelectorAll("details")].map((part) => {
      const words = part.id || part.querySelector("summary")?.textContent.trim() || "";
      const count = seen.get(words) ?? 0;
      seen.set(words, count + 1);
      return [`${words} ${count}`, part];
    });
  };

  // The way to an element: from the nearest id, or from the body, by names and numbers.
  const path = (part) => {
    const steps = [];
    for (; part && part !== document.body && part !== document.documentElement; part = part.parentElement) {
      if (part.id) return [`#${CSS.escape(part.id)}`, ...steps].join(" > ");
      const alike = [...part.parentElement.children].filter((other) => other.tagName === part.tagName);
      steps.unshift(`${part.tagName}:nth-of-type(${alike.indexOf(part) + 1})`);
    }
    return steps.length ? ["body", ...steps].join(" > ") : "";
  };
  const find = (where) => (where ? document.querySelector(where) : null);

  // --- the bar and the overlay stand outside of the body, in a tree of their own, and hold text only

  const make = (name, properties, ...children) => {
    const part = Object.assign(document.createElement(name), properties);
    part.append(...children);
    return part;
  };
  const host = make("ospress-live", {});
  const tree = host.attachShadow({ mode: "open" });

  const bar = (() => {
    const editions = make("nav", { ariaLabel: "Editions" });
    const count = make("button", { type: "button", hidden: true });
    const words = make("span", { role: "status" });
    const all = make("div", { className: "bar", hidden: true }, editions, count, words);
    tree.append(make("link", { rel: "stylesheet", href: "/-/live.css" }), all);
    const fit = () => { all.hidden = editions.childElementCount < 2 && count.hidden && !words.textContent; };
    count.addEventListener("click", () => overlay.toggle());
    return {
      editions(list) {
        editions.replaceChildren(...list.map(({ name, href, has, here }) => {
          if (here) return make("b", { textContent: name });
          const title = has ? `This page in the edition ${name}` : `This page is not in the edition ${name}; go to its first page`;
          return make("a", { textContent: name, href, title, className: has ? "" : "none" });
        }));
        fit();
      },
      count(text, isGrave) {
        count.textContent = text;
        count.className = isGrave ? "error" : "";
        count.hidden = !text;
        fit();
      },
      say(text) {
        words.textContent = text;
        fit();
      },
    };
  })();

  const overlay = (() => {
    const list = make("div", { className: "list" });
    const close = make("button", { type: "button", textContent: "Close" });
    const title = make("h2", {});
    const all = make("section", { className: "overlay", hidden: true, ariaLabel: "Findings" }, make("header", {}, title, close), list);
    tree.append(all);
    let found = { errors: 0, tally: "", findings: [], more: 0, fault: null };
    let failure = "";
    const line = (text, severity) => make("pre", { textContent: text, className: severity });
    const draw = (isOpen) => {
      const own = [failure, found.fault].filter(Boolean).map((text) => line(text, "error"));
      const rest = found.more ? [make("p", { textContent: `${found.more} more on the terminal` })] : [];
      list.replaceChildren(...own, ...found.findings.map(({ text, severity }) => line(text, severity)), ...rest);
      title.textContent = found.tally || "This page cannot be shown";
      bar.count(found.tally || (own.length ? "1 error" : ""), own.length || found.errors);
      all.hidden = !isOpen || !list.childElementCount;
    };
    const isGrave = () => Boolean(failure || found.fault || found.errors);
    close.addEventListener("click", () => { all.hidden = true; });
    addEventListener("keydown", (event) => { if (event.key === "Escape") all.hidden = true; });
    return {
      show(findings) {
        found = findings;
        // Warnings wait on the bar until they are asked for; errors do not.
        draw(isGrave());
      },
      fail(text) {
        if (text === failure) return;
        failure = text;
        draw(isGrave());
      },
      toggle() { all.hidden = !all.hidden; },
    };
  })();

  document.addEventListener("DOMContentLoaded", () => {
    body = document.body.outerHTML;
    document.documentElement.append(host);
    connect();
  }, { once: true });
  document.addEventListener("visibilitychange", connect);
  addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
  addEventListener("pagehide", () => source?.close());
})();
