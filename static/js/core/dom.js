// The few ways in which elements touch the document. Data only ever becomes text or an attribute.

/** @type {(element: Element, text: string) => void} */
export function write(element, text) {
  const only = element.firstChild;
  if (only instanceof Text && only === element.lastChild) {
    if (only.data !== text) only.data = text;
  } else {
    element.textContent = text;
  }
}

// A text for an attribute such as `title`, which nothing can isolate: without the characters that turn its direction.
/** @type {(text: string) => string} */
export function unturned(text) {
  return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, "");
}

/** @type {(element: HTMLElement, name: string, value: unknown) => void} */
export function mark(element, name, value) {
  if (value === undefined || value === false) delete element.dataset[name];
  else if (element.dataset[name] !== String(value)) element.dataset[name] = String(value);
}

/** @type {(icon: Element, name: string | undefined) => void} */
export function draw(icon, name) {
  const use = icon.firstElementChild;
  if (!use) return;
  const href = `#icon-${name || "none"}`;
  if (use.getAttribute("href") !== href) use.setAttribute("href", href);
}

// Imported, not cloned: so the elements inside are what their names say before they are shown anything.
/** @template {keyof HTMLElementTagNameMap} Name @param {Name} id @returns {HTMLElementTagNameMap[Name]} */
export function fromTemplate(id) {
  const template = /** @type {HTMLTemplateElement} */ (find(document, `#${id}`));
  return cloneTemplate(template);
}

// Of a template's content its first element.
/** @type {(template: HTMLTemplateElement) => any} */
export function cloneTemplate(template) {
  return document.importNode(/** @type {Element} */ (template.content.firstElementChild), true);
}

// A part that a template promises. Error if it does not keep it.
/** @type {(root: ParentNode, selector: string) => HTMLElement} */
export function find(root, selector) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`nothing is ${selector}`);
  return /** @type {HTMLElement} */ (found);
}

/** @type {(root: ParentNode, selector: string) => HTMLElement[]} */
export function findAll(root, selector) {
  return [...root.querySelectorAll(selector)].map((element) => /** @type {HTMLElement} */ (element));
}

// Whether it takes any room: nothing that holds it is left out.
/** @type {(element: Element) => boolean} */
export function isSeen(element) {
  return element.getClientRects().length > 0;
}

// The children of `box` become exactly `wanted`, in that order, moving as few as possible.
/** @type {(box: Element, wanted: Element[]) => void} */
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
