// The buttons of a counter: keys F1 to F9, and one press is one deed. The server has the last word: each form names its turn.
"use strict";

const GUARD_MS = 600; // the second half of a double click; the server ignores it too while it has an old turn
const SURE_MS = 4000; // so long a button that asks back waits for its second press
let pressedMs = 0;
let asking = null; // the form that asked back

async function send(form) {
  const now = Date.now();
  if (now - pressedMs < GUARD_MS) return;
  pressedMs = now;
  if (form.dataset.sure && asking !== form) {
    askBack(form);
    return;
  }
  asking = null;
  heldUntilMs = now + GUARD_MS;
  const button = form.querySelector("button");
  button.classList.add("down");
  const part = form.closest("[data-live]");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { "X-Part": "1" },
      signal: AbortSignal.timeout(8000),
    });
    if (answer.status === 401 || answer.status === 403) {
      location.reload(); // signed out, or in again since: the page asks for what is missing
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    draw(part, await answer.text());
  } catch (error) {
    button.classList.remove("down");
    const trouble = document.querySelector(".trouble");
    trouble.hidden = false;
    setTimeout(() => { trouble.hidden = true; }, 6000);
  }
}

function askBack(form) {
  const button = form.querySelector("button");
  const word = button.querySelector(".word");
  const before = word.textContent;
  asking = form;
  heldUntilMs = Date.now() + SURE_MS; // the question stays under the finger
  word.textContent = form.dataset.sure;
  button.classList.add("sure");
  setTimeout(() => {
    word.textContent = before;
    button.classList.remove("sure");
    if (asking === form) asking = null;
  }, SURE_MS);
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-deed]")) {
    event.preventDefault();
    send(event.target);
  }
});

document.addEventListener("keydown", (event) => {
  const target = document.querySelector(`[data-key="${event.key}"]`);
  if (!target || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  if (event.repeat || target.disabled) return;
  if (target.matches("a")) target.click();
  else send(target.form);
});
