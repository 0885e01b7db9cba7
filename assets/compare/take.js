/** The comparison to take along: every row of every run as CSV, results and settings as Markdown, the picture as PNG. */

import { element, setText } from "../stage/dom.js";
import { download, pngOf, svgOf } from "../stage/figures_out.js";
import { shortest } from "../stage/words.js";
import { boardPng, boardSvg } from "./planes_out.js";
import { columnsOf, resultText } from "./results.js";

/** @typedef {import("./comparison.js").Comparison} Comparison */

/** Text of a cell: what a name from a link holds is no markup. @param {string} text */
const cell = (text) => text.replace(/\s+/g, " ").replace(/[\\`*_[\]<>|]/g, "\\$&").trim();
/** Spreadsheets compute a cell that begins so; an apostrophe before it says that it is text. @param {string} text */
const quoted = (text) => {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
};

/**
 * Two tables: results, and the settings that differ.
 * @param {Comparison} comparison
 */
export function markdownOf(comparison) {
  const { runs, say, settings } = comparison;
  const columns = columnsOf(comparison);
  const table = (/** @type {string[]} */ head, /** @type {string[][]} */ rows) => [
    `| ${head.map(cell).join(" | ")} |`, `|${head.map(() => " --- ").join("|")}|`, ...rows.map((row) => `| ${row.map(cell).join(" | ")} |`),
  ].join("\n");
  const names = runs.map((run, place) => `${place + 1} ${comparison.nameOf(run)}`);
  const results = table(
    [say("run_column"), ...columns.map((column) => (column === "steps" ? say("steps_to", { loss: comparison.targetLoss }) : say(`column_${column}`)))],
    runs.map((run, place) => [names[place], ...columns.map((column) => resultText(comparison, run, column))]),
  );
  const different = settings.filter(({ differs }) => differs);
  const differences = different.length ? table([say("setting_column"), ...names], different.map(({ label, texts }) => [label, ...texts])) : "";
  return `${[`# ${say("title")}`, results, differences, location.href].filter(Boolean).join("\n\n")}\n`;
}

/**
 * A line for each row of each run, with the exact numbers.
 * @param {Comparison} comparison
 */
export function csvOf(comparison) {
  const { runs } = comparison;
  const columns = [...new Set(runs.flatMap((run) => run.columns))];
  const lines = [["run", "name", "step", ...columns].join(",")];
  runs.forEach((run, place) => {
    const name = quoted(comparison.nameOf(run));
    for (let row = 0; row < run.timeline.count; row += 1) {
      const numbers = columns.map((column) => (run.columns.includes(column) ? shortest(run.at(row, column)) : ""));
      lines.push([place + 1, name, run.timeline.steps[row], ...numbers].join(","));
    }
  });
  return `${lines.join("\n")}\n`;
}

/** @param {string} type @param {string} text */
const textBlob = (type, text) => new Blob([text], { type: `${type};charset=utf-8` });

/**
 * What can be taken: the string of its button, the file's name, its content, and the views that show it; without, all of them.
 * @type {readonly {key: string, file: string, views?: readonly string[], make: (comparison: Comparison) => Blob|Promise<Blob|null>}[]}
 */
const FILES = [
  { key: "csv", file: "comparison.csv", make: (comparison) => textBlob("text/csv", csvOf(comparison)) },
  { key: "markdown", file: "comparison.md", make: (comparison) => textBlob("text/markdown", markdownOf(comparison)) },
  { key: "png", file: "comparison.png", make: (comparison) => pngOf(comparison.figure().surface.canvases) },
  { key: "svg", file: "comparison.svg", make: (comparison) => svgOf(comparison.figure(), comparison.background) },
  { key: "planes_png", file: "comparison-boundaries.png", views: ["curves"], make: (comparison) => boardPng(comparison.board()) },
  { key: "planes_svg", file: "comparison-boundaries.svg", views: ["curves"], make: (comparison) => boardSvg(comparison.board()) },
  { key: "curves_png", file: "comparison-curves.png", views: ["surface", "network"], make: (comparison) => pngOf(comparison.figure("curves").surface.canvases) },
  { key: "curves_svg", file: "comparison-curves.svg", views: ["surface", "network"], make: (comparison) => svgOf(comparison.figure("curves"), comparison.background) },
];

export class Take {
  /** @param {Comparison} comparison */
  constructor(comparison) {
    this.comparison = comparison;
    this.rows = FILES.map(({ key, file, make, views }) => {
      const button = element("button", { class: "gp-button", type: "button", "data-take": key });
      button.onclick = async () => {
        const blob = await make(comparison);
        if (blob) download(file, blob);
      };
      const help = element("span", { class: "gp-quiet" });
      return { key, views, button, help, root: element("p", { class: "gp-take" }, button, help) };
    });
    this.root = element("div", { class: "gp-compare" }, ...this.rows.map(({ root }) => root));
  }

  paint() {
    const { say, runs, view } = this.comparison;
    for (const { key, views, button, help, root } of this.rows) {
      root.hidden = views !== undefined && !views.includes(view);
      setText(button, say(`take_${key}`));
      setText(help, say(`take_${key}_help`));
      button.disabled = !runs.length || runs.some(({ state }) => state === "loading");
    }
  }
}
