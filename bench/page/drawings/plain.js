// Any machine without a drawing of its own: its state as facts, and what can be done to it as forms.
import { el, setText } from "../dom.js";

export function make({ machine, act, text }) {
  const facts = el("dl", { class: "facts" });
  const forms = Object.entries(machine.acts).map(([name, values]) => {
    const fields = Object.entries(values).map(([value, what]) => [value, el("input", { placeholder: what, "aria-label": value })]);
    const send = (event) => {
      event.preventDefault();
      act(name, Object.fromEntries(fields.filter(([, field]) => field.value !== "").map(([value, field]) => [value, field.value])));
    };
    return el("form", { class: "act", onsubmit: send }, el("button", { class: "touchable small" }, text.acts[name] || name.replaceAll("_", " ")),
      fields.map(([value, field]) => el("label", {}, text.values[value] || value, field)));
  });
  return { element: el("div", { class: "plain" }, facts, forms), draw };

  function draw(now) {
    const rows = Object.entries(now.state).map(([name, value]) => [name.replaceAll("_", " "), typeof value === "object" ? JSON.stringify(value) : String(value)]);
    while (facts.children.length > rows.length) facts.lastChild.remove();
    rows.forEach(([name, value], at) => {
      if (!facts.children[at]) facts.append(el("div", {}, el("dt"), el("dd")));
      setText(facts.children[at].firstChild, name);
      setText(facts.children[at].lastChild, value);
    });
  }
}
