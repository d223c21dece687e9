// Over a character: what it may be. On a click: another one.

import { hintOf } from "./view.js";

const hint = document.getElementById("hint");
const editor = document.getElementById("editor");
const letter = document.getElementById("letter");
const candidates = document.getElementById("candidates");

let lit = null;
let save = null;

/** Show what the character under the pointer may be; nothing where there is none. */
export function showHint(found, event) {
  if (lit !== (found?.polygon ?? null)) {
    lit?.classList.remove("here");
    lit = found?.polygon ?? null;
    lit?.classList.add("here");
    hint.textContent = found ? hintOf(found) : "";
  }
  hint.hidden = !found;
  if (!found) return;
  const { innerWidth, innerHeight } = window;
  hint.style.left = `${Math.min(event.clientX + 14, innerWidth - hint.offsetWidth - 4)}px`;
  hint.style.top = `${Math.min(event.clientY + 14, innerHeight - hint.offsetHeight - 4)}px`;
}

/** Ask what a character is; `take` gets the answer, empty where there is none. */
export function edit(char, take) {
  save = take;
  letter.value = char.text;
  candidates.replaceChildren(...char.candidates.map(([text]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", () => finish(text));
    return button;
  }));
  showHint(null);
  editor.showModal();
  letter.select();
}

function finish(text) {
  const take = save;
  save = null;
  editor.close();
  take?.(text);
}

editor.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = letter.value.trim();
  if (text) finish(text);
});
document.getElementById("remove").addEventListener("click", () => finish(""));
document.getElementById("cancel").addEventListener("click", () => editor.close());
