/** The activation functions, applied to many numbers at once. */

/** @typedef {Float32Array|Float64Array} Numbers */
/** @typedef {import("./ranges.js").Range} Range */

/**
 * @typedef {object} Activation
 * @property {(values: Numbers, from: number, to: number) => void} apply  replaces the numbers from … to-1
 * @property {Range} [range]  of a bounded function: the colours of a unit's picture. Without it, they follow its values
 */

/**
 * The error function to 1.2e-7 of its complement, everywhere: a Chebyshev fit (Numerical Recipes, erfcc).
 * @param {number} x
 * @returns {number}
 */
export function erf(x) {
  const z = Math.abs(x);
  const t = 1 / (1 + 0.5 * z);
  const series = -1.26551223 + t * (1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806
    + t * (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))));
  const rest = t * Math.exp(series - z * z);
  return x >= 0 ? 1 - rest : rest - 1;
}

/** The names and their order are those of `playground/core/activations.py`. @type {Record<string, Activation>} */
export const ACTIVATIONS = {
  relu: {
    apply: (values, from, to) => {
      // Written so that NaN stays NaN.
      for (let i = from; i < to; i += 1) if (values[i] < 0) values[i] = 0;
    },
  },
  tanh: {
    range: { zero: 0, scale: 1 },
    apply: (values, from, to) => {
      for (let i = from; i < to; i += 1) {
        const value = values[i];
        // One exponential is a quarter of the price of Math.tanh; near zero it would cancel.
        if (value > 0.05 || value < -0.05) values[i] = 1 - 2 / (Math.exp(2 * value) + 1);
        else if (value === value) {
          const square = value * value;
          values[i] = value * (1 - square * (1 / 3 - square * (2 / 15)));
        }
      }
    },
  },
  sigmoid: {
    range: { zero: 0.5, scale: 0.5 },
    apply: (values, from, to) => {
      for (let i = from; i < to; i += 1) values[i] = 1 / (1 + Math.exp(-values[i]));
    },
  },
  linear: {
    apply: () => undefined,
  },
  gelu: {
    apply: (values, from, to) => {
      for (let i = from; i < to; i += 1) values[i] = 0.5 * values[i] * (1 + erf(values[i] * Math.SQRT1_2));
    },
  },
  softplus: {
    apply: (values, from, to) => {
      // The exponential never overflows, and log1p keeps what is tiny.
      for (let i = from; i < to; i += 1) values[i] = Math.max(values[i], 0) + Math.log1p(Math.exp(-Math.abs(values[i])));
    },
  },
  elu: {
    apply: (values, from, to) => {
      for (let i = from; i < to; i += 1) if (values[i] < 0) values[i] = Math.expm1(values[i]);
    },
  },
};

/**
 * Replace the numbers from … to-1 by the activation of each.
 * @param {string} name
 * @param {Numbers} values
 * @param {number} from
 * @param {number} to
 */
export function activate(name, values, from, to) {
  ACTIVATIONS[name].apply(values, from, to);
}
