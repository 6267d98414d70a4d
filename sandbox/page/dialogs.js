/** Small questions in a dialog of their own: a button's confirm object, or the page's own. */

import { el, freshId } from "./dom.js";
import { plain, textNodes } from "./mrkdwn.js";

/**
 * Asks, and tells whether the answer was yes; Escape means no.
 * @param {Object} question `title`, `text` (a string or nodes), `yes`, `no`, `danger`.
 * @returns {Promise<boolean>}
 */
export function ask({ title, text, yes, no, danger = false }) {
  const heading = freshId("question");
  const accept = el("button", { type: "submit", value: "yes", class: styleOf(danger) }, yes);
  const refuse = el("button", { type: "submit", value: "no", class: "button" }, no);
  const dialog = el(
    "dialog",
    { class: "question", "aria-labelledby": heading },
    el(
      "form",
      { method: "dialog" },
      el("h2", { id: heading }, title),
      el("div", { class: "question-text" }, text),
      el("div", { class: "question-buttons" }, refuse, accept),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  accept.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

function styleOf(danger) {
  return danger ? "button button-danger" : "button button-primary";
}

/** Asks what an element's `confirm` object says; true at once when there is none. */
export function confirmed(confirm, workspace) {
  if (!confirm) return Promise.resolve(true);
  return ask({
    title: plain(confirm.title),
    text: textNodes(confirm.text, workspace),
    yes: plain(confirm.confirm),
    no: plain(confirm.deny),
    danger: confirm.style === "danger",
  });
}
