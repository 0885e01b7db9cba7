/** Text on a canvas that stays readable over points and shading. */

/** @typedef {import("./types.js").Context} Context */
/** @typedef {import("./types.js").Theme} Theme */

/**
 * The size of type that suits a canvas of a width: 11 px on a phone, larger on a projector.
 * @param {number} width
 * @returns {number}
 */
export function typeSize(width) {
  return Math.round(2 * Math.min(18, Math.max(11, 8.7 + width * 0.0078))) / 2;
}

/**
 * A CSS font for the context.
 * @param {Theme} theme
 * @param {number} size
 * @param {number} [weight]
 * @returns {string}
 */
export function font(theme, size, weight = 400) {
  return `${weight} ${size}px ${theme.font}`;
}

/**
 * One line of text with a halo in the colour of the panel.
 * @param {Context} ctx
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {{colour: string, halo?: string|null, haloWidth?: number, align?: CanvasTextAlign, baseline?: CanvasTextBaseline}} style
 */
export function drawText(ctx, text, x, y, style) {
  ctx.textAlign = style.align ?? "left";
  ctx.textBaseline = style.baseline ?? "alphabetic";
  if (style.halo) {
    ctx.lineJoin = "round";
    ctx.lineWidth = style.haloWidth ?? 4;
    ctx.strokeStyle = style.halo;
    ctx.strokeText(text, x, y);
  }
  ctx.fillStyle = style.colour;
  ctx.fillText(text, x, y);
}

/**
 * The middle of a device pixel, so that a one-pixel line is one pixel wide.
 * @param {number} value
 * @returns {number}
 */
export function crisp(value) {
  return Math.round(value) + 0.5;
}
