// Lists of rows: sort by a column's head, keep the rows that hold some words.
(() => {
  "use strict";

  const enhance = (box) => {
    const body = box.querySelector("tbody");
    const heads = [...box.querySelectorAll("thead th")];
    const rows = [...body.rows];
    const count = document.querySelector(".count span");
    const key = (row, at) => row.cells[at].dataset.key ?? row.cells[at].textContent.trim();

    const sort = (head, at) => {
      const down = head.getAttribute("aria-sort") === "ascending";
      const number = head.classList.contains("number");
      const order = (a, b) => {
        const [one, two] = [key(a, at), key(b, at)];
        if (!one || !two) return !one - !two;
        const way = number ? one - two : one.localeCompare(two, document.documentElement.lang, { numeric: true });
        return down ? -way : way;
      };
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      body.append(...rows.sort(order));
    };

    heads.forEach((head, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      button.addEventListener("click", () => sort(head, at));
      head.replaceChildren(button);
    });

    const label = document.createElement("label");
    label.className = "sift";
    const input = document.createElement("input");
    input.type = "search";
    label.append("Filter", input);
    box.before(label);
    const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        row.hidden = !words.every((word) => texts.get(row).includes(word));
        shown += !row.hidden;
      }
      if (count) count.textContent = shown;
    });
  };

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".rows").forEach(enhance));
})();
