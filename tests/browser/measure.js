// What a strict eye sees on a page: everything that scrolls, sticks out, is cut off, overlaps or is too small.
() => {
  const faults = [];
  const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: false });
  const name = (element) => `${element.localName}.${element.getAttribute("class") ?? ""} "${element.textContent.trim().slice(0, 24)}"`;
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth || root.scrollHeight > innerHeight) faults.push("the page scrolls");
  const texts = [...document.querySelectorAll("main *")].filter(
    (element) => !element.closest("svg, .for-readers") && seen(element) &&
      [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()),
  );
  const boxes = texts.map((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const { left, right } = range.getBoundingClientRect();
    // Across: the ink. Down: the line that was given to it, which for large figures is less than the face's own.
    let block = element;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    const { top, bottom } = block.getBoundingClientRect();
    return { element, box: { left, right, top, bottom, height: bottom - top } };
  });
  for (const { element, box } of boxes) {
    if (box.left < -1 || box.right > innerWidth + 1 || box.top < -1 || box.bottom > innerHeight + 1) {
      faults.push(`sticks out of the screen: ${name(element)}`);
    }
    // An ellipsis is allowed where a name of two lines is longer still; a cut with nothing to show for it is not.
    if (element.scrollWidth > element.clientWidth + 2 && getComputedStyle(element).overflowX === "hidden") {
      faults.push(`is cut off: ${name(element)} ${element.scrollWidth} > ${element.clientWidth}`);
    }
  }
  // Inside of every panel that would cut it off; a letter's depth is given to what hangs below.
  for (const { element, box } of boxes) {
    for (let panel = element.parentElement; panel; panel = panel.parentElement) {
      if (getComputedStyle(panel).overflowY !== "hidden" || panel === document.body) continue;
      const { left, right, top, bottom } = panel.getBoundingClientRect();
      const deep = 0.15 * parseFloat(getComputedStyle(element).fontSize);
      if (box.left < left - 2 || box.right > right + 2 || box.top < top - deep || box.bottom > bottom + deep) {
        faults.push(`is cut by ${panel.localName}.${panel.className}: ${name(element)}`);
      }
    }
  }
  for (const row of [...document.querySelectorAll("queue-row, agent-tile, register-line, .cell, .part")].filter(seen)) {
    const { top, bottom } = row.getBoundingClientRect();
    for (const { element, box } of boxes.filter((one) => row.contains(one.element))) {
      const deep = 0.2 * parseFloat(getComputedStyle(element).fontSize);
      if (box.top < top - deep || box.bottom > bottom + deep) faults.push(`leaves its row: ${name(element)}`);
    }
  }
  // A name that was shortened must still say whose it is.
  for (const { element } of boxes.filter((one) => one.element.closest(".name, .title"))) {
    const text = element.textContent.trim();
    if (/[….]/.test(text) && text.replace(/\s\S\.$/, "").replace(/[….]$/, "").length < 2) faults.push(`says too little: ${name(element)}`);
  }
  boxes.sort((a, b) => a.box.left - b.box.left);
  boxes.forEach((one, place) => {
    for (const other of boxes.slice(place + 1)) {
      if (other.box.left >= one.box.right - 1) break;
      const across = Math.min(one.box.right, other.box.right) - other.box.left;
      const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      const line = Math.min(one.box.height, other.box.height);
      if (across > 2 && down > 0.45 * line && !one.element.contains(other.element) && !other.element.contains(one.element)) {
        faults.push(`overlap: ${name(one.element)} and ${name(other.element)}`);
      }
    }
  });
  const share = (selector) => {
    const sizes = [...document.querySelectorAll(selector)].filter((e) => seen(e) && e.textContent.trim());
    return Math.min(...sizes.map((e) => (100 * parseFloat(getComputedStyle(e).fontSize)) / innerHeight));
  };
  const canvas = document.createElement("canvas").getContext("2d");
  const capitals = Math.min(...[...document.querySelectorAll(".number .value")].filter(seen).map((element) => {
    const style = getComputedStyle(element);
    canvas.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    return (100 * canvas.measureText("H").actualBoundingBoxAscent) / innerHeight;
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
  return {
    faults,
    contrast: Math.min(...boxes.filter((one) => /\d/.test(one.element.textContent)).map((one) => contrast(one.element))),
    capitals,
    figures: share(".number .value"),
    labels: share(".label .text, queue-row .text, agent-tiles .label"),
    heads: share("queue-table .head span, campaign-table .head span"),
    tiles: share("agent-tile .name, agent-tile .word, agent-tile .time"),
    register: share("register-line .name"),
    pinned: [...document.querySelectorAll("queue-row[data-level=alarm], agent-tile[data-level=warning]")].every((e) => !e.parentElement.checkVisibility() || seen(e)),
  };
}
