/** On a narrow screen the columns become tabs; on a wide one this changes nothing. */

import { el, fill } from "./dom.js";

// As in css/narrow.css.
const NARROW = matchMedia("(max-width: 820px)");

/** The buttons Chat, Thread and Behind. */
export class Tabs {
  /** @param {Object<string, () => void>} onPress What else happens when a tab is pressed. */
  constructor(node, onPress) {
    this.node = node;
    this.buttons = [...node.querySelectorAll("button")];
    this.buttons.forEach((button) => {
      const { tab } = button.dataset;
      button.addEventListener("click", () => {
        this.choose(tab);
        onPress[tab]?.();
      });
    });
    this.choose("chat");
  }

  choose(tab) {
    this.chosen = tab;
    document.body.dataset.tab = tab;
    for (const button of this.buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.tab === tab));
    }
  }

  /** Whether this column is on the screen. */
  shows(tab) {
    return !NARROW.matches || this.chosen === tab;
  }

  /** How much is new in the thread column. */
  badgeThread(count) {
    const badge = this.node.querySelector(".badge");
    badge.hidden = !count;
    if (count) fill(badge, String(count), el("span", { class: "visually-hidden" }, " new"));
  }
}
