// A code scanner: what its window sees, and a code to hold before it: any text, in the encoding of its maker.
import { el, icon, setText } from "../dom.js";

const FORMATS = ["qr", "code128", "pdf417", "datamatrix", "ean13"];
const ENCODINGS = ["utf-8", "gb18030"];

export function make({ text, act }) {
  const words = el("textarea", { class: "field", rows: "2", "aria-label": text.code_text, spellcheck: "false" });
  const encoding = choice(ENCODINGS, text.encoding), format = choice(FORMATS, text.format);
  words.value = text.examples[0][1];
  const seen = el("span"), window_ = el("div", { class: "beam" }, el("i", { "aria-hidden": "true" }), icon("\uE3E6"), seen);
  const state = el("p", { class: "scanner_state" });
  const hold = () => act("show", { text: words.value, encoding: encoding.value, format: format.value });
  const examples = text.examples.map(([name, value, coded]) => el("button", { class: "example", type: "button", onclick: () => show(value, coded) }, name));
  const form = el("form", { class: "code", onsubmit: (event) => (event.preventDefault(), hold()) }, words,
    el("div", { class: "line" }, el("label", {}, text.encoding, encoding), el("label", {}, text.format, format),
      el("button", { class: "touchable small" }, text.hold), el("button", { class: "touchable small", type: "button", onclick: () => act("take_away") }, text.take_code_away)),
    el("div", { class: "line" }, el("span", { class: "soft" }, text.examples_title), examples));
  return { element: el("div", { class: "code_scanner" }, window_, state, form), draw };

  function show(value, coded = "utf-8") {
    words.value = value;
    encoding.value = coded;
    hold();
  }

  function draw(machine) {
    const now = machine.state;
    window_.classList.toggle("reading", now.reading);
    window_.classList.toggle("seen", now.shown_hex !== null);
    setText(seen, now.shown ?? now.shown_hex ?? text.nothing_held);
    setText(state, `${now.reading ? text.reading : text.not_reading} · ${text.codes_read(now.reads)}`);
  }
}

function choice(values, name) {
  return el("select", { class: "field", "aria-label": name }, values.map((value) => el("option", { value }, value)));
}
