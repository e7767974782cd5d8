"use strict";
/* global sortable */

// SPARQL: the answer below the question, the cursor at the fault, terms by their labels.
const form = document.getElementById("sparql");
if (form) {
  const layout = document.getElementById("as");
  layout.prepend(new Option("table", "", true, true)); // drawn here; the others are files
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
    if (layout.value) return; // as a file, by the browser
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
    const answer = await fetch("/complete?" + new URLSearchParams({ text: start }));
    if (!answer.ok) return;
    const found = await answer.json();
    suggested.replaceChildren(...found.map(({ name, term }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name + " · " + term;
      button.addEventListener("click", () => {
        query.setRangeText(term, query.selectionStart - start.length, query.selectionStart, "end");
        suggested.replaceChildren();
        query.focus();
      });
      return button;
    }));
  });
}
