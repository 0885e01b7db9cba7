/** The buttons of "Take it with you" that hand out the stage's figures. */

import { element } from "./dom.js";
import { download, pngOf, svgOf } from "./figures_out.js";

/** @typedef {import("./figures_out.js").Figure} Figure */
/** What a stage shows, by name. @typedef {"plot"|"curve"} Name */
/** @typedef {{figures_of: string, words: Record<string, string>}} Data */

/** @type {readonly {name: Name, kind: "png"|"svg"}[]} */
const FILES = [{ name: "plot", kind: "png" }, { name: "plot", kind: "svg" }, { name: "curve", kind: "png" }, { name: "curve", kind: "svg" }];

/**
 * @param {HTMLElement} place
 * @param {Data} data
 * @param {(name: Name) => {figure: Figure, background: string}|null} figureOf  null while nothing is shown
 */
export function figuresPlace(place, { words }, figureOf) {
  const buttons = FILES.map(({ name, kind }) => {
    const button = element("button", { class: "gp-button", type: "button", "data-take": `${name}-${kind}` }, words[`${name}_${kind}`] ?? "");
    button.onclick = async () => {
      const found = figureOf(name);
      if (!found) return;
      const blob = kind === "svg" ? svgOf(found.figure, found.background) : await pngOf(canvasesOf(found.figure));
      if (blob) download(`gradient-playground-${name}.${kind}`, blob);
    };
    return button;
  });
  const root = element("div", { class: "gp-knobs gp-figures-out", role: "group", "aria-label": words.title ?? "" },
    element("div", { class: "gp-tool-row" }, ...buttons), element("p", {}, words.good ?? ""));
  root.dataset.theme = document.querySelector(".gp-stage")?.getAttribute("data-theme") ?? "light";
  place.replaceChildren(root);
}

/** @param {Figure} figure @returns {HTMLCanvasElement[]} */
const canvasesOf = ({ surface, over }) => [...surface.canvases, ...(over ? canvasesOf(over) : [])];
