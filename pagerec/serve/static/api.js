// Requests to the server that this page came from.

import { say } from "./words.js";

const KEY = "pagerec-token";

let about = null;

/** What the server takes and gives. */
export async function aboutServer() {
  about = await (await answered("about")).json();
  return about;
}

/** Read a file; `take` is called with each page, as it arrives. */
export async function readFile(file, { layer, signal }, take) {
  if (about && file.size > about.max_bytes) throw new Error(say("tooLarge", about.max_bytes.toLocaleString()));
  const form = new FormData();
  form.append("file", file, "file");
  form.append("text_layer", layer);
  form.append("pictures", "1");
  const options = { method: "POST", body: form, signal, headers: { Accept: "application/x-ndjson" } };
  const answer = await answered("read", options);
  for await (const line of linesOf(answer.body)) {
    const page = JSON.parse(line);
    if (page.error) throw new Error(page.error);
    take(page);
  }
}

/** Give a page with another character in a place. */
export async function correct(page, place, text) {
  const body = JSON.stringify({ page, ...place, text });
  const options = { method: "POST", body, headers: { "Content-Type": "application/json" } };
  return (await answered("correct", options)).json();
}

/** Give a document in a format, as a file. */
export async function render(pages, file, layer, format) {
  const form = new FormData();
  const json = JSON.stringify({ schema: "pagerec.document", version: pages[0]?.version ?? 3, pages });
  form.append("document", new Blob([json], { type: "application/json" }), "document.json");
  form.append("file", file, "file");
  form.append("text_layer", layer);
  // Of a document that was stopped only some pages are there.
  form.append("pages", `1-${Math.max(1, pages.length)}`);
  return (await answered(`render?format=${encodeURIComponent(format)}`, { method: "POST", body: form })).blob();
}

async function answered(path, options = {}, again = true) {
  const headers = new Headers(options.headers);
  const token = sessionStorage.getItem(KEY);
  if (token) headers.set("Authorization", `Bearer ${token}`);
  if (!token && about?.token && again) return askAgain(path, options);
  let answer;
  try {
    answer = await fetch(path, { ...options, headers, credentials: "omit" });
  } catch (error) {
    throw error.name === "AbortError" ? error : new Error(say("away"));
  }
  if (answer.status === 401 && again) return askAgain(path, options);
  if (!answer.ok) throw new Error(await reasonOf(answer));
  return answer;
}

async function askAgain(path, options) {
  await askForToken();
  return answered(path, options, false);
}

function askForToken() {
  const dialog = document.getElementById("ask-token");
  const input = document.getElementById("token");
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      sessionStorage.setItem(KEY, input.value.trim());
      input.value = "";
      resolve();
    }, { once: true });
    if (!dialog.open) dialog.showModal();
  });
}

async function reasonOf(answer) {
  try {
    return (await answer.json()).error;
  } catch {
    return `${answer.status} ${answer.statusText}`;
  }
}

async function* linesOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    yield* lines;
  }
  if (rest) yield rest;
}
