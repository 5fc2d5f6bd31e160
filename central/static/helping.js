// Rings when somebody asks for help, for whoever wants that.
"use strict";

const ringButton = document.getElementById("ring");
const pleas = document.getElementById("pleas");
const newest = () => Number(pleas.querySelector(".help")?.dataset.newest || 0);
let speaker = null, heardOf = newest();

function sayRing() {
  const label = ringButton.querySelector("[data-on]");
  ringButton.setAttribute("aria-pressed", String(Boolean(speaker)));
  label.textContent = speaker ? label.dataset.on : label.dataset.off;
}

function ring() {
  for (const [at, hertz] of [[0, 660], [0.25, 880]]) {
    const tone = speaker.createOscillator(), volume = speaker.createGain();
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0.25, speaker.currentTime + at);
    volume.gain.exponentialRampToValueAtTime(0.001, speaker.currentTime + at + 0.24);
    tone.connect(volume).connect(speaker.destination);
    tone.start(speaker.currentTime + at);
    tone.stop(speaker.currentTime + at + 0.25);
  }
}

ringButton.addEventListener("click", () => {
  if (speaker) speaker.close();
  speaker = speaker ? null : new AudioContext();
  if (speaker) ring();
  sayRing();
});

new MutationObserver(() => {
  const now = newest();
  if (now > heardOf && speaker) ring();
  heardOf = Math.max(now, heardOf);
}).observe(pleas, { childList: true });
sayRing();
