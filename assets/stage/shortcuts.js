/** The list of keys, opened by a button or by "?", with the switch that turns them off. */

import { element, icon, setAttribute, setText } from "./dom.js";
import { isBoolean, remember, remembered } from "./preferences.js";

/** @typedef {import("./words.js").Say} Say */

const KEYBOARD = "M2 5h20v14H2zM4 7v10h16V7zM6 9h2v2H6zM10 9h2v2h-2zM14 9h2v2h-2zM17 9h2v2h-2zM7 13h10v2H7z";
/** @type {readonly [string, string[]][]} */
const TRANSPORT = [
  ["keys_toggle", ["Space"]],
  ["keys_step", ["←", "→"]],
  ["keys_reset", ["Home"]],
  ["keys_list", ["?"]],
];
/** These need a key of control, or the focus on what they move: they hold whatever the switch says. @type {readonly [string, string[]][]} */
const DRAFT = [
  ["keys_undo", ["Ctrl Z"]],
  ["keys_redo", ["Ctrl Y"]],
  ["keys_move", ["←", "→", "↑", "↓"]],
  ["keys_far", ["Shift"]],
];

let lists = 0;

export class Shortcuts {
  /** @param {boolean} isStage  whether means can be moved and changes undone */
  constructor(isStage) {
    this.isOn = remembered("keys", isBoolean) ?? true;
    const id = `gp-shortcuts-${(lists += 1)}`;
    this.title = element("h2", { id: `${id}-title` });
    this.switch = element("input", { type: "checkbox" });
    this.switch.checked = this.isOn;
    this.switch.onchange = () => {
      this.isOn = this.switch.checked;
      remember("keys", this.isOn);
    };
    this.switchName = element("span");
    this.close = element("button", { class: "gp-button", type: "button" });
    this.rows = [...TRANSPORT, ...(isStage ? DRAFT : [])].map(([name, keys]) => {
      const term = element("dt", {}, ...keys.map((key) => element("kbd", {}, key)));
      return { name, term, meaning: element("dd") };
    });
    this.list = element(
      "dialog", { class: "gp-shortcuts", id, "aria-labelledby": `${id}-title` },
      this.title, element("dl", {}, ...this.rows.flatMap(({ term, meaning }) => [term, meaning])),
      element("label", {}, this.switch, this.switchName), this.close,
    );
    this.button = element("button", { class: "gp-button gp-keys", type: "button", "aria-haspopup": "dialog" }, icon(KEYBOARD));
    this.button.onclick = this.open;
    this.close.onclick = () => this.list.close();
    // A press beside the list closes it, as Escape does.
    this.list.onclick = ({ target }) => {
      if (target === this.list) this.list.close();
    };
    this.root = element("div", { class: "gp-keys-place" }, this.button, this.list);
  }

  open = () => {
    if (!this.list.open) this.list.showModal();
  };

  /** @param {Say} say */
  relabel(say) {
    for (const [root, key] of /** @type {const} */ ([[this.title, "keys_title"], [this.switchName, "keys_switch"], [this.close, "close"]])) {
      setText(root, say(key));
    }
    setAttribute(this.button, "aria-label", say("keys_title"));
    setAttribute(this.button, "title", say("keys_title"));
    for (const { name, meaning } of this.rows) setText(meaning, say(name));
  }
}
