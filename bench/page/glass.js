// The kiosk's screen: its stream of pictures, and a click that is a finger.
import { $, el } from "./dom.js";
import { touch } from "./bench.js";

let size = null;

export function drawGlass(screen) {
  size = screen;
  const [width, height] = screen || [1080, 1920];
  document.body.classList.toggle("wide", width > height);
  document.querySelector("main").style.setProperty("--ratio", width / height);
  $("dark").hidden = Boolean(screen);
  if (screen && !$("screen").src) $("screen").src = "/api/screen.mjpeg";
}

export function losePicture() {
  $("screen").removeAttribute("src");
}

// A stream that broke off would show as a broken picture; the next change of the bench asks for it again.
$("screen").addEventListener("error", losePicture);

$("screen").addEventListener("pointerdown", (event) => {
  if (!size || event.button !== 0) return;
  const box = event.currentTarget.getBoundingClientRect();
  const [width, height] = size;
  const x = Math.min(width - 1, Math.floor(((event.clientX - box.left) / box.width) * width));
  const y = Math.min(height - 1, Math.floor(((event.clientY - box.top) / box.height) * height));
  touch(x, y);
  const finger = el("div", { class: "finger" });
  finger.style.left = `${event.clientX - box.left}px`;
  finger.style.top = `${event.clientY - box.top}px`;
  finger.onanimationend = () => finger.remove();
  $("glass").append(finger);
});
