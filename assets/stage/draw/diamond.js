/**
 * The path of a diamond, to be filled and stroked.
 * @param {import("./types.js").Context} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
export function traceDiamond(ctx, x, y, radius) {
  ctx.beginPath();
  ctx.moveTo(x, y - radius);
  ctx.lineTo(x + radius, y);
  ctx.lineTo(x, y + radius);
  ctx.lineTo(x - radius, y);
  ctx.closePath();
}
