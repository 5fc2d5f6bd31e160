// A printer's state on hairlines. Its paper is paper.js's.
import { el, figure, pill, setText } from "./dom.js";

export function makePrinter({ device, text, act }) {
  const list = el("dl", { class: "facts" });
  const exit = device.state.presenter.model === "none" ? null : makeExit(text, act);
  return { element: el("div", {}, exit?.element, list), draw };

  function draw(device) {
    exit?.draw(device.state.presenter);
    const now = device.state;
    const paper = { ok: ["ok", text.paper_ok], low: ["warn", text.paper_is_low], out: ["stop", text.paper_is_out] }[now.paper];
    const unknown = Object.keys(device.unknown);
    const rows = [
      [text.ready, pill(now.online ? "ok" : "stop", now.online ? (now.busy ? text.printing : text.online) : text.offline)],
      [text.supply, pill(...paper)],
      [text.cover, pill(now.cover === "closed" ? "ok" : "stop", text[now.cover])],
      [text.knife, pill(now.cutter ? "stop" : "ok", now.cutter ? text.jammed : text.home)],
      [text.buffer, figure(`${now.waiting_bytes} B`)],
      [text.drawer, figure(now.drawer_kicks)],
      [text.unknown, unknown.length ? pill("warn", unknown.slice(0, 2).join(", ")) : figure("0")],
    ];
    list.replaceChildren(...rows.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
  }
}

// The presenter: a ticket is pushed out and waits to be taken.
function makeExit(text, act) {
  const ticket = el("button", { class: "ticket", type: "button", onclick: () => act("presenter", "take_ticket") });
  const counts = el("p", { class: "heard" });
  const exit = el("div", { class: "exit" }, el("i", { "aria-hidden": "true" }), ticket);
  return { element: el("div", {}, exit, counts), draw };

  function draw(now) {
    exit.dataset.ticket = now.jammed ? "jammed" : now.ticket;
    ticket.disabled = now.ticket !== "presented";
    setText(ticket, now.jammed ? text.ticket_jammed : text.tickets[now.ticket]);
    setText(counts, text.exit_counts(now.taken, now.retracted, now.ejected));
  }
}
