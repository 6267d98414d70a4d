/** The box at the foot of a conversation: Enter sends, Shift+Enter makes a new line. */

import { RefusedError } from "./api.js";
import { el, icon, setText } from "./dom.js";

const TALLEST_PX = 160;

/** A message box; `send(text)` does the rest and may throw a RefusedError. */
export class Composer {
  /**
   * @param {{id?: string, label: string, placeholder?: string, hint?: (text: string) => string,
   *     send: (text: string) => Promise<void>}} setup
   */
  constructor(setup) {
    this.setup = setup;
    this.last = "";
    this.box = el("textarea", {
      id: setup.id,
      rows: 1,
      "aria-label": setup.label,
      placeholder: setup.placeholder ?? setup.label,
      on: { input: () => this.changed(), keydown: (event) => this.onKey(event) },
    });
    this.button = el(
      "button",
      { type: "submit", class: "send", "aria-label": "Send message" },
      icon("send"),
    );
    this.hint = el("p", { class: "composer-hint" });
    this.error = el("p", { class: "composer-error", role: "alert" });
    this.node = el(
      "form",
      { class: "composer", on: { submit: (event) => this.onSubmit(event) } },
      el("div", { class: "composer-box" }, this.box, this.button),
      this.hint,
      this.error,
    );
    this.changed();
  }

  get text() {
    return this.box.value;
  }

  /** Puts a text in, ready to be sent. */
  prepare(text) {
    this.box.value = text;
    this.changed();
  }

  focus() {
    this.box.focus();
    this.box.setSelectionRange(this.text.length, this.text.length);
  }

  changed() {
    this.grow();
    this.button.disabled = !this.text.trim();
    setText(this.hint, this.setup.hint?.(this.text) ?? "");
    setText(this.error, "");
  }

  /** As tall as its text; before it stands in the page there is nothing to measure. */
  grow() {
    this.box.style.height = "auto";
    const wanted = Math.min(this.box.scrollHeight, TALLEST_PX);
    if (wanted) this.box.style.height = `${wanted}px`;
  }

  onKey(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "ArrowUp" && !this.text && this.last) {
      event.preventDefault();
      this.prepare(this.last);
    }
  }

  onSubmit(event) {
    event.preventDefault();
    this.send();
  }

  /** Sends what is there; what was refused comes back into the box. */
  async send() {
    const text = this.text.trim();
    if (!text) return;
    this.last = text;
    this.prepare("");
    try {
      await this.setup.send(text);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      if (!this.text) this.prepare(text);
      setText(this.error, error.message);
    }
  }
}
