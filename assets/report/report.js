/**
 * The figures of a report to print: the stage's own plot and curve at the last step of a run, as SVG.
 * `playground/stage/report.py` writes the file.
 */

import { Recording } from "../animation/recording.js";
import { CurvePanel } from "../stage/curve.js";
import { readTheme } from "../stage/draw/theme.js";
import { svgText } from "../stage/figures_out.js";
import { Field } from "../stage/network/field.js";
import { PlotPanel } from "../stage/plot.js";
import { decode } from "../stage/protocol.js";
import { words } from "../stage/words.js";

/** Draw what the page holds into its two places. */
export function report() {
  const { reply, strings } = JSON.parse(document.getElementById("gp-run")?.textContent ?? "");
  const session = new Recording(decode(Uint8Array.from(atob(reply), (letter) => letter.charCodeAt(0))));
  session.goTo(session.limit);
  session.seen = session.limit;
  const stage = /** @type {HTMLElement} */ (document.querySelector(".gp-stage"));
  const draw = () => requestAnimationFrame(paint);
  const plot = new PlotPanel(session, draw, new Field(() => performance.now()));
  const curve = new CurvePanel(session, draw);
  const places = /** @type {[PlotPanel|CurvePanel, Element|null][]} */ ([[plot, document.querySelector(".gp-report-plot")], [curve, document.querySelector(".gp-report-curve")]]);
  for (const [panel, place] of places) {
    panel.relabel(words(strings));
    place?.append(panel.root);
  }
  let isDone = false;
  const paint = () => {
    if (isDone || !plot.surface.ready || !curve.surface.ready) return;
    isDone = true;
    const theme = readTheme(stage);
    const now = performance.now();
    const figures = [
      svgText({ surface: plot.surface, repaint: () => plot.paintFinely(theme, now) }, theme.surface),
      svgText({ surface: curve.surface, repaint: () => curve.paint(theme, true) }, theme.surface),
    ];
    plot.write();
    places.forEach(([panel], at) => {
      const figure = document.importNode(new DOMParser().parseFromString(figures[at], "image/svg+xml").documentElement, true);
      panel.surface.canvases[0].parentElement?.replaceChildren(figure);
    });
    stage.dataset.state = "done";
  };
  draw();
}
