// Zoom of the mechanism map; without a script it scrolls in its natural size.
document.querySelectorAll(".map").forEach((map) => {
  const image = map.querySelector("img");
  const natural = Number(image.getAttribute("width"));
  const fit = () => Math.min(1, map.clientWidth / natural);
  let scale = Math.max(fit(), 0.5);
  const draw = () => {
    image.style.width = `${natural * scale}px`;
    image.style.height = "auto";
  };
  map.querySelectorAll("button").forEach((button) =>
    button.addEventListener("click", () => {
      const factor = Number(button.dataset.zoom);
      scale = factor ? Math.min(4, Math.max(0.1, scale * factor)) : fit();
      draw();
    }),
  );
  draw();
});
// A link to something folded opens what folds it, and what is said of it.
const unfold = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
  if (target) target.querySelectorAll(":scope > details").forEach((part) => (part.open = true));
};
addEventListener("hashchange", unfold);
unfold();
