// How broad a text is in the screens' font, by the browser itself.

const context = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
const SAMPLE_PX = 100;

// In ems of its size.
/** @type {(text: string, weight?: number) => number} */
export function ems(text, weight = 400) {
  context.font = `${weight} ${SAMPLE_PX}px ${getComputedStyle(document.documentElement).fontFamily}`;
  return context.measureText(text).width / SAMPLE_PX;
}
