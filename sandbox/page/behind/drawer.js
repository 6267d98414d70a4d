/** "Behind the scenes": a bar whose labels are live, and the panels that it opens. */

import { el, fill, icon, setText } from "../dom.js";
import { BotPanel } from "./bot.js";
import { CarrierPanel } from "./carrier.js";
import { FaultsPanel } from "./faults.js";
import { TrafficPanel } from "./traffic.js";

/** The drawer at the foot of the page; closed at first. */
export class Drawer {
  constructor(node, page) {
    this.page = page;
    this.node = node;
    this.panels = [
      new CarrierPanel(page),
      new TrafficPanel(page),
      new FaultsPanel(page),
      new BotPanel(page),
    ];
    this.buttons = this.panels.map((panel) => this.buttonFor(panel));
    this.quick = el("button", { type: "button", class: "bar-button" });
    this.quick.addEventListener("click", () => this.panels[3].switch());
    this.frame = el("div", { class: "panel", id: "panel", hidden: true });
    const title = el("h2", { class: "bar-title" }, "Behind the scenes");
    fill(node, el("div", { class: "bar" }, title, this.buttons, this.quick), this.frame);
    document.addEventListener("keydown", (event) => this.onKey(event));
  }

  buttonFor(panel) {
    return el("button", {
      type: "button",
      class: "bar-button",
      "aria-expanded": "false",
      "aria-controls": "panel",
      on: { click: () => this.toggle(panel) },
    });
  }

  /** Opens a panel, or closes it when it is the open one. */
  toggle(panel) {
    this.open = this.open === panel ? undefined : panel;
    this.frame.hidden = !this.open;
    this.panels.forEach((each, at) => {
      this.buttons[at].setAttribute("aria-expanded", String(each === this.open));
    });
    if (!this.open) return;
    fill(this.frame, this.closeButton(), el("div", { class: "panel-body" }, panel.node));
    this.page.attempt(panel.refresh());
  }

  closeButton() {
    const attributes = { class: "close", type: "button", "aria-label": "Close the panel" };
    return el("button", { ...attributes, on: { click: () => this.close() } }, icon("close"));
  }

  /** Closes the open panel; a keyboard that was in it goes back to the button that opened it. */
  close() {
    const opener = this.buttons[this.panels.indexOf(this.open)];
    const within = this.node.contains(document.activeElement);
    this.toggle(this.open);
    if (within) opener.focus();
  }

  /** Opens the first panel where the drawer is a column of its own. */
  openSome() {
    if (!this.open) this.toggle(this.panels[0]);
  }

  /** Escape closes it from anywhere in the page, but first what lies above it. */
  onKey(event) {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    if (this.open && !document.querySelector("dialog[open]")) this.close();
  }

  /**
   * Reads again what these notices concern; the labels stay live while the drawer is closed.
   * @param {Set<string>} kinds
   */
  async refresh(kinds) {
    if (kinds.has("restart")) this.panels.forEach((panel) => panel.forget?.());
    const concerned = this.panels.filter((panel) => panel.kinds.some((kind) => kinds.has(kind)));
    await Promise.all(concerned.map((panel) => panel.refresh(panel === this.open)));
    this.label();
  }

  label() {
    this.panels.forEach((panel, at) => setText(this.buttons[at], panel.label));
    setText(this.quick, this.panels[3].action);
    this.quick.classList.toggle("bar-kill", this.panels[3].running);
  }
}
