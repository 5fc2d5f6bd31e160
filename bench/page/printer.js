// A printer's state on hairlines. Its paper is paper.js's.
import { $, el, figure, pill } from "./dom.js";

export function makePrinter({ text }) {
  const list = el("dl", { class: "facts" });
  return { element: list, draw };

  function draw(device) {
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
