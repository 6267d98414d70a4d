/** Builds DOM nodes; text always becomes text nodes, so no message can bring markup along. */

/**
 * An element with attributes and children.
 * @param {string} tag
 * @param {Object} attributes `on` holds listeners, `class` the class names; null, undefined and
 *     false leave an attribute out, true sets an empty one.
 * @param {...(Node|string|null|undefined|Array)} children
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    setAttribute(node, name, value);
  }
  node.append(...kept(children));
  return node;
}

const LEFT_OUT = new Set([null, undefined, false]);

function setAttribute(node, name, value) {
  if (name === "on") {
    for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
  } else if (name === "value" && "value" in node) {
    node.value = value ?? "";
  } else if (!LEFT_OUT.has(value)) {
    node.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Replaces everything inside `node`. */
export function fill(node, ...children) {
  node.replaceChildren(...kept(children));
  return node;
}

function kept(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined);
}

/** Sets text only where it differs, so that a live region does not repeat itself. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

let last = 0;

/** An id that no other element of this page has. */
export function freshId(prefix) {
  last += 1;
  return `${prefix}-${last}`;
}

const SHAPES = {
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8Zm6.5 2a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
  lock: "M4.5 7V5a3.5 3.5 0 0 1 7 0v2M3.5 7h9v6.5h-9z",
  close: "m4 4 8 8M12 4l-8 8",
  send: "M2.5 13.5 14 8 2.5 2.5 4 7l5 1-5 1z",
  reply: "M3 3.5h10v7H7.5L4.5 13v-2.5H3z",
  file: "M4 1.5h5.5L12.5 4.5v10h-8.5zM9.5 1.5v3h3",
  home: "m2.5 7.5 5.5-5 5.5 5M4 6.5v7h8v-7",
  spark: "m9 1.5-5.5 8H8l-1 5 5.5-8H8z",
};
const SVG = "http://www.w3.org/2000/svg";

/** A small line drawing that says nothing to a screen reader. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}
