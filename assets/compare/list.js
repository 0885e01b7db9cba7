/** The runs in the sidebar: colour, name, what sets each apart, order; what can be pinned at one click. */

import { closeButton, element, icon, setAttribute, setText } from "../stage/dom.js";
import { MOST_PINNED } from "../stage/pins.js";

/** @typedef {import("./comparison.js").Comparison} Comparison */
/** @typedef {import("../stage/pinned_run.js").Run} Run */

const UP = "M12 7 4.500 14.500l1.400 1.400L12 9.800l6.100 6.100 1.400-1.400z";
const DOWN = "m12 17 7.500-7.500-1.400-1.400L12 14.200 5.900 8.100 4.500 9.500z";

/** @typedef {ReturnType<List["card"]>} Card */

export class List {
  /**
   * @param {Comparison} comparison
   * @param {import("./race.js").Race} race
   */
  constructor(comparison, race) {
    this.comparison = comparison;
    this.race = race;
    this.title = element("h2");
    this.items = element("ol", { class: "gp-run-list" });
    this.notice = element("p", { class: "gp-quiet", hidden: "" });
    this.back = this.#button(() => comparison.restore());
    this.clear = this.#button(() => comparison.clear());
    this.difference = this.#button(() => comparison.look({ difference: !comparison.looks.values.difference }));
    this.examplesTitle = element("h2");
    this.examples = element("div", { class: "gp-run-examples" });
    this.root = element("div", { class: "gp-compare gp-knobs gp-compare-runs", "data-testid": "runs", role: "group" },
      element("section", { class: "gp-knob-group" }, this.title, this.items, this.notice, element("div", { class: "gp-tool-row" }, this.back, this.clear)),
      element("section", { class: "gp-knob-group" }, this.difference),
      race.root,
      element("section", { class: "gp-knob-group" }, this.examplesTitle, this.examples));
    /** @type {Map<Run, Card>} */
    this.cards = new Map();
  }

  /** @param {() => void} act */
  #button(act) {
    const button = element("button", { class: "gp-button", type: "button" });
    button.onclick = act;
    return button;
  }

  /** @param {Run} run */
  card(run) {
    const { comparison } = this;
    const mark = element("span", { class: "gp-run-mark" });
    const name = element("input", { type: "text", maxlength: "60", spellcheck: "false" });
    name.onchange = () => comparison.rename(run, name.value);
    const state = element("p", { class: "gp-quiet" });
    const open = element("a", {});
    const up = element("button", { class: "gp-close", type: "button" }, icon(UP));
    up.onclick = () => comparison.move(run, -1);
    const down = element("button", { class: "gp-close", type: "button" }, icon(DOWN));
    down.onclick = () => comparison.move(run, 1);
    const gone = closeButton(() => comparison.remove(run));
    const root = element("li", {}, mark, name, gone, element("div", { class: "gp-run-below" }, state, open, up, down));
    return { root, mark, name, state, open, up, down, gone };
  }

  paint() {
    const { comparison, cards } = this;
    const { say, runs, data } = comparison;
    if (!data) return;
    setText(this.title, say("runs", { count: runs.length, most: MOST_PINNED }));
    setText(this.back, say("back", { count: comparison.before.length }));
    this.back.hidden = !comparison.before.length;
    setText(this.clear, say("clear"));
    this.clear.hidden = !runs.length;
    const notice = !comparison.isKept ? say("not_kept") : comparison.leftOut ? say("left_out", { count: comparison.leftOut }) : "";
    setText(this.notice, notice);
    this.notice.hidden = !notice;
    setText(this.difference, say("difference_show"));
    setAttribute(this.difference, "aria-pressed", String(comparison.looks.values.difference));
    const isPossible = runs.length > 1 && runs[0].sample && runs[0].sample.id === runs[1].sample?.id;
    this.difference.hidden = !isPossible || comparison.view !== "curves";
    this.race.paint();
    for (const run of cards.keys()) if (!runs.includes(run)) cards.delete(run);
    for (const run of runs) if (!cards.has(run)) cards.set(run, this.card(run));
    const shown = runs.map((run) => /** @type {Card} */ (cards.get(run)));
    const roots = shown.map(({ root }) => root);
    if (roots.some((root, at) => this.items.children[at] !== root) || this.items.children.length !== roots.length) this.items.replaceChildren(...roots);
    runs.forEach((run, place) => this.#write(run, shown[place], place));
    this.#offer();
  }

  /**
   * @param {Run} run
   * @param {Card} card
   * @param {number} place
   */
  #write(run, card, place) {
    const { comparison } = this;
    const { say } = comparison;
    const name = comparison.nameOf(run);
    card.root.dataset.run = String(place + 1);
    setText(card.mark, String(place + 1));
    setAttribute(card.name, "aria-label", say("name_of", { number: place + 1 }));
    setAttribute(card.name, "placeholder", name);
    if (document.activeElement !== card.name) card.name.value = run.pin.name;
    setText(card.state, run.problems[0] ?? this.#stateOf(run));
    setText(card.open, say("open"));
    setAttribute(card.open, "href", comparison.addressOf(run));
    setAttribute(card.up, "aria-label", say("up", { name }));
    setAttribute(card.down, "aria-label", say("down", { name }));
    setAttribute(card.gone, "aria-label", say("remove", { name }));
    card.up.disabled = place === 0;
    card.down.disabled = place === comparison.runs.length - 1;
  }

  /** @param {Run} run */
  #stateOf(run) {
    const { comparison } = this;
    const { say } = comparison;
    const { timeline } = run;
    if (run.state === "failed") return say("state_failed");
    if (run.state === "loading") {
      const { trouble } = comparison.loader;
      return trouble && trouble !== "failed" ? say(`state_${trouble}`) : say("state_loading", { step: Math.max(0, timeline.lastStep), last: run.horizon || "…" });
    }
    return say(run.hasDiverged ? "state_diverged" : "state_done", { step: timeline.lastStep });
  }

  #offer() {
    const { comparison } = this;
    const { data, say, runs } = comparison;
    setText(this.examplesTitle, say("examples"));
    const examples = data?.examples ?? [];
    const key = JSON.stringify(examples.map(({ title }) => title));
    if (this.examples.dataset.of !== key) {
      this.examples.dataset.of = key;
      this.examples.replaceChildren(...examples.map((example) => exampleButton(example, comparison)));
    }
    examples.forEach((example, at) => {
      const room = MOST_PINNED - runs.length;
      /** @type {HTMLButtonElement} */ (this.examples.children[at]).disabled = example.runs.length > room;
    });
  }
}

/**
 * @param {import("./comparison.js").Example} example
 * @param {Comparison} comparison
 */
export function exampleButton(example, comparison) {
  const button = element("button", { class: "gp-button gp-example", type: "button" }, element("strong", {}, example.title), element("span", {}, example.text));
  button.onclick = () => comparison.add(example.runs);
  return button;
}
