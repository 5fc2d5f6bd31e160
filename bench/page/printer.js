// The printer: its state on hairlines, the faults as switches, the last bytes in and out.
const $ = (id) => document.getElementById(id);
const ICON = { ok: "\uE184", warn: "\uE4E0", stop: "\uE4F8", off: "\uE3A0" };
const GROUPS = {
  group_sensors: ["paper_low", "paper_out", "cover_open", "cutter", "head_hot", "unrecoverable"],
  group_wire: ["unplug", "power_off", "half_job"],
  group_voice: ["silent", "late", "garbage", "echo", "no_marker", "no_status"],
};

export function drawState(device, text) {
  const now = device.state;
  const paper = { ok: ["ok", text.paper_ok], low: ["warn", text.paper_is_low], out: ["stop", text.paper_is_out] }[now.paper];
  const unknown = Object.keys(device.unknown);
  const rows = [
    [text.power, pill(now.on ? "ok" : "stop", now.on ? text.on : text.off)],
    [text.link, link(device, text)],
    [text.ready, pill(now.online ? "ok" : "stop", now.online ? (now.busy ? text.printing : text.online) : text.offline)],
    [text.supply, pill(...paper)],
    [text.cover, pill(now.cover === "closed" ? "ok" : "stop", text[now.cover])],
    [text.knife, pill(now.cutter ? "stop" : "ok", now.cutter ? text.jammed : text.home)],
    [text.buffer, figure(`${now.waiting_bytes} B`)],
    [text.unknown, unknown.length ? pill("warn", unknown.slice(0, 2).join(", ")) : figure("0")],
    [text.drawer, figure(now.drawer_kicks)],
  ];
  $("state").replaceChildren(...rows.map(([name, value]) => {
    const row = document.createElement("div");
    const term = Object.assign(document.createElement("dt"), { textContent: name });
    const shown = document.createElement("dd");
    shown.append(value);
    row.append(term, shown);
    return row;
  }));
  const pty = device.pty.split("/").slice(-2).join("/"); // the folder is the demo's; the whole path is in the tooltip
  $("ports").textContent = `${pty} · ${device.tcp.replace("socket://", "")}`;
  $("ports").title = device.pty;
  $("ports").title = $("ports").textContent;
  $("bytes").textContent = text.received(device.bytes_received);
}

function link(device, text) {
  if (!device.state.plugged) return pill("stop", text.unplugged);
  const opened = device.state.opened;
  if (!opened.length) return pill("off", text.nobody);
  return pill("ok", opened.map((address) => (address === device.tcp ? text.network : text.serial)).join(", "));
}

function pill(kind, words) {
  const element = Object.assign(document.createElement("span"), { className: `pill ${kind}` });
  element.append(Object.assign(document.createElement("i"), { className: "icon", textContent: ICON[kind] }), words);
  return element;
}

function figure(value) {
  return Object.assign(document.createElement("span"), { className: "figure", textContent: value });
}

export function drawFaults(device, text, toggle) {
  if (!$("faults").firstChild) {
    for (const [group, faults] of Object.entries(GROUPS)) {
      const row = Object.assign(document.createElement("div"), { className: "group" });
      row.append(Object.assign(document.createElement("span"), { textContent: text[group] }));
      for (const fault of faults) row.append(button(fault, text, toggle));
      $("faults").append(row);
    }
  }
  for (const element of $("faults").querySelectorAll("button")) {
    const on = element.dataset.fault in device.faults;
    element.classList.toggle("on", on);
    element.setAttribute("aria-pressed", on);
  }
}

function button(fault, text, toggle) {
  const element = Object.assign(document.createElement("button"), { className: "touchable" });
  element.dataset.fault = fault;
  element.innerHTML = `<i class="box">\uE182</i>`;
  element.append(text[fault]);
  let seconds = null;
  if (fault === "late") {
    seconds = Object.assign(document.createElement("input"), { className: "seconds", value: "2", title: text.seconds, inputMode: "decimal" });
    seconds.onclick = (event) => event.stopPropagation();
    element.append(seconds);
  }
  element.onclick = () => toggle(fault, !element.classList.contains("on"), seconds ? Number(seconds.value) || 0 : null);
  return element;
}

export function drawLog(device, text) {
  $("log").replaceChildren(...device.traffic.slice(0, 40).map((entry) => {
    const row = Object.assign(document.createElement("li"), { className: entry.way });
    const at = new Date(entry.at * 1000);
    const time = at.toLocaleTimeString("zh-CN", { hour12: false }) + "." + String(at.getMilliseconds()).padStart(3, "0");
    row.append(Object.assign(document.createElement("time"), { textContent: time }));
    row.append(Object.assign(document.createElement("span"), { textContent: entry.way === "in" ? "→" : "←" }));
    row.append(Object.assign(document.createElement("span"), { textContent: entry.hex }));
    return row;
  }));
}
