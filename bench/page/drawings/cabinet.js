// A lock board as the cabinet before it. A click is a hand: it pulls a shut door open and shuts an open one.
import { el } from "../dom.js";

const FLASH_MS = 900;
const COLUMNS = { 8: 4, 12: 6, 16: 8, 24: 8, 48: 8 };

export function make({ machine, text, act }) {
  const numbers = Object.keys(machine.state.doors).map(Number);
  const doors = new Map(numbers.map((number) => [number, door(number)]));
  const shelf = "put_in" in machine.acts ? el("input", { type: "checkbox" }) : null;
  const hand = shelf && el("label", { class: "hand" }, shelf, text.hand_inside);
  const stuck = el("p", { class: "stuck", hidden: "" }, text.doors_stuck);
  const cabinet = el("div", { class: "cabinet", style: `--columns: ${COLUMNS[numbers.length] || 8}` }, [...doors.values()]);
  let pulsed = machine.state.pulses.at(-1)?.at ?? -1;
  return { element: el("div", {}, cabinet, stuck, hand), draw };

  function door(number) {
    const leaf = el("button", { class: "door", type: "button", onclick: () => touch(number) },
      el("i", { class: "inside", "aria-hidden": "true" }), el("b", { class: "figure" }, String(number)), el("i", { class: "handle", "aria-hidden": "true" }));
    return leaf;
  }

  function touch(number) {
    const { open, item } = doors.get(number).dataset;
    if (shelf?.checked) act(item === "true" ? "take_out" : "put_in", { door: number });
    else act(open === "true" ? "close_door" : "pull_door", { door: number });
  }

  function draw(machine) {
    const { doors: states, pulses, items = {} } = machine.state;
    for (const [number, leaf] of doors) {
      const open = String(states[number] === "open"), item = String(Boolean(items[number]));
      if (leaf.dataset.open === open && leaf.dataset.item === item) continue;
      Object.assign(leaf.dataset, { open, item });
      leaf.setAttribute("aria-label", text.door(number, open === "true", item === "true"));
      leaf.title = leaf.getAttribute("aria-label");
    }
    stuck.hidden = !machine.on.includes("stuck_door");
    for (const pulse of pulses.filter((each) => each.at > pulsed)) flash(doors.get(pulse.door));
    pulsed = pulses.at(-1)?.at ?? pulsed;
  }

  function flash(leaf) {
    leaf.classList.remove("pulse");
    void leaf.offsetWidth; // so that a second pulse flashes again
    leaf.classList.add("pulse");
    setTimeout(() => leaf.classList.remove("pulse"), FLASH_MS);
  }
}
