// ospress, theme "handbook". Every page reads fully without this script.
// It stands in the head so that the reader's colours are set before the first line is drawn.
(() => {
  "use strict";
  const root = document.documentElement;
  const key = "ospress-scheme";

  const chosen = () => {
    try { return localStorage.getItem(key) || "auto"; } catch { return "auto"; }
  };
  const paint = (scheme) => {
    if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
    else delete root.dataset.scheme;
  };
  paint(chosen());

  // Colours: as the system has them, light, or dark.
  const scheme = () => {
    const select = document.querySelector(".scheme");
    if (!select) return;
    select.value = chosen();
    select.hidden = false;
    select.addEventListener("change", () => {
      paint(select.value);
      try {
        if (select.value === "auto") localStorage.removeItem(key);
        else localStorage.setItem(key, select.value);
      } catch { /* The choice holds for this page only. */ }
    });
    addEventListener("storage", (event) => {
      if (event.key !== key && event.key !== null) return;
      paint(select.value = chosen());
    });
  };

  // A copy button for each block of code; a template may give other words as data-copy and data-copied of the body.
  const copy = () => {
    const { copy: word = "Copy", copied = "Copied" } = document.body.dataset;
    if (!navigator.clipboard) return;
    for (const block of document.querySelectorAll(".code")) {
      const button = document.createElement("button");
      let back = 0;
      button.type = "button";
      button.textContent = word;
      button.setAttribute("aria-live", "polite");
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(block.querySelector("pre").textContent.replace(/\n$/, ""));
        } catch { return; }
        button.textContent = copied;
        clearTimeout(back);
        back = setTimeout(() => { button.textContent = word; }, 2000);
      });
      block.querySelector("pre").before(button);
    }
  };

  // Contents: mark the heading that is being read.
  const contents = () => {
    const places = [];
    for (const link of document.querySelectorAll(".toc a")) {
      const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heading) places.push({ link, heading });
    }
    if (!places.length) return;
    let here = null;
    let asked = false;
    const look = () => {
      asked = false;
      const bottom = innerHeight + scrollY >= document.body.scrollHeight - 2;
      let now = null;
      for (const place of places) {
        const top = place.heading.getBoundingClientRect().top;
        if (top < 120 || (bottom && top < innerHeight && place.link.hash === location.hash)) now = place.link;
      }
      if (now === here) return;
      here?.removeAttribute("aria-current");
      now?.setAttribute("aria-current", "true");
      here = now;
      reveal(now, now?.closest(".toc > div"));
    };
    const ask = () => {
      if (!asked) requestAnimationFrame(look);
      asked = true;
    };
    addEventListener("scroll", ask, { passive: true });
    addEventListener("resize", ask, { passive: true });
    addEventListener("hashchange", ask);
    look();
  };

  // Scroll a list, and the list alone, so that one of its links can be seen.
  const reveal = (link, list) => {
    if (!link || !list || list.scrollHeight <= list.clientHeight) return;
    const inner = link.getBoundingClientRect();
    const outer = list.getBoundingClientRect();
    if (inner.top < outer.top + 24 || inner.bottom > outer.bottom - 24) {
      list.scrollTop += inner.top - outer.top - list.clientHeight / 3;
    }
  };

  // A link to the same page in another version leads to the heading that is being read, where that version has it.
  const versions = () => {
    const headings = [...document.querySelectorAll("main :is(h2, h3, h4)[id]")];
    const top = (heading) => heading.getBoundingClientRect().top;
    const keep = (event) => {
      const link = event.target.closest?.("a[data-same]");
      if (!link) return;
      const named = headings.find((heading) => `#${heading.id}` === decodeURIComponent(location.hash));
      const seen = named && top(named) >= 0 && top(named) < innerHeight;
      link.hash = (seen ? named : headings.findLast((heading) => top(heading) < 120))?.id ?? "";
    };
    addEventListener("pointerdown", keep);
    addEventListener("click", keep);
  };

  // The menu of a small screen closes with Escape and after a choice; in browsers that
  // cannot show closed details by style, it stands open on wide screens.
  const menu = () => {
    const side = document.querySelector(".side");
    const box = side?.querySelector("details");
    if (!box) return;
    const wide = matchMedia("(width >= 760px)");
    side.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !box.open || wide.matches) return;
      box.open = false;
      box.querySelector("summary").focus();
    });
    side.addEventListener("click", (event) => {
      if (event.target.closest("a") && !wide.matches) box.open = false;
    });
    if (!CSS.supports("selector(::details-content)")) {
      const fit = () => { box.open = wide.matches; };
      wide.addEventListener("change", fit);
      fit();
      const toc = document.querySelector(".toc details");
      if (toc && matchMedia("(width >= 1240px)").matches) toc.open = true;
    }
    reveal(side.querySelector('[aria-current="page"]'), side);
  };

  document.addEventListener("DOMContentLoaded", () => {
    scheme();
    copy();
    contents();
    versions();
    menu();
  });
})();
