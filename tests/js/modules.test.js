import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { posix } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../assets/", import.meta.url));

/** Source without comments, and the modules it imports, of every module of the stage. */
function modules() {
  const found = new Map();
  for (const folder of ["stage", "stage/draft", "stage/draw", "stage/network"]) {
    for (const name of readdirSync(ROOT + folder).filter((file) => file.endsWith(".js"))) {
      const path = `${folder}/${name}`;
      const source = readFileSync(ROOT + path, "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
      const imports = [...source.matchAll(/\bfrom\s*"(\.{1,2}\/[^"]+)"/g)];
      found.set(path, { source, imports: imports.map(([, target]) => posix.join(folder, target)) });
    }
  }
  return found;
}

test("modules import in one direction: a page without a served route builds them from the leaves up", () => {
  const all = modules();
  const done = new Set();
  const visit = (path, above) => {
    assert.ok(!above.includes(path), `circle: ${[...above, path].join(" → ")}`);
    assert.ok(all.has(path), `${path} exists`);
    if (!done.has(path)) for (const target of all.get(path).imports) visit(target, [...above, path]);
    done.add(path);
  };
  for (const path of all.keys()) visit(path, []);
});

test("drawing knows no session, and the state of the stage knows no page", () => {
  const all = modules();
  const page = /\b(document|window|localStorage|requestAnimationFrame|setTimeout|performance)\b/;
  const pure = ["covariance", "flash_limit", "linear", "outbox", "outcome", "player", "protocol", "session", "dragged_view", "row_fetcher", "row_store", "words", "draft/mid_run_changes", "draft/draft"];
  const network = ["activations", "features", "field", "forward", "graph", "health", "layout", "names", "plane", "ranges"];
  for (const name of network) assert.doesNotMatch(all.get(`stage/network/${name}.js`).source, page, name);
  for (const name of pure) assert.doesNotMatch(all.get(`stage/${name}.js`).source, page, name);
  for (const [path, { imports, source }] of all) {
    assert.doesNotMatch(source, /\b(innerHTML|outerHTML|insertAdjacentHTML|eval)\b/, `${path} makes no markup of text`);
    if (path.startsWith("stage/draw/")) for (const target of imports) assert.match(target, /^stage\/draw\//);
  }
});

test("every string that the stage names is in both catalogues, and none is left over", () => {
  const all = [...modules().values()].map(({ source }) => source).join("\n");
  const keys = (language) => {
    const path = new URL(`../../playground/locale/${language}/stage.toml`, import.meta.url);
    return [...readFileSync(path, "utf8").matchAll(/^(\w+) = /gm)].map(([, key]) => key);
  };
  assert.deepEqual(keys("ko").sort(), keys("en").sort());
  const built = ["speed_", "waiting_", "live_", "arch_", "gauge_", "diverged_above", "warning_", "health_zero_", "no_rate_", "unread_", "question_never", "question_how_", "explain_", "distance_", "title_"]; // named by a template or the server
  for (const key of keys("en")) {
    const named = all.includes(`"${key}"`) || new RegExp(`\\b${key}:`).test(all) || built.some((start) => key.startsWith(start));
    assert.ok(named, `${key} is used`);
  }
  for (const [, key] of all.matchAll(/\bsay\("(\w+)"/g)) assert.ok(keys("en").includes(key), `${key} exists`);
});
