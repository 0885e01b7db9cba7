import assert from "node:assert/strict";
import test from "node:test";

import { drawWires } from "../../assets/stage/draw/diagram.js";
import { valueTable } from "../../assets/stage/draw/palette.js";
import { Legend } from "../../assets/stage/legend.js";
import { focusRange } from "../../assets/stage/network/plane.js";
import { words } from "../../assets/stage/words.js";
import { networkOf } from "./support/network.js";
import { installPage } from "./support/page.js";
import { recorder, theme } from "./support/recorder.js";
import { Server, strings } from "./support/server.js";

installPage();

const sample = { id: "a", count: 4, classes: 2, held: null };

test("the bar of the legend says the scale of the shading, or what its two colours mean", () => {
  const legend = new Legend();
  legend.relabel(words(strings()));
  const ends = () => legend.ends.map(({ textContent }) => textContent);
  const told = () => legend.bar.getAttribute("aria-label");
  legend.write(sample, 0, 0, false, null);
  assert.deepEqual(ends(), ["−1", "+1"]);
  assert.match(told(), /how sure/);
  legend.write(sample, 0, 0, false, "0.5");
  assert.deepEqual(ends(), ["≤ 0.5", "> 0.5"]);
  assert.match(told(), /at most 0.5 \(Negative\).*above 0.5 \(Positive\)/);
  assert.doesNotMatch(told(), /how sure/);
  legend.write({ ...sample, id: "b", names: ["cats", "dogs"] }, 0, 0, true, "0");
  assert.match(told(), /at most 0 \(cats\).*above 0 \(dogs\).*units/);
  assert.ok(legend.bar.classes.has("is-decision"));
  legend.write(sample, 0, 0, true, null);
  assert.deepEqual([ends(), legend.bar.classes.has("is-decision")], [["−1", "+1"], false]);
});

test("a weight of zero has neither the colour nor the stroke of a sign", () => {
  const strokeOf = (weight) => {
    const ctx = recorder();
    drawWires(ctx, theme, [{ x0: 0, y0: 0, x1: 9, y1: 9 }], () => weight, { most: 8 });
    return { colour: ctx.named("stroke")[0].style.strokeStyle, dashes: ctx.named("setLineDash")[0].values[0].length };
  };
  assert.deepEqual(strokeOf(1), { colour: theme.positive, dashes: 0 });
  assert.deepEqual(strokeOf(-1), { colour: theme.negative, dashes: 2 });
  for (const zero of [0, -0]) assert.deepEqual(strokeOf(zero), { colour: theme.muted, dashes: 2 });
});

test("the picture of a class's score has the colour of the class, that of every other unit the colours of signs", () => {
  const of = (values) => {
    const { experiment } = new Server({ samples: 40, hidden: [4], ...values });
    return { experiment, network: networkOf(experiment) };
  };
  const grid = { values: new Float32Array(4).fill(1), cells: 1 };
  const colours = ({ experiment, network }, focus) => {
    const { pixels } = valueTable({ ...theme, class2: "#aa00aa" }, 1, focusRange(focus, network, experiment, grid).label);
    return [pixels[0], pixels.at(-1)].map((pixel) => `#${[0, 8, 16].map((shift) => ((pixel >> shift) & 255).toString(16).padStart(2, "0")).join("")}`);
  };
  const many = of({ data: "classes", loss: "sparse" });
  const [output] = many.network.outputs;
  const signs = [theme.negative, theme.positive];
  assert.deepEqual(colours(many, { node: output, unit: 0 }), [theme.muted, theme.negative]);
  assert.deepEqual(colours(many, { node: output, unit: 2 }), [theme.muted, "#aa00aa"]);
  assert.deepEqual(colours(many, { node: output - 1, unit: 0 }), signs);
  const two = of({ data: "circle", loss: "bce" });
  assert.deepEqual(colours(two, { node: two.network.outputs[0], unit: 0 }), signs);
});
