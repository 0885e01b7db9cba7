/** How each kind of answer is put in, beside the button that commits it. */

import { element, setAttribute, setText } from "./dom.js";

/** @typedef {import("./question.js").QuestionPanel} QuestionPanel */
/** @typedef {import("./protocol.js").Ask} Ask */
/** @typedef {import("./answers.js").Entry} Entry */
/** @typedef {import("./words.js").Say} Say */
/** @typedef {(panel: QuestionPanel, ask: Ask, entry: Entry, say: Say) => HTMLElement[]} Form */

/** What is drawn on, and where its keys begin. @type {Record<"curve"|"line"|"rate", [string, string]>} */
const PLACES = {
  curve: [".gp-loss", ".gp-sketch-knot"],
  line: [".gp-plot", ".gp-line-end"],
  rate: [".gp-gauge", ".gp-gauge-handle.is-asked"],
};

/**
 * An answer that is drawn on a picture: the way there for a finger or keys, and how to.
 * @param {"curve"|"line"|"rate"} kind
 * @returns {Form}
 */
function drawn(kind) {
  return (panel, _ask, _entry, say) => {
    const go = element("button", { class: "gp-button is-small", type: "button" });
    setText(go, say("question_go"));
    go.onclick = () => {
      const [place, first] = PLACES[kind];
      const picture = panel.root.closest(".gp-stage")?.querySelector(place);
      picture?.scrollIntoView({ block: "center" });
      const handle = picture?.querySelector(first);
      if (handle instanceof HTMLElement) handle.focus({ preventScroll: true });
    };
    if (kind === "rate") return [go]; // the gauge says so itself
    const how = element("p", { class: "gp-question-how" });
    setText(how, say(kind === "line" ? "question_how_line" : "question_how_curve"));
    return [how, go];
  };
}

/** @type {Record<Ask["kind"], Form>} */
export const FORMS = {
  choice: (panel, ask, entry) => {
    const group = element("div", { class: "gp-choices", role: "radiogroup" });
    setAttribute(group, "aria-label", panel.asked?.text ?? "");
    for (const [value, label] of ask.choices) {
      const input = element("input", { type: "radio", name: "gp-question-choice", value });
      input.checked = entry.draft === value;
      input.onchange = () => panel.draft(value);
      group.append(element("label", { class: "gp-choice" }, input, element("span", {}, label)));
    }
    return [group];
  },
  number: (panel, _ask, entry, say) => {
    const input = element("input", { type: "text", inputmode: "decimal", class: "gp-question-field", maxlength: "20", autocomplete: "off" });
    setAttribute(input, "aria-label", say("question_number"));
    setAttribute(input, "placeholder", say("question_number"));
    input.value = entry.draft;
    input.oninput = () => panel.draft(input.value.trim());
    return [input];
  },
  curve: drawn("curve"),
  line: drawn("line"),
  rate: drawn("rate"),
};
