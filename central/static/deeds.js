// The buttons of a counter: keys F1 to F8, and one press is one deed. The server has the last word: each form names its turn.
"use strict";

const GUARD_MS = 600; // the second half of a double click; the server ignores it too while it has an old turn
let pressedMs = 0;

async function send(form) {
  const now = Date.now();
  if (now - pressedMs < GUARD_MS) return;
  pressedMs = now;
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

document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-deed]")) {
    event.preventDefault();
    send(event.target);
  }
});

document.addEventListener("keydown", (event) => {
  const button = document.querySelector(`button[data-key="${event.key}"]`);
  if (!button || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  if (!event.repeat && !button.disabled) send(button.form);
});
