/**
 * The plot: the plane with points, prediction and boundary. One name for all of its drawing.
 *
 * Paint in this order: drawBackdrop, drawShading, drawPoints, drawEllipses, drawBoundary, drawReference,
 * drawAxisHandles, drawHandles.
 */

export { boundsOfRun, plotBounds, plotView, stretchOf } from "./view.js";
export { drawBackdrop } from "./backdrop.js";
export { drawBoundary, drawShading } from "./shading.js";
export { drawPoints } from "./points.js";
export { drawAxisHandles } from "./axis_handles.js";
export { drawEllipses, drawHandles, handleAt } from "./classes.js";
export { drawReference } from "./reference.js";
