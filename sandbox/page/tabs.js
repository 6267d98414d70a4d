/** On a narrow screen the columns become tabs; on a wide one this changes nothing. */

/** The buttons Chat, Thread and Behind. */
export class Tabs {
  /** @param {Object<string, () => void>} onChoose What else happens when a tab is chosen. */
  constructor(node, onChoose) {
    this.buttons = [...node.querySelectorAll("button")];
    this.onChoose = onChoose;
    this.buttons.forEach((button) => {
      button.addEventListener("click", () => this.choose(button.dataset.tab));
    });
    this.choose("chat");
  }

  choose(tab) {
    this.chosen = tab;
    document.body.dataset.tab = tab;
    for (const button of this.buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.tab === tab));
    }
    this.onChoose[tab]?.();
  }
}
