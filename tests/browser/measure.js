// What a strict eye sees on a page: everything that scrolls, sticks out, is cut, shortened, overlaps or is too small.
// Letters are measured as their ink: what the face itself says of these letters, from the line's baseline.
() => {
  const faults = [];
  const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: false });
  const canvas = document.createElement("canvas").getContext("2d");
  const side = Math.min(innerWidth, innerHeight);
  if (document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight) faults.push("the page scrolls");
  const texts = [];
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest(".visually-hidden, template") || !seen(element)) continue;
    const style = getComputedStyle(element);
    canvas.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const ink = canvas.measureText(node.data);
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const { left, right, top } of range.getClientRects()) {
      const baseline = top + ink.fontBoundingBoxAscent;
      texts.push({ element, text: node.data.trim(), left, right, top: baseline - ink.actualBoundingBoxAscent, bottom: baseline + ink.actualBoundingBoxDescent });
    }
  }
  const shortened = [];
  for (const one of texts) {
    const { element } = one;
    if (one.left < -1 || one.right > innerWidth + 1 || one.top < -1 || one.bottom > innerHeight + 1) {
      if (getComputedStyle(element).textOverflow !== "ellipsis") faults.push(`sticks out of the screen: ${one.text}`);
    }
    for (let box = element; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (style.overflowX !== "hidden" && !/strict|paint|content/.test(style.contain)) continue;
      const { left, right, top, bottom } = box.getBoundingClientRect();
      if (style.textOverflow === "ellipsis" && one.right > right + 0.5) {
        shortened.push(one.text);
        one.right = right;
      } else if (one.left < left - 1.5 || one.right > right + 1.5 || one.top < top - 1.5 || one.bottom > bottom + 1.5) {
        faults.push(`is cut by ${box.localName}.${box.className}: ${one.text}`);
      }
    }
  }
  texts.sort((a, b) => a.left - b.left);
  texts.forEach((one, place) => {
    for (const other of texts.slice(place + 1)) {
      if (other.left >= one.right - 1) break;
      if (one.element === other.element || other.left >= other.right) continue; // what an ellipsis hides
      const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (Math.min(one.right, other.right) - other.left > 1 && down > 1) faults.push(`overlap: ${one.text} and ${other.text}`);
    }
  });
  const share = (selector) => Math.min(...[...document.querySelectorAll(selector)].filter((e) => seen(e) && e.textContent.trim())
    .map((e) => (100 * parseFloat(getComputedStyle(e).fontSize)) / side));
  const capitals = Math.min(...[...document.querySelectorAll(".number .value")].filter(seen).map((element) => {
    const style = getComputedStyle(element);
    canvas.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    return (100 * canvas.measureText("H").actualBoundingBoxAscent) / side;
  }));
  const channel = (c) => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const parts = (text) => text.match(/[\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const [r, g, b, a = 1] = parts(getComputedStyle(e).backgroundColor);
      if (a > 0) return [r, g, b];
    }
  };
  const contrast = (element) => {
    const [a, b] = [luminance(parts(getComputedStyle(element).color)), luminance(ground(element))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const curve = document.querySelector("day-curve");
  return {
    faults,
    shortened,
    contrast: Math.min(...texts.filter(({ text }) => /\d/.test(text)).map(({ element }) => contrast(element))),
    capitals,
    figures: share(".number .value"),
    labels: share("key-figures .label .text, queue-row .text, campaign-row .name, agent-tiles .label"),
    heads: share(".head .cell span, .head .page, agent-tiles .page, agent-tiles .count"),
    tiles: share("agent-tile .name, agent-tile .word, agent-tile .time"),
    register: share("register-line"),
    curve: seen(curve) ? (100 * curve.getBoundingClientRect().height) / side : Infinity,
    alarms: [...document.querySelectorAll("queue-row[data-level=alarm], agent-tile[data-level=warning]")].every((e) => !e.parentElement.checkVisibility() || seen(e)),
  };
}
