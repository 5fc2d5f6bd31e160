// A voice: a loudspeaker that moves while it speaks, and what it said, newest on top.
import { el, icon, setText } from "../dom.js";

export function make({ text }) {
  const saying = el("p", { class: "saying" });
  const cone = el("div", { class: "cone" }, icon("\uE44A"));
  const said = el("ol", { class: "spoken" });
  let drawn = "";
  return { element: el("div", { class: "speaker" }, el("div", { class: "speaker_case" }, cone, saying), said), draw };

  function draw(machine) {
    const now = machine.state;
    cone.classList.toggle("speaking", now.speaking);
    setText(saying, now.text || text.nothing_said);
    const state = `${now.texts_spoken}`;
    if (state === drawn) return;
    drawn = state;
    said.replaceChildren(...(now.spoken || []).map((words) => el("li", {}, words)).reverse());
  }
}
