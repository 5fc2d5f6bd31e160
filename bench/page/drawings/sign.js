// A call display: its dots as they shine, and below them the text to read.
import { el, setText } from "../dom.js";

const DOT = 5; // pixels of the canvas a dot, with its gap
const LINE_PX = 16;
const LIT = "#FF9A2E", DARK = "#2A2320";

export function make({ text }) {
  const glass = el("canvas", { class: "dots", role: "img" });
  const read = el("p", { class: "read" });
  let drawn = "";
  return { element: el("div", { class: "sign" }, el("div", { class: "sign_case" }, glass), read), draw };

  function draw(machine) {
    const now = machine.state;
    const state = JSON.stringify([now.width_px, now.height_px, now.areas]);
    if (state === drawn) return;
    drawn = state;
    glass.setAttribute("aria-label", now.text);
    setText(read, now.text || text.sign_dark);
    document.fonts.load(`700 ${LINE_PX}px "Hall Text"`, now.text || "0").then(() => drawn === state && shine(now));
  }

  function shine(now) {
    const [width, height] = [now.width_px, now.height_px];
    const lit = dots(width, height, now.areas);
    glass.width = width * DOT;
    glass.height = height * DOT;
    const pen = glass.getContext("2d");
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        pen.fillStyle = lit(x, y) ? LIT : DARK;
        pen.beginPath();
        pen.arc((x + 0.5) * DOT, (y + 0.5) * DOT, DOT * 0.4, 0, 7);
        pen.fill();
      }
    }
  }
}

// Writes the areas in the dots' own resolution and tells which are lit.
function dots(width, height, areas) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.font = `700 ${LINE_PX}px "Hall Text", sans-serif`;
  pen.textBaseline = "middle";
  pen.fillStyle = "#fff";
  for (const area of areas) {
    pen.save();
    pen.beginPath();
    pen.rect(area.x_px, area.y_px, area.width_px, area.height_px);
    pen.clip();
    const lines = broken(area.text, area.width_px, pen).slice(0, Math.max(1, Math.floor(area.height_px / LINE_PX)));
    const top = area.y_px + (area.height_px - lines.length * LINE_PX) / 2;
    lines.forEach((line, at) => pen.fillText(line, area.x_px + Math.max(0, (area.width_px - pen.measureText(line).width) / 2), top + (at + 0.5) * LINE_PX));
    pen.restore();
  }
  const pixels = pen.getImageData(0, 0, width, height).data;
  return (x, y) => pixels[(y * width + x) * 4 + 3] > 110;
}

function broken(words, width, pen) {
  const lines = [""];
  for (const letter of words) {
    if (pen.measureText(lines.at(-1) + letter).width > width) lines.push("");
    lines[lines.length - 1] += letter;
  }
  return lines;
}
