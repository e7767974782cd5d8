// Where the explorer is files (`make site`): a name that is typed leads to its page. The list of names, beside this
// file, is read when the field is first used; nothing is asked of a server.
"use strict";

const here = document.currentScript.src;
const plain = (text) => text.trim().toLowerCase();

function ranked(text, names) {
  const wanted = plain(text);
  const rank = ([label, , ...also]) => {
    const spelt = [label, ...also];
    if (spelt.includes(text.trim())) return 0;
    const all = spelt.map(plain);
    if (all.includes(wanted)) return 1;
    if (all.some((one) => one.startsWith(wanted))) return 2;
    return all.some((one) => one.includes(wanted)) ? 3 : 9;
  };
  const found = names.map((name) => [rank(name), name]).filter(([at]) => at < 9);
  found.sort(([a, [x]], [b, [y]]) => a - b || x.length - y.length);
  return found.map(([, name]) => name);
}

document.querySelectorAll("form.find").forEach((form) => {
  const field = form.querySelector("input"), list = document.createElement("datalist");
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  list.id = "names-found";
  field.setAttribute("list", list.id);
  form.append(list, said);
  form.hidden = false;
  let names;
  const read = () => names ??= new Promise((done) => {
    const script = document.createElement("script");
    script.src = new URL("names.js", here);
    script.addEventListener("load", () => done(window.defectkgNames));
    script.addEventListener("error", () => {
      names = undefined; // it is read again when it is asked for again
      script.remove();
      done();
    });
    document.head.append(script);
  });
  field.addEventListener("focus", read);
  field.addEventListener("input", async () => {
    const found = field.value.trim().length > 1 ? ranked(field.value, (await read()) ?? []) : [];
    list.replaceChildren(...found.slice(0, 12).map(([label, , ...also]) => {
      const spelt = also.find((one) => plain(one).includes(plain(field.value)));
      return new Option(spelt ?? label, label); // the browser offers what fits either
    }));
    said.textContent = "";
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const all = await read();
    const [best] = ranked(field.value, all ?? []);
    if (!all) said.textContent = "The list of names could not be read: try again.";
    else if (best) location.href = new URL("../" + best[1].split("/").map(encodeURIComponent).join("/"), here);
    else said.textContent = `Nothing is called ${field.value} here.`;
  });
});
