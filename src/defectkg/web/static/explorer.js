// Small comforts; every page can be read and asked without them.
"use strict";

// Names complete themselves as they are typed.
document.querySelectorAll("input[data-complete]").forEach((input, number) => {
  const list = document.createElement("datalist");
  list.id = "names-" + number;
  input.setAttribute("list", list.id);
  input.after(list);
  let asked = "";
  input.addEventListener("input", async () => {
    const text = input.value.trim();
    if (text.length < 2 || text === asked) return;
    asked = text;
    const found = await fetch("/complete?" + new URLSearchParams({ text, groups: input.dataset.complete }));
    if (!found.ok || asked !== text) return;
    // The browser offers what fits by its name or by the spelling that was typed.
    list.replaceChildren(...(await found.json()).map(({ name, spelt }) => new Option(spelt, name)));
  });
});

// Empty fields and usual weights stay out of addresses, which are there to be shared.
document.querySelectorAll("form.filters").forEach((form) =>
  form.addEventListener("submit", () =>
    form.querySelectorAll("input, select").forEach((field) => {
      if (!field.value || field.value === field.dataset.usual) field.disabled = true;
    })));
window.addEventListener("pageshow", () =>
  document.querySelectorAll("form.filters [disabled]").forEach((field) => { field.disabled = false; }));

// Tables sort by a click on a head, numbers as numbers, and narrow down as one types.
function rank(text) {
  const number = parseFloat(text.replace(/^[^\d.-]*/, ""));
  return Number.isNaN(number) ? null : number;
}
function sortable(table) {
  const body = table.tBodies[0];
  Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      Array.from(head.parentNode.cells).forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = Array.from(body.rows);
      const text = (row) => row.cells[column].textContent;
      const numeric = rows.every((row) => !text(row) || /^[~<>≤≥]?\s*-?[\d.]/.test(text(row)));
      rows.sort((a, b) => numeric ? (rank(text(a)) ?? -Infinity) - (rank(text(b)) ?? -Infinity)
        : text(a).localeCompare(text(b)));
      body.append(...(down ? rows.reverse() : rows));
    });
  });
}
document.querySelectorAll("table.rows").forEach(sortable);
document.querySelectorAll(".above-rows").forEach((above) => {
  const table = above.nextElementSibling.querySelector("table");
  const label = document.createElement("label"), field = document.createElement("input");
  field.type = "search";
  label.append("Narrow down ", field);
  above.append(label);
  field.addEventListener("input", () => {
    const wanted = field.value.toLowerCase();
    Array.from(table.tBodies[0].rows).forEach((row) => {
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
    });
  });
});
