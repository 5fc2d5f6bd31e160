// A pickup cabinet from the front: its doors where they are, what its visitors hold up, and the messages on their phones.
// The doors are those of the lock boards; the bench says at /api/cabinet which is which (bench/front.py).
import { $, el, icon, pill, setText } from "./dom.js";
import { act, readFront, setFault } from "./bench.js";

const GAP_MM = 10, EDGE_MM = 60; // between two doors, and around all of them
const HOLD_MS = 3000; // how long somebody holds something up
const READ_MS = 2000; // how often it is asked what there is in hand
const BOARD_FAULTS = ["stuck_door", "sensor_lies", "dead"];
let built = null; // { doors, boards, tools }
let front = null;
let drawnHands = "";

export const hasFront = async () => (front = await readFront()) !== null;

export function forgetFront() {
  built = null;
  drawnHands = "";
  $("device").classList.remove("front");
}

// The printer whose paper a visitor of the cabinet takes.
export const printerOfFront = () => front.printer;

export function drawFront(devices, text, say) {
  if (!built) build(devices, text, say);
  for (const { cell, leaf } of built.doors) drawDoor(leaf, cell, stateOf(devices, cell), text);
  for (const { button, device, machine, fault } of built.boards) {
    const on = devices.get(device).machines[machine].on.includes(fault);
    button.setAttribute("aria-pressed", String(on));
    button.classList.toggle("on", on);
  }
}

function build(devices, text, say) {
  const done = async (device, machine, name, values) => say(await act(device, machine, name, values));
  const inside = el("input", { type: "checkbox", id: "reach" });
  const doors = front.cells.map((cell) => ({ cell, leaf: door(cell) }));
  const boards = boardsOf(front.cells).flatMap(({ device, machine }) => BOARD_FAULTS.map((fault) => ({ device, machine, fault, button: faultButton(device, machine, fault) })));
  built = { doors, boards };
  setText($("device_name"), text.cabinet_title);
  $("condition").replaceChildren();
  $("ports").replaceChildren();
  $("faults").replaceChildren(...boardsOf(front.cells).map(({ device, machine, numbers }) => el("section", { class: "group" },
    el("h4", {}, text.board_cells(numbers[0], numbers.at(-1))),
    el("div", { class: "line" }, boards.filter((each) => each.device === device && each.machine === machine).map((each) => each.button)))));
  setText($("faults_on"), "↓");
  $("device").classList.add("front");
  const hands = el("div", { class: "hands" });
  $("drawing").replaceChildren(el("div", { class: "front_view" },
    el("div", {}, plan(doors), el("label", { class: "hand" }, inside, text.hand_inside)), hands));
  built.hands = hands;
  drawHands();

  function door(cell) {
    return el("button", { class: "door", type: "button", onclick: () => touch(cell) },
      el("i", { class: "inside", "aria-hidden": "true" }), el("b", { class: "figure" }, String(cell.number)), el("i", { class: "handle", "aria-hidden": "true" }));
  }

  // A finger on a door, or a hand through it.
  function touch(cell) {
    const { open, item } = built.doors.find((each) => each.cell === cell).leaf.dataset;
    const hand = open === "true" ? "close_door" : "pull_door", reach = item === "true" ? "take_out" : "put_in";
    if (inside.checked && item === undefined) return say(text.no_item_sensor(cell.number));
    if (inside.checked && open !== "true") return say(text.door_is_shut(cell.number));
    done(cell.device, cell.machine, inside.checked ? reach : hand, { door: cell.door });
  }

  function faultButton(device, machine, fault) {
    const press = async () => say(await setFault(device, machine, fault, button.getAttribute("aria-pressed") !== "true", null));
    const [label, explained] = text.cabinet_faults[fault] || text.faults[fault];
    const button = el("button", { class: "touchable small", type: "button", title: explained, "data-fault": fault, onclick: press }, el("i", { class: "box", "aria-hidden": "true" }, "\uE182"), label);
    return button;
  }

  function drawHands() {
    const now = JSON.stringify([front.held, front.cards, front.messages]);
    if (now === drawnHands) return;
    drawnHands = now;
    const held = (kind) => front.held.filter((each) => each.kind === kind);
    const hold = (each) => holdUp(() => done(front.scanner, "scanner", "show", { text: each.text, format: each.format }), () => done(front.scanner, "scanner", "take_away", {}));
    const lay = (each) => holdUp(() => done(front.card_reader, "reader", "put_card", { card: each.card }), () => done(front.card_reader, "reader", "take_card", {}));
    const shown = [
      group(text.in_hand.badge, "\uE2C8", held("badge"), hold), group(text.in_hand.label, "\uE3E6", held("label"), hold),
      group(text.in_hand.pickup, "\uE3E6", held("pickup"), hold), group(text.in_hand.card, "\uE2C8", front.cards, lay),
      el("section", {}, el("h4", {}, text.messages), front.messages.length ? el("ol", { class: "messages" }, front.messages.map(message)) : el("p", { class: "soft" }, text.no_messages)),
    ];
    hands.replaceChildren(...shown.filter(Boolean));
  }

  built.readHands = drawHands;
}

setInterval(async () => {
  if (!built || !built.hands.isConnected) return;
  front = (await readFront()) || front;
  built.readHands();
}, READ_MS);

// Somebody else's hand may be there meanwhile: the last one that came takes its own away.
let holding = 0;
function holdUp(show, away) {
  clearTimeout(holding);
  show();
  holding = setTimeout(away, HOLD_MS);
}

function group(title, glyph, things, press) {
  if (!things.length) return null;
  return el("section", {}, el("h4", {}, title), el("div", { class: "line" }, things.map((each) => el("button", { class: "touchable small", type: "button", onclick: () => press(each) }, icon(glyph), each.name))));
}

function message({ phone, text }) {
  return el("li", {}, el("b", { class: "figure" }, phone), el("p", {}, text));
}

// Millimetres become parts of the drawing's width and height, so that it is as large as there is room.
function plan(doors) {
  const { cells, screen } = front;
  const columns = 1 + Math.max(screen.column, ...cells.map((cell) => cell.column));
  const tops = [...cells, screen].map((part) => part.floor_mm + part.height_mm);
  const foot = Math.min(...cells.map((cell) => cell.floor_mm), screen.floor_mm) - EDGE_MM, top = Math.max(...tops) + EDGE_MM;
  const place = (part) => `left: ${(100 * part.column) / columns}%; width: ${100 / columns}%; bottom: ${(100 * (part.floor_mm - foot)) / (top - foot)}%; height: ${(100 * (part.height_mm - GAP_MM / 2)) / (top - foot)}%`;
  for (const { cell, leaf } of doors) leaf.style.cssText = place(cell);
  const glass = el("div", { class: "glass_part", style: place(screen), "aria-hidden": "true" }, el("i"), el("i"), el("i"));
  return el("div", { class: "plan", style: `--mm: ${(columns * 440) / (top - foot)}` }, el("div", { class: "plan_inside" }, glass, doors.map((each) => each.leaf)));
}

function boardsOf(cells) {
  const boards = new Map();
  for (const { device, machine, number } of cells) {
    const key = `${device} ${machine}`;
    if (!boards.has(key)) boards.set(key, { device, machine, numbers: [] });
    boards.get(key).numbers.push(number);
  }
  return [...boards.values()];
}

function stateOf(devices, cell) {
  const { state } = devices.get(cell.device).machines[cell.machine];
  return { open: state.doors[cell.door] === "open", item: state.items ? Boolean(state.items[cell.door]) : undefined, pulses: state.pulses.filter((pulse) => pulse.door === cell.door) };
}

function drawDoor(leaf, cell, { open, item, pulses }, text) {
  const last = String(pulses.at(-1)?.at ?? "");
  if (leaf.dataset.pulse !== undefined && last !== leaf.dataset.pulse) flash(leaf);
  leaf.dataset.pulse = last;
  if (leaf.dataset.open === String(open) && leaf.dataset.item === (item === undefined ? undefined : String(item))) return;
  leaf.dataset.open = String(open);
  if (item !== undefined) leaf.dataset.item = String(item);
  leaf.title = text.door(cell.number, open, item);
  leaf.setAttribute("aria-label", leaf.title);
}

function flash(leaf) {
  leaf.classList.remove("pulse");
  void leaf.offsetWidth; // so that a second pulse flashes again
  leaf.classList.add("pulse");
}
