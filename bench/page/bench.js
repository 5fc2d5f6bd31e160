// The bench's HTTP: faults, acts, touches, and the stream of states. The contract is docs/devices/bench.md.
const at = (...parts) => "/api/" + parts.map(encodeURIComponent).join("/");

async function post(path, body) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (answer.ok) return null;
  const { detail } = await answer.json();
  return typeof detail === "string" ? detail : detail.map((each) => each.msg).join("; ");
}

// Each resolves to null, or to the sentence of the refusal.
export const touch = (x, y) => post("/api/screen/touch", { x, y });
export const act = (device, machine, name, values) => post(at("devices", device, "machines", machine, "acts"), { act: name, values });
export const setFault = (device, machine, fault, on, seconds) =>
  post(machine ? at("devices", device, "machines", machine, "faults") : at("devices", device, "faults"), { fault, on, seconds });

// A pickup cabinet's front, where the bench has one; else null.
export async function readFront() {
  const answer = await fetch("/api/cabinet");
  return answer.ok ? answer.json() : null;
}

// `told`: the screen's size and all devices by name, at each change.
export function listen(told, connected) {
  const devices = new Map();
  const events = new EventSource("/api/events?changed=true");
  events.onopen = () => devices.clear(); // a new stream begins with all of them
  events.onmessage = (message) => {
    const { screen, devices: fresh } = JSON.parse(message.data);
    for (const device of fresh) devices.set(device.name, device);
    connected(true);
    told(screen, devices);
  };
  events.onerror = () => connected(false);
}
