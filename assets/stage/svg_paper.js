/**
 * A drawing context that writes SVG: what the drawing modules paint on a canvas, as lines, areas and texts that stay sharp at
 * any size. Pictures of many pixels (shading of a network, thousands of points) are held as one image each.
 */

/** What a figure is drawn with. @typedef {{fillStyle: any, strokeStyle: any, lineWidth: number, font: string, textAlign: string, textBaseline: string, lineCap: string, lineJoin: string, globalAlpha: number, dash: number[], clipPath: string}} Style */

/** @type {Style} */
const PLAIN = { fillStyle: "#000", strokeStyle: "#000", lineWidth: 1, font: "10px sans-serif", textAlign: "left", textBaseline: "alphabetic", lineCap: "butt", lineJoin: "miter", globalAlpha: 1, dash: [], clipPath: "" };
const ANCHORS = /** @type {Record<string, string>} */ ({ left: "start", start: "start", center: "middle", right: "end", end: "end" });
const BASELINES = /** @type {Record<string, string>} */ ({ middle: "central", top: "hanging", bottom: "text-after-edge" });

/** @param {unknown} text */
const escaped = (text) => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
/** A length in few characters. @param {number} value */
const short = (value) => String(Number(value.toFixed(2)));

/** Numbers the definitions of all papers: layers of one figure share a document. */
let definitions = 0;

export class SvgPaper {
  /**
   * @param {number} width
   * @param {number} height
   * @param {number} ratio  pixels of its images per unit
   */
  constructor(width, height, ratio) {
    this.size = { width, height, ratio };
    /** Its size is what drawings ask for, and pixels that are put lie on it. */
    this.canvas = Object.assign(document.createElement("canvas"), { width: Math.max(1, Math.round(width * ratio)), height: Math.max(1, Math.round(height * ratio)) });
    this.scratch = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    /** @type {string[]} */
    this.parts = [];
    /** @type {string[]} */
    this.definitions = [];
    /** Images by what they were drawn from. @type {Map<unknown, string>} */
    this.images = new Map();
    this.path = "";
    /** @type {Style} */
    this.style = { ...PLAIN };
    /** @type {Style[]} */
    this.kept = [];
  }

  save() { this.kept.push({ ...this.style }); }
  restore() { this.style = this.kept.pop() ?? this.style; }
  setLineDash(/** @type {number[]} */ dash) { this.style.dash = [...dash]; }
  getTransform() { return { a: this.size.ratio }; }
  beginPath() { this.path = ""; }
  closePath() { this.path += "Z"; }
  moveTo(/** @type {number} */ x, /** @type {number} */ y) { this.path += `M${short(x)} ${short(y)}`; }
  lineTo(/** @type {number} */ x, /** @type {number} */ y) { this.path += `${this.path ? "L" : "M"}${short(x)} ${short(y)}`; }
  bezierCurveTo(/** @type {number[]} */ ...at) { this.path += `C${at.map(short).join(" ")}`; }
  quadraticCurveTo(/** @type {number[]} */ ...at) { this.path += `Q${at.map(short).join(" ")}`; }
  rect(/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ width, /** @type {number} */ height) {
    this.path += `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}Z`;
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height @param {any} radius */
  roundRect(x, y, width, height, radius) {
    const r = Math.min(Number(Array.isArray(radius) ? radius[0] : radius) || 0, width / 2, height / 2);
    const corner = (/** @type {number} */ dx, /** @type {number} */ dy) => `a${short(r)} ${short(r)} 0 0 1 ${short(dx)} ${short(dy)}`;
    this.path += `M${short(x + r)} ${short(y)}h${short(width - 2 * r)}${corner(r, r)}v${short(height - 2 * r)}${corner(-r, r)}h${short(2 * r - width)}${corner(-r, -r)}v${short(2 * r - height)}${corner(r, -r)}Z`;
  }

  /** @param {number} x @param {number} y @param {number} radius @param {number} from @param {number} to @param {boolean} [isBack] */
  arc(x, y, radius, from, to, isBack = false) {
    this.ellipse(x, y, radius, radius, 0, from, to, isBack);
  }

  /** @param {number} x @param {number} y @param {number} rx @param {number} ry @param {number} turn @param {number} from @param {number} to @param {boolean} [isBack] */
  ellipse(x, y, rx, ry, turn, from, to, isBack = false) {
    const at = (/** @type {number} */ angle) => {
      const [u, v] = [rx * Math.cos(angle), ry * Math.sin(angle)];
      return `${short(x + u * Math.cos(turn) - v * Math.sin(turn))} ${short(y + u * Math.sin(turn) + v * Math.cos(turn))}`;
    };
    // One arc of SVG ends before it began; so two halves.
    const middle = (from + to) / 2;
    const large = Math.abs(to - from) / 2 > Math.PI ? 1 : 0;
    const head = `${short(rx)} ${short(ry)} ${short((turn * 180) / Math.PI)} ${large} ${isBack ? 0 : 1} `;
    this.path += `${this.path && !this.path.endsWith("Z") ? "L" : "M"}${at(from)}A${head}${at(middle)}A${head}${at(to)}`;
  }

  /** The area or line of a path. @param {string} attributes @param {string} [path] */
  #draw(attributes, path = this.path) {
    if (path) this.parts.push(`<path d="${path}" ${attributes}${this.#shared()}/>`);
  }

  #shared() {
    const { globalAlpha, clipPath } = this.style;
    return `${globalAlpha < 1 ? ` opacity="${short(globalAlpha)}"` : ""}${clipPath ? ` clip-path="url(#${clipPath})"` : ""}`;
  }

  get #line() {
    const { strokeStyle, lineWidth, lineCap, lineJoin, dash } = this.style;
    return `fill="none" stroke="${this.#paint(strokeStyle)}" stroke-width="${short(lineWidth)}" stroke-linecap="${lineCap}" stroke-linejoin="${lineJoin}"${dash.length ? ` stroke-dasharray="${dash.map(short).join(" ")}"` : ""}`;
  }

  fill() { this.#draw(`fill="${this.#paint(this.style.fillStyle)}"`); }
  stroke() { this.#draw(this.#line); }
  fillRect(/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ width, /** @type {number} */ height) {
    this.#draw(`fill="${this.#paint(this.style.fillStyle)}"`, `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}Z`);
  }

  strokeRect(/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ width, /** @type {number} */ height) {
    this.#draw(this.#line, `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}Z`);
  }

  clip() {
    const id = this.#define((own) => `<clipPath id="${own}"${this.style.clipPath ? ` clip-path="url(#${this.style.clipPath})"` : ""}><path d="${this.path}"/></clipPath>`);
    this.style.clipPath = id;
  }

  /** @param {(id: string) => string} write */
  #define(write) {
    definitions += 1;
    const id = `gp${definitions}`;
    this.definitions.push(write(id));
    return id;
  }

  /** A colour, or a gradient that is defined once. @param {any} paint */
  #paint(paint) {
    if (!(paint instanceof Gradient)) return escaped(paint);
    paint.id ||= this.#define((id) => {
      const stops = paint.stops.map(([at, colour]) => `<stop offset="${at.toFixed(5)}" stop-color="${escaped(colour)}"/>`).join("");
      const [x0, y0, x1, y1] = paint.ends.map(short);
      return `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="${x0}" y1="${y0}" x2="${x1}" y2="${y1}">${stops}</linearGradient>`;
    });
    return `url(#${paint.id})`;
  }

  createLinearGradient(/** @type {number[]} */ ...ends) { return new Gradient(ends); }
  createRadialGradient() { return this.scratch.createRadialGradient(0, 0, 0, 0, 0, 1); }

  /** @param {string} text */
  measureText(text) {
    this.scratch.font = this.style.font;
    return this.scratch.measureText(text);
  }

  /** @param {string} text @param {number} x @param {number} y @param {string} ink */
  #write(text, x, y, ink) {
    const { font, textAlign, textBaseline } = this.style;
    const [, look = "", size = "10", family = "sans-serif"] = /^(.*?)([\d.]+)px\s+(.*)$/.exec(font) ?? [];
    const [weight] = /\d+|bold/.exec(look) ?? ["400"];
    const slant = look.includes("italic") ? ' font-style="italic"' : "";
    const baseline = BASELINES[textBaseline] ? ` dominant-baseline="${BASELINES[textBaseline]}"` : "";
    this.parts.push(`<text x="${short(x)}" y="${short(y)}" font-family="${escaped(family)}" font-size="${size}" font-weight="${weight}" text-anchor="${ANCHORS[textAlign] ?? "start"}"${slant}${baseline} ${ink}${this.#shared()}>${escaped(text)}</text>`);
  }

  fillText(/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y) { this.#write(text, x, y, `fill="${this.#paint(this.style.fillStyle)}"`); }
  strokeText(/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y) { this.#write(text, x, y, this.#line); }

  /** @param {any} image @param {number[]} place  x, y, width, height on the paper, before them perhaps a part of the image */
  drawImage(image, ...place) {
    const [x, y, width, height] = place.length > 4 ? place.slice(4) : place;
    const source = place.length > 4 ? partOf(image, place) : image;
    let id = place.length > 4 ? undefined : this.images.get(image);
    if (!id) {
      id = this.#define((own) => `<image id="${own}" width="1" height="1" preserveAspectRatio="none" href="${urlOf(source)}"/>`);
      // A sheet may be painted anew for the next picture: only small ones are drawn again as they are.
      if (place.length <= 4 && image.width < 200) this.images.set(image, id);
    }
    this.parts.push(`<g${this.#shared()}><use href="#${id}" transform="translate(${short(x)} ${short(y)}) scale(${short(width)} ${short(height)})"/></g>`);
  }

  createImageData(/** @type {number} */ width, /** @type {number} */ height) { return this.scratch.createImageData(width, height); }

  /** @param {ImageData} image @param {number} x @param {number} y */
  putImageData(image, x, y) {
    this.scratch.putImageData(image, x, y);
    const { width, height } = this.size;
    this.parts.push(`<image width="${short(width)}" height="${short(height)}" preserveAspectRatio="none" href="${this.canvas.toDataURL()}"/>`);
  }

  clearRect() { this.parts = []; }
  setTransform() {}

  /** What was drawn, to stand within an svg element. */
  get content() {
    return `${this.definitions.length ? `<defs>${this.definitions.join("")}</defs>` : ""}${this.parts.join("\n")}`;
  }
}

// A drawing sets its style as properties of the context.
for (const name of Object.keys(PLAIN)) {
  Object.defineProperty(SvgPaper.prototype, name, {
    get() { return this.style[name]; },
    set(value) { this.style[name] = value; },
  });
}

class Gradient {
  /** @param {number[]} ends */
  constructor(ends) {
    this.ends = ends;
    this.id = "";
    /** @type {[number, string][]} */
    this.stops = [];
  }

  /** @param {number} at @param {string} colour */
  addColorStop(at, colour) {
    this.stops.push([at, colour]);
  }
}

/** @param {any} image */
function urlOf(image) {
  if (image instanceof HTMLCanvasElement) return image.toDataURL();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  canvas.getContext("2d")?.drawImage(image, 0, 0);
  return canvas.toDataURL();
}

/** @param {any} image @param {number[]} place */
function partOf(image, [x, y, width, height]) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d")?.drawImage(image, x, y, width, height, 0, 0, width, height);
  return canvas;
}
