// The page: files in, by dropping, pasting or choosing; what was read, shown, corrected, copied, saved.

import { aboutServer } from "./api.js";
import { edit, showHint } from "./edit.js";
import { GivenFile } from "./files.js";
import { say, writeWords } from "./words.js";

const element = (id) => document.getElementById(id);
const [pages, text, tabs, status, progress] = ["pages", "text", "documents", "status", "progress"].map(element);

const files = [];
let current = null;
let looked = null;

const near = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    const view = current?.views.find((one) => one.element === target);
    if (view && isIntersecting !== Boolean(view.drawn)) isIntersecting ? view.draw() : view.clear();
  }
}, { root: pages, rootMargin: "1500px" });

// Files in

/** Take files; they are read one after the other, so that the first is there soon. */
async function take(given) {
  const added = [...given].map((file) => new GivenFile(file, file.name || "file", element("layer").value, changed));
  files.push(...added);
  if (added.length) open(added[0]);
  for (const file of added) await file.read();
}

element("choose").addEventListener("click", () => element("files").click());
element("files").addEventListener("change", ({ target }) => {
  take(target.files);
  target.value = "";
});
for (const kind of ["dragover", "dragleave", "drop"])
  window.addEventListener(kind, (event) => {
    event.preventDefault();
    document.body.classList.toggle("dropping", kind === "dragover");
    if (kind === "drop") take(event.dataTransfer.files);
  });
window.addEventListener("paste", (event) => {
  if (!event.clipboardData.files.length) return;
  event.preventDefault();
  take(event.clipboardData.files);
});

// What was read

/** Show a file's pages. */
function open(file) {
  near.disconnect();
  for (const view of current?.views ?? []) view.clear();
  current = file;
  looked = null;
  pages.replaceChildren();
  text.replaceChildren();
  changed(file);
}

/** Show what is new of a file. */
function changed(file) {
  writeTabs();
  if (file !== current) return;
  for (const view of file.views.slice(pages.childElementCount)) {
    pages.append(view.element);
    near.observe(view.element);
    text.append(document.createElement("div"));
  }
  for (const [number, page] of file.pages.entries())
    if (text.children[number].textContent !== page.text) text.children[number].textContent = page.text;
  writeState(file);
}

function writeState(file) {
  const isReading = file.state === "reading";
  progress.hidden = element("stop").hidden = !isReading;
  progress.max = Math.max(1, file.expected);
  progress.value = file.pages.length;
  const count = file.pages.reduce((sum, page) => sum + page.blocks.reduce(
    (some, block) => some + block.lines.reduce((chars, line) => chars + line.chars.length, 0), 0), 0);
  tell({
    waiting: "",
    reading: file.expected ? say("reading", file.pages.length, file.expected) : say("starting"),
    done: say("done", file.pages.length, count),
    stopped: say("stopped"),
    wrong: file.problem,
  }[file.state], file.state === "wrong");
  for (const id of ["copy", "format", "download", "doubt"]) element(id).disabled = !file.pages.length;
}

function tell(message, isWrong = false) {
  status.textContent = message;
  status.classList.toggle("wrong", isWrong);
}

function writeTabs() {
  if (files.length < 2) return;
  tabs.replaceChildren(...files.map((file) => {
    const tab = document.createElement("button");
    tab.role = "tab";
    tab.textContent = file.state === "reading" ? `${file.name} …` : file.name;
    tab.ariaSelected = String(file === current);
    tab.addEventListener("click", () => open(file));
    return tab;
  }));
}

element("stop").addEventListener("click", () => current?.stop());
element("show-text").addEventListener("change", ({ target }) => {
  document.body.classList.toggle("with-text", target.checked);
});

// Looking and correcting

function found(event) {
  const number = current?.views.findIndex((view) => view.element.contains(event.target)) ?? -1;
  const at = number < 0 ? null : current.views[number].at(event);
  return at ? { ...at, number } : null;
}

function ask({ number, place, char }) {
  const file = current;
  looked = { number, place };
  edit(char, (answer) => {
    if (answer === char.text && char.confidence === 1) return;
    file.correct(number, place, answer).catch((error) => tell(error.message, true));
  });
}

pages.addEventListener("pointermove", (event) => showHint(found(event), event));
pages.addEventListener("pointerleave", () => showHint(null));
pages.addEventListener("click", (event) => {
  const at = found(event);
  if (at && getSelection().isCollapsed) ask(at);
});
element("doubt").addEventListener("click", () => {
  const next = current.nextInDoubt(looked);
  if (!next) {
    looked = null;
    tell(say("sure"));
    return;
  }
  current.views[next.number].scrollTo(next.place);
  ask(next);
});

// What was read, out

element("copy").addEventListener("click", async () => {
  await copy(current.text);
  tell(say("copied"));
});

async function copy(content) {
  if (navigator.clipboard) return navigator.clipboard.writeText(content);
  // Browsers give the clipboard to pages of this machine and to HTTPS alone.
  const area = document.createElement("textarea");
  area.value = content;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

element("download").addEventListener("click", async () => {
  const format = element("format");
  try {
    const saved = await current.saved(format.value);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(saved);
    link.download = current.name + format.selectedOptions[0].dataset.ending;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  } catch (error) {
    tell(error.message, true);
  }
});

// The start

writeWords();
try {
  const { formats } = await aboutServer();
  element("format").replaceChildren(...Object.entries(formats).map(([name, ending]) => {
    const option = document.createElement("option");
    option.value = option.textContent = name;
    option.dataset.ending = ending;
    return option;
  }));
  document.body.dataset.ready = "yes";
} catch (error) {
  tell(error.message, true);
}
