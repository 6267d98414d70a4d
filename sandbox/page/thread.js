/** The right column: one thread, or a word on what appears here. */

import { api } from "./api.js";
import { reply, runShortcut, sceneOfMessage } from "./acts.js";
import { titleOf } from "./chat.js";
import { Composer } from "./composer.js";
import { el, fill, icon } from "./dom.js";
import { MessageLog } from "./message_log.js";
import { marks } from "./unread.js";

/** The thread that one person has open. */
export class Thread {
  constructor(node, page) {
    this.node = node;
    this.page = page;
  }

  /** Opens a thread, or with an empty `ts` closes it. */
  async open(workspace, place, ts) {
    this.workspace = workspace;
    const key = ts && `${workspace.me.name}:${place}:${ts}`;
    if (key === this.key) return;
    Object.assign(this, { key, place, ts });
    if (!ts) {
      this.drawEmpty();
      return;
    }
    this.build();
    await this.refresh();
    if (this.key === key) this.heading.focus();
  }

  build() {
    const { place, ts } = this;
    const setting = {
      workspace: this.workspace,
      sceneOf: (message) => sceneOfMessage(this.workspace, place, message),
      shortcut: (message, id) => this.page.attempt(runShortcut(this.workspace, id, place, message)),
    };
    this.log = new MessageLog("Messages in the thread", setting, { fromTop: true });
    this.heading = el("h2", { tabindex: -1 }, "Thread");
    const composer = new Composer({
      label: "Reply in thread",
      placeholder: "Reply…",
      send: async (text) => reply(this.workspace, place, ts, text),
    });
    const about = el("p", { class: "pane-about" }, titleOf(place));
    const head = el("header", { class: "pane-head" }, this.heading, about, this.closeButton());
    fill(this.node, head, this.log.node, composer.node);
  }

  closeButton() {
    const close = () => this.page.go({ thread: "" });
    const attributes = { class: "close", type: "button", "aria-label": "Close thread" };
    return el("button", { ...attributes, on: { click: close } }, icon("close"));
  }

  drawEmpty() {
    fill(
      this.node,
      el("header", { class: "pane-head" }, el("h2", {}, "Thread")),
      el(
        "div",
        { class: "thread-empty" },
        el("p", {}, "Each order has a card, and each card a thread."),
        el("p", {}, "When a manager has approved, the numbers appear in the thread."),
      ),
    );
  }

  /** Reads the thread again. */
  async refresh() {
    if (!this.ts) return;
    const { key, place, ts, workspace } = this;
    const { messages } = await api.messages(workspace.address(place), workspace.me.name, ts);
    if (this.key !== key) return;
    this.log.render(messages);
    this.markRead(messages.at(-1));
    await this.page.count(place);
  }

  markRead(last) {
    const isSeen = document.visibilityState === "visible" && this.page.tabs.shows("thread");
    if (!last || !isSeen) return;
    marks.set(this.workspace.me.name, `${this.place}/${this.ts}`, last.ts);
  }

  /** Forgets the open thread, so that it is drawn anew. */
  forget() {
    this.key = undefined;
  }
}
