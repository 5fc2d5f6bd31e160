// Wires the page: one stream of states in, touches, acts and faults out. What is drawn where stands in the other files.
import { $, el, icon } from "./dom.js";
import { listen } from "./bench.js";
import { drawDevice, forgetDevice, say as saySentence } from "./device.js";
import { drawFront, forgetFront, hasFront, printerOfFront } from "./front.js";
import { drawGlass, losePicture } from "./glass.js";
import { drawList, forgetList } from "./list.js";
import { drawPaper, forgetPaper } from "./paper.js";
import { words } from "./words.js";

const CABINET = "cabinet"; // stands in the list beside the devices, where there is one
const cabinet = (await hasFront()) ? CABINET : null;
const asked = new URLSearchParams(location.search).get("lang");
let language = words[asked] ? asked : words[localStorage.language] ? localStorage.language : "zh-CN";
let chosen = decodeURIComponent(location.hash.slice(1));
let latest = null; // [screen, devices]

function say() {
  const text = words[language];
  document.documentElement.lang = language;
  document.title = text.title;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = text[element.dataset.word];
  forgetList();
  forgetDevice();
  forgetFront();
  forgetPaper();
  if (latest) draw(...latest);
}

function draw(screen, devices) {
  latest = [screen, devices];
  const text = words[language];
  if (!devices.has(chosen) && chosen !== cabinet) chosen = cabinet || devices.keys().next().value;
  drawGlass(screen);
  drawList(devices, chosen, text, choose, cabinet);
  if (chosen === cabinet) drawFront(devices, text, saySentence);
  else drawDevice(devices.get(chosen), text);
  const printers = [...devices.values()].filter((device) => device.slips);
  const nearest = chosen === cabinet ? printerOfFront() : chosen;
  drawPaper(printers.find((device) => device.name === nearest) || printers[0], text);
}

function choose(name) {
  if (name === cabinet) forgetDevice();
  else forgetFront();
  chosen = name;
  history.replaceState(null, "", `#${encodeURIComponent(name)}`);
  draw(...latest);
}

function connected(on) {
  $("link").className = `pill ${on ? "ok" : "stop"}`;
  $("link").replaceChildren(icon(on ? "\uE4EA" : "\uE4F8"), words[language][on ? "live" : "away"]);
  if (!on) losePicture();
}

$("language").onclick = () => {
  language = language === "en" ? "zh-CN" : "en";
  localStorage.language = language;
  say();
};
window.onhashchange = () => {
  const name = decodeURIComponent(location.hash.slice(1));
  if (latest?.[1].has(name) || name === cabinet) choose(name);
};

say();
listen(draw, connected);
