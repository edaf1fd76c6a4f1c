// Values under the pointer, or under the arrow keys, of anything drawn as bars. A bar says its own in `data-said`.

/** @typedef {{ plot: HTMLElement, readout: HTMLElement, bars: () => Element[], textOf?: (place: number) => string }} Read */

/** @type {(read: Read) => void} */
export function readBars({ plot, readout, bars, textOf }) {
  let place = -1;
  const show = (/** @type {number} */ wanted) => {
    const all = bars();
    all[place]?.removeAttribute("data-read");
    place = Math.min(wanted, all.length - 1);
    const bar = /** @type {SVGElement | undefined} */ (all[place]);
    bar?.setAttribute("data-read", "");
    readout.textContent = bar ? (textOf?.(place) ?? bar.dataset.said ?? "") : "";
  };
  plot.tabIndex = 0;
  plot.addEventListener("pointermove", ({ clientX }) => show(nearest(bars(), clientX)));
  plot.addEventListener("pointerleave", () => show(-1));
  plot.addEventListener("focus", () => plot.matches(":focus-visible") && show(bars().length - 1));
  plot.addEventListener("blur", () => show(-1));
  plot.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    show(Math.max(0, place + step));
  });
}

/** @type {(bars: Element[], x: number) => number} */
function nearest(bars, x) {
  const distances = bars.map((bar) => {
    const { left, right } = bar.getBoundingClientRect();
    return Math.max(left - x, x - right, 0);
  });
  return distances.indexOf(Math.min(...distances));
}
