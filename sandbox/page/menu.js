/** A button that opens a short menu; arrows move, Escape closes. */

import { el, fill } from "./dom.js";

/**
 * @param {string} label What the button is called.
 * @param {{label: string, choose: () => void}[]} choices
 */
export function menuButton(label, choices) {
  const list = el("ul", { class: "menu", role: "menu", "aria-label": label, hidden: true });
  const button = el(
    "button",
    { type: "button", class: "button button-icon", "aria-label": label, "aria-haspopup": "menu" },
    "⋯",
  );
  const close = (focus) => {
    list.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (focus) button.focus();
  };
  const open = () => {
    list.hidden = false;
    button.setAttribute("aria-expanded", "true");
    list.querySelector("button").focus();
  };
  fill(
    list,
    choices.map((choice) => item(choice, close)),
  );
  button.addEventListener("click", () => (list.hidden ? open() : close(true)));
  list.addEventListener("keydown", (event) => onKey(event, list, close));
  const frame = el("div", { class: "menu-frame" }, button, list);
  frame.addEventListener("focusout", (event) => {
    if (!frame.contains(event.relatedTarget)) close(false);
  });
  close(false);
  return frame;
}

function item(choice, close) {
  const chosen = () => {
    close(true);
    choice.choose();
  };
  const attributes = { type: "button", role: "menuitem", on: { click: chosen } };
  return el("li", { role: "none" }, el("button", attributes, choice.label));
}

function onKey(event, list, close) {
  const items = [...list.querySelectorAll("button")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    const at = items.indexOf(document.activeElement) + step;
    items.at(at % items.length).focus();
    event.preventDefault();
  }
  if (event.key === "Escape") {
    event.stopPropagation();
    event.preventDefault();
    close(true);
  }
}
