// Turns the pages of what does not fit, and the notices at the foot. Everything follows from the clock: all screens of
// a hall turn together, and a part that was drawn anew goes on where it was.
"use strict";

const PAGE_MS = 8000, NOTICE_MS = 12000, STEP_MS = 50, REST_SHARE = 0.15;
const screenPart = document.getElementById("screen");
const still = matchMedia("(prefers-reduced-motion: reduce)");

function turnPages(now) {
  for (const list of screenPart.querySelectorAll("[data-pages]")) {
    const lines = Number(getComputedStyle(list).getPropertyValue("--lines"));
    const items = [...list.children];
    const pages = Math.max(1, Math.ceil(items.length / lines));
    const page = Math.floor(now / PAGE_MS) % pages;
    items.forEach((item, n) => { item.hidden = Math.floor(n / lines) !== page; });
    list.dataset.page = pages > 1 ? `${page + 1} / ${pages}` : "";
  }
}

function turnNotices(now) {
  const box = screenPart.querySelector(".notices");
  const lines = [...box.children];
  const shown = Math.floor(now / NOTICE_MS) % Math.max(1, lines.length);
  lines.forEach((line, n) => {
    line.classList.toggle("shown", n === shown);
    const beyond = line.scrollWidth - box.clientWidth;
    if (n !== shown || beyond <= 0) return void (line.style.transform = "");
    const share = (now % NOTICE_MS) / NOTICE_MS;
    const way = Math.min(1, Math.max(0, (share - REST_SHARE) / (1 - 2 * REST_SHARE)));
    line.style.transform = `translateX(${-beyond * (still.matches ? Math.round(way) : way)}px)`; // still: in one step
  });
}

function turn() {
  const now = Date.now();
  turnPages(now);
  turnNotices(now);
}

new MutationObserver(turn).observe(screenPart, { childList: true });
addEventListener("resize", turn);
setInterval(turn, STEP_MS);
turn();
