// The last bytes in and out of a device, newest on top.
import { $, el, setText } from "./dom.js";

const LINES = 40;
let drawn = "";

export function drawLog(device, text) {
  setText($("bytes"), text.received(device.bytes_received));
  const state = `${device.name} ${device.traffic.length} ${JSON.stringify(device.traffic[0] || null)}`;
  if (state === drawn) return;
  drawn = state;
  $("log").replaceChildren(...device.traffic.slice(0, LINES).map(line));
}

function line(entry) {
  const at = new Date(entry.at * 1000);
  const time = at.toLocaleTimeString("zh-CN", { hour12: false }) + "." + String(at.getMilliseconds()).padStart(3, "0");
  return el("li", { class: entry.way }, el("time", {}, time), el("span", {}, entry.way === "in" ? "→" : "←"), el("span", {}, entry.hex));
}
