/** A drawing context that writes down what it is told, for tests that ask what is drawn and where. */

/**
 * @returns {any}
 */
export function recorder() {
  const calls = [];
  const state = {};
  const answers = {
    measureText: (text) => ({ width: 6 * text.length }),
    createLinearGradient: (...ends) => {
      const gradient = { ends, stops: [], addColorStop: (at, colour) => gradient.stops.push([at, colour]) };
      return gradient;
    },
    createRadialGradient: () => ({ addColorStop() {} }),
  };
  return new Proxy({ calls }, {
    get(target, name) {
      if (name === "calls") return calls;
      if (name === "named") return (wanted) => calls.filter((call) => call.name === wanted);
      if (name === "canvas" || name === "getTransform") return undefined;
      if (name in state) return state[name];
      return (...values) => {
        calls.push({ name, values, style: { ...state } });
        return answers[name]?.(...values);
      };
    },
    set(target, name, value) {
      state[name] = value;
      return true;
    },
  });
}

export const theme = {
  dark: false, background: "#faf8f3", surface: "#ffffff", text: "#111111", muted: "#666666", grid: "#eeeeee",
  border: "#dddddd", negative: "#0072b2", positive: "#d95f02", negativeFill: "rgba(0, 114, 178, 0.2)",
  positiveFill: "rgba(217, 95, 2, 0.2)", boundary: "#000000", accent: "#0b7a75", warning: "#8f5f00",
  danger: "#c1123f", ghost: "#b3ab9c", font: "sans-serif", mono: "monospace",
};
