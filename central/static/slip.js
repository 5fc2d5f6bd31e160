// A ticket on the phone: asks the centre where it stands, lets the answer wait for news, and backs off when nobody looks.
"use strict";

const WAIT_SECONDS = 25; // the centre answers earlier when there is news
const PATIENCE_MS = (WAIT_SECONDS + 8) * 1000;
const FIRST_BACKOFF_MS = 2000, LONGEST_BACKOFF_MS = 60000, HIDDEN_MS = 20000, CALM_MS = 5000;
const slip = document.getElementById("slip");
const wish = document.getElementById("wish");
const asOf = document.querySelector(".asof");
const shown = () => slip.querySelector(".now").dataset;
let state = JSON.parse(shown().place), version = shown().version;
let heard = new Date(), failures = 0, timer = 0, sound = null, awake = null;

const again = (ms) => { clearTimeout(timer); timer = setTimeout(ask, ms); };
const spread = (ms) => ms * (0.5 + Math.random()); // no two phones in step

async function ask() {
  if (document.hidden && !sound) return; // asked again when somebody looks
  const begunMs = Date.now();
  try {
    const headers = version ? { "If-None-Match": version } : {};
    const wait = document.hidden ? 0 : WAIT_SECONDS;
    const answer = await fetch(`${slip.dataset.path}/state?wait=${wait}`, { headers, cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.status === 200) await take(await answer.json(), answer.headers.get("ETag"));
    else if (answer.status !== 304) throw new Error(String(answer.status));
    failures = 0;
    heard = new Date();
    asOf.hidden = true;
    const quick = answer.status === 304 && Date.now() - begunMs < 1000;
    const rest = state.again_seconds;
    if (rest !== null) again(document.hidden ? spread(HIDDEN_MS) : rest ? spread(rest * 1000) : spread(quick ? CALM_MS : 300));
  } catch (error) {
    failures += 1;
    asOf.querySelector("time").textContent = heard.toTimeString().slice(0, 5);
    asOf.hidden = failures < 2;
    again(spread(Math.min(FIRST_BACKOFF_MS * 2 ** failures, LONGEST_BACKOFF_MS)));
  }
}

async function take(place, tag) {
  const same = state.state === place.state && state.counter === place.counter && state.called_ms === place.called_ms;
  if (same && place.ahead !== null) {
    slip.querySelector("[data-ahead]").textContent = place.ahead;
    slip.querySelector(".next").hidden = place.ahead > 2;
    slip.querySelector(".wait").hidden = !place.minutes;
    if (place.minutes) ["from", "to"].forEach((end, n) => { slip.querySelector(`[data-${end}]`).textContent = place.minutes[n]; });
  } else {
    const part = await fetch(`${slip.dataset.path}/part${slip.dataset.query}`, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!part.ok) throw new Error(String(part.status));
    slip.innerHTML = await part.text();
    if (shown().called === "1") ring();
  }
  state = place;
  version = tag;
  say();
}

function ring() {
  if (!sound) return;
  if (navigator.vibrate) navigator.vibrate([400, 200, 400, 200, 400]);
  for (const [at, hertz] of [[0, 880], [0.3, 660], [0.8, 880], [1.1, 660]]) {
    const tone = sound.createOscillator(), volume = sound.createGain();
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0.3, sound.currentTime + at);
    volume.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + at + 0.28);
    tone.connect(volume).connect(sound.destination);
    tone.start(sound.currentTime + at);
    tone.stop(sound.currentTime + at + 0.3);
  }
}

async function wished() {
  if (sound) {
    sound.close();
    sound = null;
    if (awake) awake.release();
    awake = null;
  } else {
    sound = new AudioContext();
    if (navigator.vibrate) navigator.vibrate(150);
    if (navigator.wakeLock) awake = await navigator.wakeLock.request("screen").catch(() => null);
  }
  say();
}

function say() {
  const label = wish.querySelector("[data-on]");
  wish.hidden = state.again_seconds !== 0;
  wish.setAttribute("aria-pressed", String(Boolean(sound)));
  label.textContent = sound ? label.dataset.on : label.dataset.off;
}

wish.addEventListener("click", wished);
document.addEventListener("visibilitychange", () => { if (!document.hidden) again(0); });
say();
again(spread(400));
