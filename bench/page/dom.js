// Builds elements: el("button", { class: "touchable", onclick: press, "aria-pressed": "true" }, "text", child).
export const $ = (id) => document.getElementById(id);

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element[name] = value;
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.flat());
  return element;
}

const ICON = { ok: "\uE184", warn: "\uE4E0", stop: "\uE4F8", off: "\uE3A0" };

export function icon(glyph, kind = "") {
  return el("i", { class: `icon ${kind}`, "aria-hidden": "true" }, glyph);
}

// A state as shape, word and colour together. `kind`: ok, warn, stop, off.
export function pill(kind, words) {
  return el("span", { class: `pill ${kind}` }, icon(ICON[kind]), words);
}

export function light(kind, words) {
  return el("span", { class: `light ${kind}`, title: words, role: "img", "aria-label": words }, icon(ICON[kind]));
}

export function figure(value) {
  return el("span", { class: "figure" }, String(value));
}

// Only what changed is put on the page: a message comes eight times a second.
export function setText(element, words) {
  if (element.textContent !== words) element.textContent = words;
}
