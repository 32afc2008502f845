"use strict";
// Without this script the page shows everything; with it, what the filters leave.
const filters = document.getElementById("filters");
const articles = [...document.querySelectorAll("article")];
const arrows = [...document.querySelectorAll(".arrow")];

function filter() {
  const levels = new Set([...filters.elements.level].filter((box) => box.checked).map((box) => box.value));
  const rule = filters.elements.rule.value;
  const path = filters.elements.path.value.toLowerCase();
  const visible = new Set();
  for (const article of articles) {
    const { level, rule: found, path: place } = article.dataset;
    article.hidden = !(levels.has(level) && (!rule || rule === found) && place.toLowerCase().includes(path));
    if (!article.hidden) visible.add(article.id.slice("finding-".length));
  }
  for (const arrow of arrows) {
    const numbers = arrow.dataset.findings.trim(); // none, if the page has no room for them
    const off = numbers !== "" && !numbers.split(" ").some((number) => visible.has(number));
    arrow.classList.toggle("off", off);
    arrow.setAttribute("tabindex", off ? "-1" : "0");
  }
  filters.querySelector("output").value = `${visible.size} of ${articles.length} shown`;
}

function reveal() {
  const target = document.getElementById(location.hash.slice(1));
  if (!target) return;
  if (target.hidden) {
    filters.reset();
    filter();
  }
  const details = target.closest("details");
  if (details) details.open = true;
  target.scrollIntoView();
  target.focus({ preventScroll: true });
}

function light(arrow, on) {
  for (const side of ["user", "thing"]) {
    document.getElementById(`${side}-${arrow.dataset[side]}`).classList.toggle("lit", on);
  }
}

if (filters) {
  filters.hidden = false;
  filters.addEventListener("input", filter);
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.addEventListener("reset", () => setTimeout(filter));
  addEventListener("hashchange", reveal);
  for (const arrow of arrows) {
    for (const event of ["mouseenter", "focus"]) arrow.addEventListener(event, () => light(arrow, true));
    for (const event of ["mouseleave", "blur"]) arrow.addEventListener(event, () => light(arrow, false));
  }
  filter();
  reveal();
}
