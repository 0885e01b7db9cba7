/**
 * The records that the drawing functions take. Types only; nothing runs here.
 *
 * Lengths are CSS pixels: the caller scales the context by the device's pixel ratio first.
 */

/**
 * Colours and type of one drawing, read from the page by `readTheme`.
 * @typedef {object} Theme
 * @property {boolean} dark
 * @property {string} background   page behind the panels
 * @property {string} surface      panel that is drawn on
 * @property {string} text
 * @property {string} muted
 * @property {string} grid
 * @property {string} border
 * @property {string} negative     class 0, circles
 * @property {string} positive     class 1, triangles
 * @property {string} class2       squares
 * @property {string} class3       diamonds
 * @property {string} class4       crosses
 * @property {string} validation   curves of points held out of training
 * @property {string} negativeFill  colour of the prediction "class 0" at full strength, translucent
 * @property {string} positiveFill  the same for class 1
 * @property {string} boundary
 * @property {string} accent
 * @property {string} warning
 * @property {string} danger
 * @property {string} beside       a pinned run beside this one
 * @property {string} ghost        an earlier run
 * @property {string} font         CSS font family list
 * @property {string} mono         CSS font family list for code and vectors
 */

/**
 * Map between data and pixels. Both axes have one scale, unless own points would lie on a strip (`plotBounds`).
 * @typedef {object} View
 * @property {number} width
 * @property {number} height
 * @property {(value: number) => number} x
 * @property {(value: number) => number} y
 * @property {(pixel: number) => number} invertX
 * @property {(pixel: number) => number} invertY
 * @property {number} unitX  pixels per unit of data along x₁
 * @property {number} unitY  the same along x₂
 * @property {number} type   size of the type in pixels that suits this canvas
 */

/** @typedef {{x0: number, x1: number, y0: number, y1: number}} Bounds */

/** A part of the plane to show; `stretched`: each axis fills the picture in a scale of its own. @typedef {Bounds & {stretched?: boolean}} Frame */

/** @typedef {CanvasRenderingContext2D} Context */

/**
 * The linear model that is drawn: class 1 where w1·x + w2·y + b > threshold.
 * @typedef {object} Model
 * @property {number} w1
 * @property {number} w2
 * @property {number} b
 * @property {number} threshold
 * @property {Shading} shading
 */

/**
 * How sure an output is of its class: `straight` to 1 at the distance `span` from the threshold, or through the
 * `sigmoid`, which is all but 1 there. `full` is the distance at which the output's own picture has full colour.
 * The loss decides; see `playground.core.losses`.
 * @typedef {{curve: "straight"|"sigmoid"|"decision", span: number, full: number}} Shading
 */

/** @typedef {{threshold: number, shading: Shading}} Decision */

/**
 * Points. The arrays are not written to after they were drawn once (layers are kept by identity).
 * @typedef {object} Sample
 * @property {Float32Array} inputs   count × 2
 * @property {Uint8Array} labels     count; the class, from 0
 * @property {Uint8Array|null} [held]  count; 1 where the point is held out of training
 * @property {number} count
 */

/**
 * What stands out among the points.
 * @typedef {object} Marks
 * @property {Uint8Array|null} [wrong]   1 where the model is wrong
 * @property {ArrayLike<number>|null} [batch]   the batch of this step: a mask if Uint8Array, else the points' indices
 * @property {"plain"|"marks"} [part]   only the points, or only what stands out: for two canvases; both if absent
 */

/**
 * One Gaussian class.
 * @typedef {object} GaussianClass
 * @property {number} x   mean
 * @property {number} y
 * @property {number} sx  standard deviations
 * @property {number} sy
 * @property {number} rho correlation
 * @property {0|1|number} label
 */

/**
 * A history column: value of row i = values[i·stride + offset], at step steps[i].
 * @typedef {object} Series
 * @property {Uint32Array} steps
 * @property {Float32Array} values
 * @property {number} stride
 * @property {number} offset
 * @property {number} count
 */

export {};
