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
    list.replaceChildren(...(await found.json()).map((name) => new Option(name, name)));
  });
});

// Empty fields stay out of addresses, which are there to be shared.
document.querySelectorAll("form.filters").forEach((form) =>
  form.addEventListener("submit", () =>
    form.querySelectorAll("input, select").forEach((field) => { if (!field.value) field.disabled = true; })));
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
document.querySelectorAll(".narrow").forEach((label) => {
  label.hidden = false;
  label.querySelector("input").addEventListener("input", (event) => {
    const wanted = event.target.value.toLowerCase();
    document.querySelectorAll("table.rows tbody tr").forEach((row) => {
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
    });
  });
});

// On the map a kind shows its chains, before and behind it, and dims the rest.
document.querySelectorAll(".map").forEach((map) => {
  const links = Array.from(map.querySelectorAll("g[data-link]"));
  const nodes = Array.from(map.querySelectorAll("g[data-node]"));
  function reached(start, from, to) {
    const seen = new Set([start]);
    for (const kind of seen)
      links.forEach((link) => { if (link.dataset[from] === kind) seen.add(link.dataset[to]); });
    return seen;
  }
  function show(node) {
    const before = reached(node.dataset.node, "effect", "cause");
    const behind = reached(node.dataset.node, "cause", "effect");
    const on = (kind) => before.has(kind) || behind.has(kind);
    nodes.forEach((other) => other.classList.toggle("dim", !on(other.dataset.node)));
    links.forEach(({ classList, dataset: { cause, effect } }) => classList.toggle("dim",
      !((before.has(cause) && before.has(effect)) || (behind.has(cause) && behind.has(effect)))));
  }
  function rest() {
    map.querySelectorAll(".dim").forEach((thing) => thing.classList.remove("dim"));
  }
  nodes.forEach((node) => {
    const name = node.querySelector("title").textContent;
    node.setAttribute("tabindex", "0");
    node.setAttribute("role", "link");
    node.setAttribute("aria-label", name);
    node.addEventListener("pointerenter", () => show(node));
    node.addEventListener("pointerleave", rest);
    node.addEventListener("focus", () => show(node));
    node.addEventListener("blur", rest);
    const open = () => { location.href = "/find?" + new URLSearchParams({ name }); };
    node.addEventListener("click", open);
    node.addEventListener("keydown", (event) => { if (event.key === "Enter") open(); });
  });
  const full = document.querySelector("button.full");
  if (full && map.requestFullscreen) {
    full.hidden = false;
    full.addEventListener("click", () => map.requestFullscreen());
  }
});

// SPARQL: the answer below the question, the cursor at the fault, terms by their labels.
const form = document.getElementById("sparql");
if (form) {
  const query = document.getElementById("query"), answer = document.getElementById("answer");
  const suggested = document.getElementById("suggested");
  const said = (text) => {
    const line = document.createElement("p");
    line.className = "remark";
    line.textContent = text;
    answer.replaceChildren(line);
  };
  const cell = (value) => {
    const place = document.createElement("td");
    if (!value) return place;
    const ours = value.type === "uri" && value.value.match(/^https:\/\/w3id\.org\/defectkg\/((?:ontology|data)\/.+)$/);
    if (ours) {
      const link = document.createElement("a");
      link.href = "/" + ours[1];
      link.textContent = ours[1].split("/")[1];
      place.append(link);
    } else place.textContent = value.value;
    return place;
  };
  form.addEventListener("submit", async (event) => {
    if (document.getElementById("as").value !== "csv") return; // as a file, by the browser
    event.preventDefault();
    said("…");
    const reply = await fetch("/sparql", {
      method: "POST",
      headers: { "Content-Type": "application/sparql-query", Accept: "application/sparql-results+json, text/turtle;q=0.5" },
      body: query.value,
    });
    const text = await reply.text();
    if (!reply.ok) {
      said(text);
      const at = text.match(/error at (\d+):(\d+)/);
      if (at) {
        const before = query.value.split("\n").slice(0, at[1] - 1).join("\n").length;
        const place = before + (at[1] > 1 ? 1 : 0) + Number(at[2]) - 1;
        query.focus();
        query.setSelectionRange(place, place + 1);
      }
      return;
    }
    if (!reply.headers.get("content-type").includes("json")) {
      const shown = document.createElement("pre");
      shown.textContent = text;
      answer.replaceChildren(shown);
      return;
    }
    const found = JSON.parse(text);
    if ("boolean" in found) { said(String(found.boolean)); return; }
    const columns = found.head.vars, rows = found.results.bindings;
    const table = document.createElement("table");
    table.className = "rows";
    const head = table.createTHead().insertRow();
    columns.forEach((name) => { const th = document.createElement("th"); th.scope = "col"; th.textContent = name; head.append(th); });
    const body = table.createTBody();
    rows.forEach((row) => body.insertRow().append(...columns.map((name) => cell(row[name]))));
    const count = document.createElement("p");
    count.textContent = rows.length + (rows.length === 1 ? " row" : " rows");
    answer.replaceChildren(count, table);
    sortable(table);
  });
  query.addEventListener("keydown", async (event) => {
    if (!(event.ctrlKey && event.code === "Space")) return;
    event.preventDefault();
    const start = query.value.slice(0, query.selectionStart).match(/[\w+\-[\]]*$/)[0];
    if (!start) return;
    const found = await (await fetch("/complete?" + new URLSearchParams({ text: start, terms: "yes" }))).json();
    suggested.replaceChildren(...Object.entries(found).map(([label, term]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label + " · " + term;
      button.addEventListener("click", () => {
        query.setRangeText(term, query.selectionStart - start.length, query.selectionStart, "end");
        suggested.replaceChildren();
        query.focus();
      });
      return button;
    }));
  });
}
