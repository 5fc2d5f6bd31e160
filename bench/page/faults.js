// The faults as switches, each with its sentence. On a line with several boards a fault can be one board's alone.
import { $, el, setText } from "./dom.js";
import { setFault } from "./bench.js";
import { partName } from "./list.js";

const OF_THE_PRINTER = {
  group_sensors: ["paper_low", "paper_out", "cover_open", "cutter", "head_hot", "ticket_jam", "unrecoverable"],
  group_wire: ["unplug", "power_off", "half_job"],
  group_voice: ["silent", "late", "garbage", "echo", "no_marker", "no_status"],
};
const OF_A_WIRE = { group_wire: ["unplug", "power_off", "dead", "silent"], group_voice: ["late", "noise", "garbage", "echo", "dribble"] };
const OF_ONE_BOARD = ["dead", "silent"];
const FIGURES = { late: ["2", "seconds"], noise: ["0.01", "rate"] };
let switches = [];

export function buildFaults(device, text, said) {
  const machines = Object.entries(device.machines || {});
  const groups = Object.entries(machines.length ? OF_A_WIRE : OF_THE_PRINTER);
  switches = [];
  const own = machines.map(([name, machine]) => ownGroup(name, machine)).filter(Boolean);
  $("faults").replaceChildren(...own, ...groups.map(([group, faults]) => groupOf(text[group], faults.filter((fault) => fault in device.known_faults).map((fault) => ({ fault, words: text.faults[fault] })))));

  // What can go wrong with one machine; alone on its line it is the device itself.
  function ownGroup(name, machine) {
    const wanted = Object.entries(machine.faults).map(([fault, sentence]) => ({ fault, machine: name, words: ownWords(machine.kind, fault, sentence) }));
    if (machines.length > 1) wanted.unshift(...OF_ONE_BOARD.map((fault) => ({ fault, machine: name, words: text.faults[fault] })));
    return wanted.length ? groupOf(machines.length > 1 ? partName(machine, name, text) : text.group_own, wanted) : null;
  }

  function ownWords(kind, fault, sentence) {
    return text.own_faults[`${kind}.${fault}`] || [capital(fault.replaceAll("_", " ")), capital(sentence)];
  }

  function groupOf(title, wanted) {
    return el("section", { class: "group" }, el("h4", {}, title), el("div", { class: "switches" }, wanted.map(oneSwitch)));
  }

  function oneSwitch({ fault, words: [label, explained], machine = "" }) {
    const figure = FIGURES[fault] && !machine && el("input", { class: "seconds", value: FIGURES[fault][0], "aria-label": text[FIGURES[fault][1]], inputmode: "decimal" });
    const button = el("button", { class: "touchable switch", type: "button", "data-fault": fault, onclick: press },
      el("i", { class: "box", "aria-hidden": "true" }, "\uE182"), el("span", {}, el("b", {}, label), el("small", {}, explained)));
    switches.push({ button, fault, machine });
    return figure ? el("div", { class: "figured" }, button, el("label", {}, figure, text[FIGURES[fault][1]])) : button;

    async function press() {
      const seconds = figure ? Number(figure.value) || 0 : null;
      said(await setFault(device.name, machine, fault, button.getAttribute("aria-pressed") !== "true", seconds));
    }
  }
}

export function drawFaults(device, text) {
  let count = 0;
  for (const { button, fault, machine } of switches) {
    const on = machine ? device.machines[machine].on.includes(fault) : fault in device.faults;
    count += Number(on);
    if (button.getAttribute("aria-pressed") !== String(on)) {
      button.setAttribute("aria-pressed", String(on));
      button.classList.toggle("on", on);
    }
  }
  setText($("faults_on"), count ? text.faults_on(count) : "↓");
}

$("to_faults").onclick = () => $("faults_title").scrollIntoView({ block: "start" });

function capital(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
