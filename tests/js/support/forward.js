/** The browser's forward pass for another program: {network, weights, inputs} on standard input, outputs as JSON. */

import { readFileSync } from "node:fs";

import { pointColumns } from "../../../assets/stage/network/field.js";
import { Forward } from "../../../assets/stage/network/forward.js";

const cases = JSON.parse(readFileSync(0, "utf8"));
const answers = cases.map(({ network, weights, inputs }) => {
  const sample = { inputs: Float32Array.from(inputs.flat()), count: inputs.length };
  const columns = pointColumns(network.features, sample);
  const values = new Forward(network).run(Float32Array.from(weights), columns, sample.count);
  return values.map((units) => units.map((unit) => [...unit.subarray(0, sample.count)]));
});
process.stdout.write(JSON.stringify(answers));
