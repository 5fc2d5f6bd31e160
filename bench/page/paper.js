// The paper: what grows out of the slot now, and below it the slips that were cut, newest on top.
import { $ } from "./dom.js";

const shown = new Map(); // n -> figure
let grown = "";
let printer = "";

export function forgetPaper() {
  for (const figure of shown.values()) figure.remove();
  shown.clear();
  grown = "";
}

export function drawPaper(device, text) {
  if (printer !== device.name) forgetPaper();
  printer = device.name;
  const cut = device.slips.filter((slip) => slip.complete);
  const growing = device.slips.find((slip) => !slip.complete);
  drawGrowing(device.name, growing);
  for (const slip of cut) {
    if (!shown.has(slip.n)) {
      const figure = document.createElement("figure");
      const picture = Object.assign(new Image(), { src: `/api/devices/${device.name}/slips/${slip.n}.png`, alt: slip.lines.join("\n") });
      figure.append(picture, document.createElement("figcaption"));
      if (shown.size) figure.className = "fresh";
      $("slips").prepend(figure);
      shown.set(slip.n, figure);
    }
    caption(shown.get(slip.n).lastChild, slip, text);
  }
  for (const [n, figure] of shown) {
    if (!cut.some((slip) => slip.n === n)) {
      figure.remove();
      shown.delete(n);
    }
  }
  document.querySelector(".empty").hidden = Boolean(shown.size || growing);
  $("count").textContent = shown.size ? text.slips(shown.size) : "";
}

function drawGrowing(name, slip) {
  const state = slip ? `${slip.n}-${slip.height_dots}` : "";
  if (state === grown) return;
  grown = state;
  if (!slip) {
    $("mouth").style.height = "0";
    $("growing").removeAttribute("src");
    return;
  }
  const next = new Image();
  next.onload = () => {
    if (grown !== state) return;
    $("growing").src = next.src;
    const width = $("mouth").clientWidth - 60;
    $("mouth").style.height = `${(width * next.height) / next.width}px`;
    $("mouth").scrollTop = 1e6;
  };
  next.src = `/api/devices/${name}/slips/${slip.n}.png?dots=${slip.height_dots}`;
}

function caption(element, slip, text) {
  const at = new Date(slip.at).toLocaleTimeString("zh-CN", { hour12: false });
  element.innerHTML = `<b></b><span class="figure"></span>`;
  element.firstChild.textContent = text.slip(slip.n);
  element.lastChild.textContent = `${at} · ${slip.height_mm} mm · ${slip.bytes} B`;
}
