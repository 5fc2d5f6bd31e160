// Wires the page: one stream of states in, touches and fault switches out. What is drawn where stands in paper.js and printer.js.
import { words } from "./words.js";
import { drawPaper } from "./paper.js";
import { drawFaults, drawLog, drawState } from "./printer.js";

const $ = (id) => document.getElementById(id);
const asked = new URLSearchParams(location.search).get("lang");
let language = words[asked] ? asked : words[localStorage.language] ? localStorage.language : "zh-CN";
let latest = null;

function say() {
  const text = words[language];
  document.documentElement.lang = language;
  document.title = text.title;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = text[element.dataset.word];
  $("faults").replaceChildren();
  if (latest) draw(latest);
}

function draw(state) {
  latest = state;
  const text = words[language];
  const device = state.devices[0];
  drawPaper(device, text);
  drawState(device, text);
  drawFaults(device, text, (fault, on, seconds) => post(`/api/devices/${device.name}/faults`, { fault, on, seconds }));
  drawLog(device, text);
  const [width, height] = state.screen || [1080, 1920];
  document.body.classList.toggle("wide", width > height);
  document.querySelector("main").style.setProperty("--ratio", width / height);
  $("dark").hidden = Boolean(state.screen);
  if (state.screen && !$("screen").src) $("screen").src = "/api/screen.mjpeg";
}

function connected(on) {
  $("link").className = `pill ${on ? "ok" : "stop"}`;
  $("link").innerHTML = `<i class="icon">${on ? "&#xE4EA;" : "&#xE4F8;"}</i>`;
  $("link").append(words[language][on ? "live" : "away"]);
}

function post(path, body) {
  return fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

$("language").onclick = () => {
  language = language === "en" ? "zh-CN" : "en";
  localStorage.language = language;
  say();
};

$("screen").addEventListener("pointerdown", (event) => {
  if (!latest?.screen || event.button !== 0) return;
  const box = event.currentTarget.getBoundingClientRect();
  const [width, height] = latest.screen;
  const x = Math.min(width - 1, Math.floor(((event.clientX - box.left) / box.width) * width));
  const y = Math.min(height - 1, Math.floor(((event.clientY - box.top) / box.height) * height));
  post("/api/screen/touch", { x, y });
  const finger = Object.assign(document.createElement("div"), { className: "finger" });
  finger.style.left = `${event.clientX - box.left}px`;
  finger.style.top = `${event.clientY - box.top}px`;
  finger.onanimationend = () => finger.remove();
  $("glass").append(finger);
});

say();
const events = new EventSource("/api/events");
events.onmessage = (message) => { connected(true); draw(JSON.parse(message.data)); };
events.onerror = () => { connected(false); $("screen").removeAttribute("src"); };
