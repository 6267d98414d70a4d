/** A list of messages that changes in place: what stayed the same is not drawn again. */

import { dayOf } from "./dates.js";
import { el } from "./dom.js";
import { renderMessage } from "./message.js";

// Closer to the end than this, the reader follows along when something new comes.
const NEAR_END_PX = 120;

/** The messages of a place or thread, in an element with the role `log`. */
export class MessageLog {
  /**
   * @param {string} label
   * @param {import("./message.js").MessageScene} setting
   * @param {{intro?: Node, fromTop?: boolean}} more What stands above the messages; and whether
   *     the first look shows their beginning instead of their end.
   */
  constructor(label, setting, { intro = null, fromTop = false } = {}) {
    this.setting = setting;
    this.drawn = new Map();
    this.days = new Map();
    this.list = el("div", { class: "log-list" });
    this.node = el(
      "div",
      { class: "log", role: "log", "aria-label": label, tabindex: 0 },
      intro,
      this.list,
    );
    this.follows = !fromTop;
    this.node.addEventListener("scroll", () => this.onScroll());
    // The drawer, a tab or a taller message box changes the room that the list has.
    new ResizeObserver(() => this.follow()).observe(this.node);
    this.newMark = el("p", { class: "new-line", role: "separator" }, el("span", {}, "New"));
  }

  /**
   * Shows these messages.
   * @param {Object[]} messages Oldest first.
   * @param {string} [firstNew] The first message that is new; an empty one draws no line.
   */
  render(messages, firstNew = "") {
    const nodes = this.nodesFor(messages, firstNew);
    const focus = this.focusBefore();
    this.place(nodes);
    this.focusAfter(focus);
    if (this.isFirst && this.isWhole) this.follows = true;
    this.follow();
    this.isFirst = false;
  }

  isFirst = true;

  /** Whether all messages fit without scrolling. */
  get isWhole() {
    return this.node.scrollHeight <= this.node.clientHeight;
  }

  onScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.node;
    if (clientHeight === this.height) {
      this.follows = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    }
  }

  /** Stays at the end, unless the reader has gone up to read. */
  follow() {
    this.height = this.node.clientHeight;
    if (this.follows) this.node.scrollTop = this.node.scrollHeight;
  }

  nodesFor(messages, firstNew) {
    const drawn = new Map();
    const nodes = [];
    let day = "";
    for (const message of messages) {
      const today = dayOf(message.ts);
      if (today !== day) nodes.push(this.dayLine(today));
      day = today;
      if (firstNew && message.ts === firstNew) nodes.push(this.newMark);
      const entry = this.entryFor(message);
      drawn.set(message.ts, entry);
      nodes.push(entry.node);
    }
    this.drawn = drawn;
    return nodes;
  }

  dayLine(day) {
    if (!this.days.has(day)) {
      this.days.set(day, el("p", { class: "day-line", role: "separator" }, el("span", {}, day)));
    }
    return this.days.get(day);
  }

  entryFor(message) {
    const signature = JSON.stringify([message, this.setting.isNew?.(message)]);
    const before = this.drawn.get(message.ts);
    return before?.signature === signature
      ? before
      : { signature, node: renderMessage(message, this.setting) };
  }

  /** Puts the nodes in order, touching only what moved, came or went. */
  place(nodes) {
    const wanted = new Set(nodes);
    [...this.list.children].filter((node) => !wanted.has(node)).forEach((node) => node.remove());
    nodes.forEach((node, at) => {
      const here = this.list.children[at];
      if (here !== node) this.list.insertBefore(node, here ?? null);
    });
  }

  /** Where the keyboard is, so that a redrawn card does not lose it. */
  focusBefore() {
    const focused = document.activeElement;
    const article = focused?.closest("article");
    if (!article || !this.list.contains(article)) return undefined;
    return { ts: article.dataset.ts, action: focused.dataset.action, focused };
  }

  focusAfter(before) {
    if (!before || document.contains(before.focused)) return;
    const node = this.drawn.get(before.ts)?.node;
    const same =
      before.action && node?.querySelector(`[data-action="${CSS.escape(before.action)}"]`);
    (same || node || this.node).focus({ preventScroll: true });
  }
}
