// An identity-card reader and the made-up cards beside it: click a card, or drag it onto the reader; click it to take it away.
import { el, icon, setText } from "../dom.js";

export function make({ machine, text, act }) {
  const names = machine.acts.put_card.card.replace("one of ", "").split(", ");
  const put = (name) => act("put_card", { card: name });
  const plate = el("button", { class: "plate", type: "button", onclick: () => lying && act("take_card") });
  const light = el("p", { class: "reader_light" });
  const cards = new Map(names.map((name) => [name, card(name, "button")]));
  const reader = el("div", { class: "reader", ondragover: (event) => event.preventDefault(), ondrop: (event) => put(event.dataTransfer.getData("text/plain")) }, plate, light);
  let lying = null, drawn;
  return { element: el("div", { class: "card_reader" }, reader, el("div", { class: "cards" }, [...cards.values()])), draw };

  function card(name, tag) {
    const [kind, person] = text.cards[name] || [name.replaceAll("_", " "), ""];
    const element = el(tag, { class: "card", "data-card": name }, icon("\uE4C2"), el("span", {}, el("b", {}, person || kind), el("small", {}, person ? kind : "")));
    if (tag !== "button") return element;
    Object.assign(element, { type: "button", draggable: true, onclick: () => (lying === name ? act("take_card") : put(name)) });
    element.ondragstart = (event) => event.dataTransfer.setData("text/plain", name);
    return element;
  }

  function draw(machine) {
    const now = machine.state;
    setText(light, now.card ? text.card_reads(now.reads) : text.no_card);
    if (drawn === now.card) return;
    drawn = lying = now.card;
    plate.replaceChildren(lying ? card(lying, "span") : el("span", { class: "waves", "aria-hidden": "true" }, text.lay_here));
    plate.disabled = !lying;
    plate.setAttribute("aria-label", lying ? text.take_away : text.no_card);
    for (const [name, element] of cards) element.setAttribute("aria-pressed", String(name === lying));
  }
}
