// Where everything stands that can be seen: two sights of a page without a shift give the same.
() => {
  // The picture wanders against burn-in: places are the sheet's.
  const sheet = document.querySelector(".sheet").getBoundingClientRect();
  const inside = (element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    for (let panel = element.parentElement; panel; panel = panel.parentElement) {
      if (getComputedStyle(panel).overflowY !== "hidden") continue;
      const box = panel.getBoundingClientRect();
      if (left + width / 2 > box.right || top + height / 2 > box.bottom) return false;
    }
    return true;
  };
  const parts = "h1, h2, .date, .clock, .number, .note, .head span, [data-id], [data-id] > *, register-heading, .count, .bar, .hours text, .key";
  return [...document.querySelectorAll("main :is(" + parts + ")")]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".for-readers") && inside(e))
    .map((e) => {
      const { left, top } = e.getBoundingClientRect();
      const own = e.closest("[data-id]")?.dataset.id ?? "";
      return `${own} ${e.localName}.${e.getAttribute("class") ?? ""} ${Math.round(left - sheet.left)} ${Math.round(top - sheet.top)}`;
    });
}
