/**
 * What a link leaves out of a stage page: `hide=` names parts and knobs, `only=stage` leaves the stage alone. What is
 * left out stays in the page's state: a knob that nobody can turn still says its value.
 */

/** @typedef {import("./draft/draft.js").Words} Words */
/** @typedef {import("./draft/panel.js").Panel} Panel */

/**
 * The views of a stage that can be left out.
 * @typedef {object} Views
 * @property {Panel} panel
 * @property {Record<"curve"|"figures"|"metrics"|"rates"|"diagram", {root: HTMLElement}> & {question: import("./question.js").QuestionPanel}} views
 */

/**
 * Parts by the names that `hide=` takes (playground/stage/view_words.py). The tabs below the stage are Python's.
 * @type {Record<string, (stage: Views) => HTMLElement[]>}
 */
export const PARTS = {
  question: ({ views }) => [views.question.root],
  curve: ({ views }) => [views.curve.root],
  numbers: ({ views }) => [views.figures.root, views.metrics.root],
  gauge: ({ views }) => [views.rates.root],
  diagram: ({ views }) => [views.diagram.root],
  undo: ({ panel }) => [panel.tools.rows.buttons],
  new: ({ panel }) => [panel.tools.rows.fresh],
  pin: ({ panel }) => [panel.tools.pins.root],
  link: ({ panel }) => [panel.tools.shareRoot],
  scenes: ({ panel }) => [panel.tools.sceneRoot],
  points: ({ panel }) => [panel.own.root],
  knobs: ({ panel }) => [panel.body],
};
const CLASS = "gp-left-out";
const MOST_NAMES = 100;

/** @param {Words} kept @returns {Set<string>} */
export function leftOutOf({ hide = "" }) {
  return new Set(hide.split(",").slice(0, MOST_NAMES).map((name) => name.trim()).filter(Boolean));
}

/**
 * @param {Views} stage
 * @param {Words} kept  what the address says of it
 */
export function leaveOut(stage, kept) {
  const names = leftOutOf(kept);
  for (const [name, rootsOf] of Object.entries(PARTS)) {
    for (const root of rootsOf(stage)) root.classList.toggle(CLASS, names.has(name));
  }
  stage.panel.leaveOut(names);
  stage.views.question.isLeftOut = names.has("question");
  if (kept.only === "stage") document.documentElement.dataset.only = "stage";
  else delete document.documentElement.dataset.only;
}
