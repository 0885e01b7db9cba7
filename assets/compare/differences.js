/** The table of settings: those that differ, or all of them. */

import { element, setAttribute, setText } from "../stage/dom.js";

/** @typedef {import("./comparison.js").Comparison} Comparison */

export class Differences {
  /** @param {Comparison} comparison */
  constructor(comparison) {
    this.comparison = comparison;
    this.only = element("button", { class: "gp-toggle", type: "button" });
    this.only.onclick = () => comparison.look({ differences: !comparison.looks.values.differences });
    this.table = element("table", { class: "gp-compare-table is-settings", "data-testid": "settings" });
    this.same = element("p", { class: "gp-quiet" });
    this.root = element("div", { class: "gp-compare" }, this.only, this.same, element("div", { class: "gp-compare-scroll" }, this.table));
    this.shown = "";
  }

  paint() {
    const { comparison } = this;
    const { say, runs, settings } = comparison;
    const differencesOnly = comparison.looks.values.differences;
    setText(this.only, say("differences_only"));
    setAttribute(this.only, "aria-pressed", String(differencesOnly));
    const rows = settings.filter(({ differs }) => differs || !differencesOnly);
    setText(this.same, rows.length ? "" : say(runs.length < 2 ? "needs_two" : "all_same"));
    this.same.hidden = rows.length > 0;
    this.table.hidden = !rows.length;
    const names = runs.map((run) => comparison.nameOf(run));
    const key = JSON.stringify([rows, names]);
    if (key === this.shown) return;
    this.shown = key;
    const head = element("tr", {}, element("th", { scope: "col" }, say("setting_column")), ...names.map((name, place) => {
      const cell = element("th", { scope: "col", title: name }, element("span", { class: "gp-run-mark" }, String(place + 1)));
      cell.dataset.run = String(place + 1);
      return cell;
    }));
    const body = rows.map(({ name, label, texts, differs }) => {
      const row = element("tr", { class: differs ? "is-different" : "" }, element("th", { scope: "row" }, label), ...texts.map((text) => element("td", {}, text || "…")));
      row.dataset.setting = name;
      return row;
    });
    this.table.replaceChildren(element("thead", {}, head), element("tbody", {}, ...body));
  }
}
