// The few ways in which elements touch the document. Data only ever becomes text or an attribute.

export function write(element, text) {
  const only = element.firstChild;
  if (only?.nodeType === Node.TEXT_NODE && only === element.lastChild) {
    if (only.data !== text) only.data = text;
  } else {
    element.textContent = text;
  }
}

export function mark(element, name, value) {
  if (value === undefined || value === false) delete element.dataset[name];
  else if (element.dataset[name] !== String(value)) element.dataset[name] = value;
}

export function draw(icon, name) {
  const use = icon.firstElementChild;
  const href = `#icon-${name || "none"}`;
  if (use.getAttribute("href") !== href) use.setAttribute("href", href);
}

// Imported, not cloned: so the elements inside are what their names say before they are shown anything.
export function fromTemplate(id) {
  return document.importNode(document.getElementById(id).content.firstElementChild, true);
}

// The children of `box` become exactly `wanted`, in that order, moving as few as possible.
export function arrange(box, wanted) {
  const keep = new Set(wanted);
  for (const child of [...box.children]) if (!keep.has(child)) child.remove();
  let place = box.firstElementChild;
  for (const child of wanted) {
    // What stands here has gone further down, not everything after it up: one move instead of many.
    if (place && place !== child && place.nextElementSibling === child) {
      box.append(place);
      place = child;
    }
    if (child === place) place = place.nextElementSibling;
    else box.insertBefore(child, place);
  }
}
