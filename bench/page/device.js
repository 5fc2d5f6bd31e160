// The chosen device: its ports, its drawing, its faults, its bytes. What it is drawn as stands in drawings/.
import { $, el, pill, setText } from "./dom.js";
import { act } from "./bench.js";
import { buildFaults, drawFaults } from "./faults.js";
import { condition, partName } from "./list.js";
import { drawLog } from "./log.js";
import { makePrinter } from "./printer.js";
import * as cabinet from "./drawings/cabinet.js";
import * as pad from "./drawings/pad.js";
import * as plain from "./drawings/plain.js";
import * as reader from "./drawings/reader.js";
import * as scanner from "./drawings/scanner.js";
import * as sign from "./drawings/sign.js";
import * as speaker from "./drawings/speaker.js";

const DRAWINGS = { card_reader: reader, display: sign, lock_board: cabinet, pad, scanner, voice: speaker };
const SAID_MS = 6000;
let built = null; // { name, parts: [[machine's name or null, drawing]] }

export function forgetDevice() {
  built = null;
}

export function drawDevice(device, text) {
  if (built?.name !== device.name) build(device, text);
  const [kind, word] = condition(device);
  if (built.word !== word) {
    built.word = word;
    $("condition").replaceChildren(pill(kind, text[word]));
  }
  for (const [machine, drawing] of built.parts) drawing.draw(machine === null ? device : device.machines[machine]);
  drawFaults(device, text);
  drawLog(device, text);
}

function build(device, text) {
  const machines = Object.entries(device.machines || {});
  const parts = machines.length ? machines.map(([name, machine]) => [name, drawingOf(device, name, machine, text)]) : [[null, makePrinter({ device, text, act: async (part, doing) => say(await act(device.name, part, doing, {})) })]];
  built = { name: device.name, parts, word: null };
  $("drawing").replaceChildren(...parts.map(([name, drawing]) => (machines.length > 1 ? el("section", { class: "board" }, el("h4", {}, partName(device.machines[name], name, text)), drawing.element) : drawing.element)));
  $("drawing").scrollTop = 0;
  setText($("device_name"), text.devices[device.name] || device.name);
  $("ports").replaceChildren(port(device.pty.split("/").slice(-2).join("/"), device.pty, text), port(device.tcp.replace("socket://", ""), device.tcp, text));
  buildFaults(device, text, say);
}

function drawingOf(device, name, machine, text) {
  const done = async (doing, values = {}) => say(await act(device.name, name, doing, values));
  return (DRAWINGS[machine.kind] || plain).make({ device, name, machine, text, act: done, say });
}

// The folder is the demo's; the whole path is copied.
function port(short, whole, text) {
  const copy = async () => {
    await navigator.clipboard.writeText(whole);
    say(text.copied(whole));
  };
  return el("button", { class: "port", type: "button", title: `${whole}\n${text.copy}`, onclick: copy }, short);
}

let saying = 0;
export function say(sentence) {
  setText($("said"), sentence || "");
  clearTimeout(saying);
  saying = setTimeout(() => setText($("said"), ""), SAID_MS);
}
