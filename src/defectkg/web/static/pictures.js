// Pictures that answer to pointer and keyboard; without this they are pictures, and the lists tell all.
"use strict";

const iris = (node) => node.dataset.node.split(" "); // a box may stand for several kinds

// On the map a kind shows its chains, before and behind it, and dims the rest.
document.querySelectorAll(".map").forEach((map) => {
  const links = Array.from(map.querySelectorAll("g[data-link]"));
  const nodes = Array.from(map.querySelectorAll("g[data-node]"));
  // A mark at the end of a line stands by itself, since several lines may end in it.
  const end = (link) => link.querySelector("path").getAttribute("d").split(" ").pop();
  const marks = Array.from(map.querySelectorAll("path[data-mark]"), (mark) =>
    [mark, mark.getAttribute("transform").match(/translate\(([^)]*)\)/)[1]]);
  const chosen = document.querySelector(".chosen");
  const pages = new Map(Array.from(document.querySelectorAll("ul.links a"),
    (link) => [link.textContent.replaceAll("−", "-"), link.href])); // as the list links them
  function reached(starts, from, to) {
    const seen = new Set(starts);
    for (const kind of seen)
      links.forEach(({ dataset }) => { if (dataset[from] === kind) seen.add(dataset[to]); });
    return seen;
  }
  function show(node) {
    const before = reached(iris(node), "effect", "cause");
    const behind = reached(iris(node), "cause", "effect");
    nodes.forEach((other) => other.classList.toggle("dim",
      !iris(other).some((iri) => before.has(iri) || behind.has(iri))));
    links.forEach((link) => {
      const { cause, effect } = link.dataset;
      link.classList.toggle("dim",
        !((before.has(cause) && before.has(effect)) || (behind.has(cause) && behind.has(effect))));
    });
    const shown = new Set(links.filter((link) => !link.classList.contains("dim")).map(end));
    marks.forEach(([mark, place]) => mark.classList.toggle("dim", !shown.has(place)));
    const own = new Set(iris(node));
    const told = links.filter(({ dataset }) => own.has(dataset.cause) || own.has(dataset.effect));
    const list = document.createElement("ul");
    list.append(...told.map((link) => {
      const item = document.createElement("li");
      item.textContent = link.querySelector("title").textContent;
      return item;
    }));
    const names = document.createElement("p");
    node.querySelector("title").textContent.split("; ").forEach((name) => {
      const link = document.createElement(pages.has(name) ? "a" : "span");
      if (pages.has(name)) link.href = pages.get(name);
      link.textContent = name;
      names.append(link, " ");
    });
    chosen.replaceChildren(names, list);
    chosen.hidden = false;
  }
  const rest = () => map.querySelectorAll(".dim").forEach((thing) => thing.classList.remove("dim"));
  nodes.forEach((node) => {
    const place = node.closest("a") || node; // a box of several kinds is no link
    place.setAttribute("tabindex", "0");
    if (place === node) node.setAttribute("role", "group");
    place.addEventListener("pointerenter", () => show(node));
    place.addEventListener("pointerleave", rest);
    place.addEventListener("focus", () => show(node));
    place.addEventListener("blur", rest);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") rest(); });
  document.querySelector(".tools").hidden = false;
  const full = document.querySelector("button.full"), fit = document.querySelector("button.fit");
  full.hidden = !map.requestFullscreen;
  full.addEventListener("click", () => map.requestFullscreen());
  fit.addEventListener("click", () =>
    fit.setAttribute("aria-pressed", String(map.classList.toggle("fitted"))));
});

// A link of drawn paths opens the step that tells it, with its evidence.
document.querySelectorAll(".picture.paths g[data-link]").forEach((link) => {
  const { cause, effect } = link.dataset;
  const step = Array.from(document.querySelectorAll("details.step")).find(
    ({ dataset }) => dataset.cause === cause && dataset.effect === effect);
  if (!step) return;
  function open() {
    for (let place = step; place; place = place.parentElement.closest("details")) place.open = true;
    step.querySelector("summary").focus();
    step.scrollIntoView({ block: "center" });
  }
  link.setAttribute("tabindex", "0");
  link.setAttribute("role", "button");
  link.addEventListener("click", open);
  link.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    open();
  });
});
