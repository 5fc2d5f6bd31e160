// A counter's box: what its digits show, the clerk's keys, and the keys with which a citizen rates.
import { el, setText } from "../dom.js";

const MOUTHS = ["M17 34 Q24 26 31 34", "M17 31 H31", "M17 29 Q24 35 31 29", "M15 27 Q24 40 33 27"]; // from bad to good

export function make({ machine, text, act }) {
  const keys = (machine.acts.press?.key || "").replace("one of ", "").split(", ").filter(Boolean);
  const ratings = (machine.acts.rate?.value || "").match(/\d+/g) || [];
  const waiting = digits(text.waiting), ticket = digits(text.ticket), heard = el("p", { class: "heard" }), stars = el("span", { class: "stars", "aria-hidden": "true" }, "★★★★★");
  const shows = "ticket" in machine.state;
  const box = el("div", { class: "caller" }, shows ? el("div", { class: "digits" }, waiting.element, ticket.element) : null,
    el("div", { class: "keys words_keys" }, keys.filter((name) => !/^\d$/.test(name)).map(key)),
    el("div", { class: "keys figure_keys" }, [...keys.filter((name) => /^[1-9]$/.test(name)), ...keys.filter((name) => name === "0")].map(key)));
  const invitation = el("p", { class: "invitation" });
  const pad = ratings.length ? el("div", { class: "rating" }, invitation, el("div", { class: "faces" }, [...ratings].reverse().map(face)), stars) : null;
  return { element: el("div", { class: "counter" }, box, pad, heard), draw };

  function key(name) {
    return el("button", { class: "key", type: "button", onclick: () => act("press", { key: name }) }, text.keys[name] || name.replaceAll("_", " "));
  }

  function face(value) {
    const mouth = MOUTHS[Math.round((value - ratings[0]) / Math.max(1, ratings.at(-1) - ratings[0]) * (MOUTHS.length - 1))];
    const button = el("button", { class: "face", type: "button", onclick: () => act("rate", { value: Number(value) }) });
    button.innerHTML = `<svg viewBox="0 0 48 48" aria-hidden="true"><g fill="none" stroke="currentColor" stroke-width="3.4" stroke-linecap="round"><circle cx="24" cy="24" r="20"/><path d="${mouth}"/></g><circle cx="17" cy="19" r="2.6"/><circle cx="31" cy="19" r="2.6"/></svg>`;
    button.append(el("span", {}, (ratings.length === MOUTHS.length && text.ratings[value]) || value));
    return button;
  }

  function draw(machine) {
    const now = machine.state;
    if (shows) {
      waiting.show(now.waiting);
      ticket.show(now.ticket);
    }
    pad?.classList.toggle("invited", Boolean(now.invited));
    stars.hidden = !now.stars;
    setText(invitation, now.invited ? text.invited : text.not_invited);
    const open = now.unacknowledged?.length ? text.unacknowledged(now.unacknowledged.length) : "";
    setText(heard, [now.beeps ? text.beeps(now.beeps) : "", open, now.heard ? `${text.heard} ${now.heard.toUpperCase()}` : ""].filter(Boolean).join(" · "));
  }
}

function digits(name) {
  const shown = el("output", { class: "figure" });
  return { element: el("label", {}, name, shown), show: (value) => setText(shown, value || "–––") };
}
