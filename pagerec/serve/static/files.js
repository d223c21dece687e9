// A file that was given, and what was read of it. The server keeps neither: both are here until the page is closed.

import { correct, readFile, render } from "./api.js";
import { DOUBT, PageView, placesOf } from "./view.js";

export class GivenFile {
  constructor(file, name, layer, changed) {
    Object.assign(this, { file, name, layer, changed });
    this.pages = [];
    this.views = [];
    this.expected = 0;
    this.state = "waiting";
    this.problem = "";
    this.stopping = new AbortController();
    this.correcting = Promise.resolve();
  }

  /** Read the file, page by page. */
  async read() {
    if (this.state !== "waiting") return;
    this.state = "reading";
    this.changed(this);
    try {
      await readFile(this.file, { layer: this.layer, signal: this.stopping.signal }, (page) => this.take(page));
      this.state = "done";
    } catch (error) {
      this.state = error.name === "AbortError" ? "stopped" : "wrong";
      this.problem = error.message;
    }
    this.changed(this);
  }

  stop() {
    if (this.state === "waiting") this.state = "stopped";
    this.stopping.abort();
  }

  take({ page: _number, pages, picture, ...page }) {
    this.expected = pages;
    const view = new PageView(picture ? URL.createObjectURL(blobOf(picture)) : URL.createObjectURL(this.file));
    view.show(page);
    this.pages.push(page);
    this.views.push(view);
    this.changed(this);
  }

  get text() {
    return this.pages.map((page) => page.text).join("\n\f");
  }

  /** Correct a character; one after the other, as each changes the page. */
  correct(number, place, text) {
    const done = this.correcting.then(async () => {
      const { block, line, char } = place;
      const before = this.pages[number].blocks[block].lines[line].chars[char];
      const page = await correct(this.pages[number], place, text);
      this.views[number].mark(before);
      this.pages[number] = page;
      this.views[number].show(page);
      this.changed(this);
    });
    this.correcting = done.catch(() => {});
    return done;
  }

  /** The file in a format, with all corrections. */
  async saved(format) {
    await this.correcting;
    return render(this.pages, this.file, this.layer, format);
  }

  /** The next character that is in doubt, after one that was looked at. */
  nextInDoubt(after) {
    for (const [number, page] of this.pages.entries()) {
      if (after && number < after.number) continue;
      for (const { char, place } of placesOf(page)) {
        if (char.confidence >= DOUBT) continue;
        if (!after || number > after.number || isBehind(place, after.place)) return { number, place, char };
      }
    }
    return null;
  }
}

function isBehind(one, other) {
  return (one.block - other.block || one.line - other.line || one.char - other.char) > 0;
}

function blobOf(address) {
  const [head, data] = address.split(",");
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type: head.slice(5).split(";")[0] });
}
