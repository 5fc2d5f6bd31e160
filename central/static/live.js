// Keeps a page live: parts drawn by the server replace ours, clocks tick, and a silent stream is said to be old.
"use strict";

const page = document.body;
const offsetMs = Number(page.dataset.now || Date.now()) - Date.now();
const zoneMs = Number(page.dataset.zoneMinutes || 0) * 60000;
const staleMs = Number(page.dataset.staleSeconds || 7) * 1000;
const asOf = document.querySelector(".asof");

const hallTime = (ms) => new Date(ms + zoneMs).toISOString();
const two = (value) => String(value).padStart(2, "0");

const PRESS_MS = 600; // the longest ordinary press
let heardMs = Date.now();
let heldUntilMs = 0; // a drawing is not exchanged under a finger that presses

function heard() {
  heardMs = Date.now();
  asOf.hidden = true;
}

function tick() {
  const now = Date.now();
  for (const clock of document.querySelectorAll("[data-clock]")) {
    const text = hallTime(now + offsetMs).slice(11, 16);
    if (clock.textContent !== text) clock.textContent = text;
  }
  for (const since of document.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((now + offsetMs - Number(since.dataset.since)) / 1000));
    const hours = Math.floor(seconds / 3600);
    since.textContent = (hours ? hours + ":" : "") + two(Math.floor(seconds / 60) % 60) + ":" + two(seconds % 60);
  }
  for (const until of document.querySelectorAll("[data-until]")) {
    const seconds = Math.max(0, Math.ceil((Number(until.dataset.until) - now - offsetMs) / 1000));
    until.textContent = Math.floor(seconds / 60) + ":" + two(seconds % 60);
  }
  if (now - heardMs > staleMs && asOf.hidden && document.querySelector("[data-live], [data-poll]")) {
    asOf.querySelector("time").textContent = hallTime(heardMs + offsetMs).slice(11, 16);
    asOf.hidden = false;
  }
}

function draw(part, html) {
  clearTimeout(part.later); // a drawing that was held back is older than this one
  part.innerHTML = html;
  tick();
}

// A link or button that goes away between press and release is never clicked.
document.addEventListener("pointerdown", () => { heldUntilMs = Math.max(heldUntilMs, Date.now() + PRESS_MS); });

function follow(part) {
  let source;
  const open = () => {
    if (source) source.close();
    source = new EventSource(part.dataset.live);
    source.addEventListener("beat", heard);
    source.addEventListener("page", (event) => {
      heard();
      clearTimeout(part.later);
      part.later = setTimeout(() => draw(part, event.data), Math.max(0, heldUntilMs - Date.now()));
    });
  };
  open();
  setInterval(() => { if (Date.now() - heardMs > staleMs) open(); }, staleMs);
}

function poll(part) {
  const ask = async () => {
    try {
      const answer = await fetch(part.dataset.poll, { signal: AbortSignal.timeout(staleMs) });
      if (answer.ok) {
        draw(part, await answer.text());
        heard();
      }
    } catch (error) { /* said to be old by tick() */ }
  };
  setInterval(ask, Number(part.dataset.pollSeconds) * 1000);
}

document.querySelectorAll("[data-live]").forEach(follow);
document.querySelectorAll("[data-poll]").forEach(poll);
setInterval(tick, 500);
tick();
