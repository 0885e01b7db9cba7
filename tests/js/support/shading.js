/** How the losses of the tests are shaded, as `playground.core.losses` sends it. */

/** @typedef {import("../../../assets/stage/draw/types.js").Decision} Decision */

/** @type {Decision} */
export const OF_MSE = { threshold: 0.5, shading: { curve: "straight", span: 0.5, full: 0.5 } };
/** @type {Decision} */
export const OF_LOGITS = { threshold: 0, shading: { curve: "sigmoid", span: 6, full: 4 } };
/** @type {Record<string, Decision>} */
export const DECISIONS = { mse: OF_MSE, bce: OF_LOGITS, cce: OF_LOGITS };
