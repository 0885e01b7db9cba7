/** Which lines the loss panel draws, what they are called and how they look. */

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./draw/types.js").Theme} Theme */
/** @typedef {import("./draw/loss.js").CurveOptions} CurveOptions */
/** @typedef {import("./words.js").Say} Say */

/** A column of the rows as a line; `colour` stands for it in the legend. @typedef {{column: number, label: string, colour: string, options: CurveOptions}} Curve */

/** Dashes of what is held out of training; its points are hollow (draw/shapes.js), here and in figures/palette.py. */
const HELD_OUT = [7, 4];

/**
 * The lines of a session, from back to front.
 * @param {Session} session
 * @param {Theme} theme
 * @param {Say} say
 * @param {boolean} [accuracy]  of a network: the share of right points in the place of the loss
 * @returns {Curve[]}
 */
export function curvesOf(session, theme, say, accuracy = false) {
  const { config } = session;
  if (!config) return [];
  if (config.network && accuracy) return accuracyCurves(session, theme, say);
  return config.network ? networkCurves(session, theme, say, config) : linearCurves(session, theme, say, config);
}

/**
 * The loss of the batches, and that of all points where these differ.
 * @param {Session} session
 * @param {Theme} theme
 * @param {Say} say
 * @param {import("./protocol.js").Config} config
 * @returns {Curve[]}
 */
function linearCurves({ columns, lossColumn, sample }, theme, say, { experiment }) {
  const batches = experiment.batches_per_epoch > 1;
  const batch = { column: columns.indexOf("loss"), label: say(batches ? "loss_batch" : "loss_row"), colour: theme.accent, options: { noisy: batches } };
  const all = { column: lossColumn, label: say("loss_all"), colour: theme.text, options: { thin: true } };
  const test = columns.indexOf("val_loss") < 0 ? [] : [heldOut(columns.indexOf("val_loss"), sample, theme, say)];
  return [batch, ...(batches ? [all] : []), ...test];
}

/**
 * Training and validation; the loss that an update descends where it is another one; the parts of two heads.
 * @param {Session} session
 * @param {Theme} theme
 * @param {Say} say
 * @param {import("./protocol.js").Config} config
 * @returns {Curve[]}
 */
function networkCurves({ columns, lossColumn, sample }, theme, say, { experiment }) {
  const noisy = experiment.batches_per_epoch > 1 || Boolean(experiment.dropout);
  const at = (/** @type {string} */ name) => columns.indexOf(name);
  /** @type {Curve[]} */
  const curves = [];
  if (noisy) curves.push({ column: at("loss"), label: say("loss_update"), colour: theme.ghost, options: { colour: theme.ghost, noisy: true, dot: false, alpha: 0.9 } });
  if (at("loss_class") >= 0) {
    curves.push({ column: at("loss_class"), label: say("loss_class"), colour: theme.positive, options: { colour: theme.positive, thin: true, pattern: [6, 3] } });
    curves.push({ column: at("loss_distance"), label: say("loss_distance"), colour: theme.negative, options: { colour: theme.negative, thin: true, pattern: [2, 3] } });
  }
  curves.push(...trainingAndHeldOut(lossColumn, at("val_loss"), sample, theme, say));
  return curves.filter(({ column }) => column >= 0);
}

/**
 * The share of right points, in training and held out: in the colours of the losses.
 * @param {Session} session
 * @param {Theme} theme
 * @param {Say} say
 * @returns {Curve[]}
 */
function accuracyCurves({ columns, sample }, theme, say) {
  const [training, held] = ["accuracy", "val_accuracy"].map((name) => columns.indexOf(name));
  return trainingAndHeldOut(training, held, sample, theme, say).filter(({ column }) => column >= 0);
}

/**
 * What is measured on the points trained on, and the same on those held out, if there are any.
 * @param {number} training  column
 * @param {number} held      column
 * @param {import("./protocol.js").SampleData|null} sample
 * @param {Theme} theme
 * @param {Say} say
 * @returns {Curve[]}
 */
function trainingAndHeldOut(training, held, sample, theme, say) {
  /** @type {Curve[]} */
  const curves = [{ column: training, label: say("loss_training"), colour: theme.accent, options: {} }];
  if (sample?.held) curves.push(heldOut(held, sample, theme, say));
  return curves;
}

/**
 * What is measured on points that are never trained on: a test set, or a share held out.
 * @param {number} column
 * @param {import("./protocol.js").SampleData|null} sample
 * @param {Theme} theme
 * @param {Say} say
 * @returns {Curve}
 */
function heldOut(column, sample, theme, say) {
  const label = say(sample?.tested ? "loss_test" : "loss_validation");
  return { column, label, colour: theme.validation, options: { colour: theme.validation, pattern: HELD_OUT } };
}
