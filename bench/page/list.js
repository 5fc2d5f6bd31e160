// The list of devices: what each is, and a light that says whether it is used, free, hurt or gone.
import { $, el, icon, light, setText } from "./dom.js";

const ICON = {
  printer: "\uE3DC", card_reader: "\uE2C8", scanner: "\uE3E6", lock_board: "\uECB8", pad: "\uE46A", caller: "\uE3BA", display: "\uE324", voice: "\uE44A",
};
const rows = new Map(); // name -> row

export function kindOf(device) {
  return device.slips ? "printer" : Object.values(device.machines)[0].kind;
}

// A board of a line, or a counter.
export function partName(machine, name, text) {
  return machine.kind === "pad" ? text.counter(name) : text.board(name);
}

// What the light says: [kind, word's name].
export function condition(device) {
  const on = device.state ? device.state.on : device.on;
  const opened = device.state ? device.state.opened : device.opened;
  if (!on) return ["stop", "is_off"];
  if ("unplug" in device.faults) return ["stop", "unplugged"];
  if (Object.keys(device.faults).length || Object.values(device.machines || {}).some((machine) => machine.on.length)) return ["warn", "faulty"];
  return opened.length ? ["ok", "in_use"] : ["off", "nobody"];
}

export function forgetList() {
  rows.clear();
  $("rows").replaceChildren();
}

// `cabinet`: the row of a pickup cabinet's front stands above the devices.
export function drawList(devices, chosen, text, choose, cabinet) {
  setText($("device_count"), String(devices.size));
  if (cabinet) {
    if (!rows.has(cabinet)) {
      const row = el("button", { class: "row", type: "button", onclick: () => choose(cabinet) }, icon(ICON.lock_board), el("span", {}, text.cabinet_title));
      rows.set(cabinet, row);
      $("rows").append(el("li", {}, row));
    }
    rows.get(cabinet).setAttribute("aria-current", String(chosen === cabinet));
  }
  for (const device of devices.values()) {
    if (!rows.has(device.name)) {
      const row = el("button", { class: "row", type: "button", onclick: () => choose(device.name) },
        icon(ICON[kindOf(device)] || "\uE5D4"), el("span", {}, text.devices[device.name] || device.name), light("off", ""));
      rows.set(device.name, row);
      $("rows").append(el("li", {}, row));
    }
    const row = rows.get(device.name);
    const [kind, word] = condition(device);
    if (row.dataset.light !== word) {
      row.dataset.light = word;
      row.lastChild.replaceWith(light(kind, text[word]));
    }
    row.setAttribute("aria-current", String(device.name === chosen));
  }
}
