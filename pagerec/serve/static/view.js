// A page: its picture, the text over it, a box for each character. Text lies where it is printed, to be selected; boxes
// are found by where the pointer is, so that they don't stand in the way of it.

import { say } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const HIGH = 0.9;
export const DOUBT = 0.7;

/** A page of a document, in the list of pages. */
export class PageView {
  constructor(picture) {
    this.element = document.createElement("div");
    this.element.className = "page";
    this.picture = picture;
    this.page = null;
    this.drawn = null;
    // By their boxes, which stay when other characters are removed.
    this.corrected = new Set();
  }

  /** Show what was read of the page, at first or anew. */
  show(page) {
    this.page = page;
    this.element.style.width = `${page.width}px`;
    this.element.style.aspectRatio = `${page.width} / ${page.height}`;
    if (this.drawn) this.draw();
  }

  /** Make the elements of the page; there may be thousands, so only pages that are near are drawn. */
  draw() {
    const image = document.createElement("img");
    image.alt = "";
    image.src = this.picture;
    const svg = make("svg", { viewBox: `0 0 ${this.page.width} ${this.page.height}` });
    this.drawn = [];
    for (const at of placesOf(this.page)) {
      const polygon = make("polygon", { points: pointsOf(at.char), class: classOf(at.char, this.isCorrected(at.char)) });
      svg.append(polygon);
      this.drawn.push({ ...at, polygon, isCorrected: this.isCorrected(at.char) });
    }
    for (const block of this.page.blocks) for (const line of block.lines) svg.append(textOf(line));
    this.element.replaceChildren(image, svg);
  }

  /** Let the elements of a page go that is far away. */
  clear() {
    this.drawn = null;
    this.element.replaceChildren();
  }

  /** Remember that somebody said what a character is. */
  mark(char) {
    this.corrected.add(String(char.box));
  }

  isCorrected(char) {
    return this.corrected.has(String(char.box));
  }

  /** The character under the pointer, with its place and polygon. */
  at(event) {
    const { left, top, width, height } = this.element.getBoundingClientRect();
    const x = ((event.clientX - left) / width) * this.page.width;
    const y = ((event.clientY - top) / height) * this.page.height;
    return this.drawn?.find(({ char: { box } }) => x >= box[0] && x < box[2] && y >= box[1] && y < box[3]);
  }

  /** Show in the list where a place is. */
  scrollTo(place) {
    this.element.scrollIntoView({ block: "nearest" });
    if (!this.drawn) this.draw();
    const found = this.drawn.find(({ place: one }) => isSame(one, place));
    found?.polygon.scrollIntoView({ block: "center" });
    return found;
  }
}

/** Every character of a page with its place, in the order of reading. */
export function* placesOf(page) {
  for (const [block, { lines }] of page.blocks.entries())
    for (const [line, { chars }] of lines.entries())
      for (const [number, char] of chars.entries()) yield { char, place: { block, line, char: number } };
}

/** What is said of a character: what it may be, and how likely. */
export function hintOf({ char, isCorrected }) {
  const first = `${char.text}  ${isCorrected ? say("person") : percent(char.confidence)}`;
  const others = char.candidates.filter(([text]) => text !== char.text);
  return [first, ...others.map(([text, probability]) => `${text}  ${percent(probability)}`)].join("\n");
}

export function isSame(one, other) {
  return one.block === other.block && one.line === other.line && one.char === other.char;
}

function classOf(char, isCorrected) {
  if (isCorrected) return "corrected";
  return char.confidence >= HIGH ? "high" : char.confidence >= DOUBT ? "middle" : "low";
}

function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}

function pointsOf({ box: [left, top, right, bottom], polygon }) {
  const corners = polygon ?? [[left, top], [right, top], [right, bottom], [left, bottom]];
  return corners.map((point) => point.join(",")).join(" ");
}

/** The text of a line: every character lies on its box, and a space is selected with the one behind it. */
function textOf(line) {
  const [left, top, right, bottom] = line.box;
  const size = line.direction % 180 ? right - left : bottom - top;
  const text = make("text", { "font-size": Math.max(1, size) });
  for (const [number, char] of line.chars.entries()) {
    if (number && char.space_before) text.append(" ");
    const [x, , end, base] = char.box;
    const place = { x, y: line.direction % 180 ? base : bottom - 0.12 * size, textLength: Math.max(1, end - x) };
    const span = make("tspan", { ...place, lengthAdjust: "spacingAndGlyphs" });
    span.textContent = char.text;
    text.append(span);
  }
  return text;
}

function make(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
