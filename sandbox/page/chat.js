/** The middle column: a channel's or the bot's messages, and the box to write in. */

import { runShortcut, say, sceneOfMessage } from "./acts.js";
import { Composer } from "./composer.js";
import { el, fill, icon } from "./dom.js";
import { MessageLog } from "./message_log.js";
import { hasNewReplies, marks } from "./unread.js";
import { DM } from "./workspace.js";

const FIRST = "/order-numbers Cary NC 2 for spring campaign";
// A wrong state, a plain one, digits of one's own choice, the form, and what else there is.
const TRIES = ["Cary NX 2", "NC 5", "919 2 ending 20", "", "help"];
const INTROS = {
  numbers: "Staff order numbers here; managers approve next door, in #number-approvals.",
  "number-approvals": "Managers decide here. Being in this channel does not make one a manager.",
  random: "The command works here too. /invite @order-numbers lets the app post its card here.",
  deals: "A private channel: only Ana and Mei see it, and no card elsewhere names it.",
  [DM]: "What order-numbers can't post in a channel, it tells you here.",
};

/** The conversation that one person sees in one place. */
export class Chat {
  constructor(node, page) {
    this.node = node;
    this.page = page;
    this.drafts = new Map();
  }

  /** Goes to a place; what was being written elsewhere waits there. */
  open(workspace, place) {
    const key = `${workspace.me.name}:${place}`;
    if (this.key === key) {
      this.workspace = workspace;
      this.setting.workspace = workspace;
      this.drawHead();
      return;
    }
    if (this.composer && this.key) this.drafts.set(this.key, this.composer.text);
    Object.assign(this, { key, workspace, place, firstNew: undefined, messages: [] });
    this.build();
  }

  build() {
    const { workspace, place } = this;
    this.setting = {
      workspace,
      sceneOf: (message) => sceneOfMessage(this.workspace, place, message),
      openThread: (ts) => this.page.go({ thread: ts }),
      isNew: (message) => hasNewReplies(this.workspace, place, message),
      shortcut: (message, id) => this.page.attempt(runShortcut(workspace, id, place, message)),
    };
    this.log = new MessageLog(`Messages in ${titleOf(place)}`, this.setting, { intro: intro(place) });
    this.composer = new Composer({
      id: "composer",
      label: `Message ${titleOf(place)}`,
      hint: (text) => hintFor(this.workspace, text),
      send: (text) => say(this.workspace, place, text),
    });
    this.head = el("header", { class: "pane-head" });
    this.drawHead();
    fill(this.node, this.head, this.log.node, this.composer.node, this.tries());
    this.composer.prepare(this.drafts.get(this.key) ?? "");
  }

  drawHead() {
    const { workspace, place } = this;
    const room = workspace.channel(place);
    const people = room?.members.filter((id) => id !== workspace.bot.id).length;
    const bot = workspace.botIn(place) ? "" : " · order-numbers is not in here";
    const about = room ? `${people} people${bot}` : "The app's messages to you";
    const archived = room?.is_archived ? " · archived" : "";
    const lock = room?.is_private ? icon("lock") : null;
    const heading = el("h1", {}, lock, titleOf(place));
    fill(this.head, heading, el("p", { class: "pane-about" }, about, archived));
  }

  tries() {
    const buttons = TRIES.map((text) => {
      const take = () => {
        this.composer.prepare(`/order-numbers ${text}`.trim());
        this.composer.focus();
      };
      const attributes = { type: "button", class: "chip-button", on: { click: take } };
      return el("button", attributes, text || "the form");
    });
    return el("p", { class: "tries" }, el("span", {}, "Try:"), buttons);
  }

  /** Shows the messages of the place. */
  render(messages) {
    if (this.firstNew === undefined) this.firstNew = this.firstUnread(messages);
    const isFirst = this.log.isFirst;
    this.messages = messages;
    this.log.render(messages, this.firstNew);
    if (isFirst) this.prepareFirst();
    this.markRead();
  }

  /** The first message after what was read; none when nothing was read yet. */
  firstUnread(messages) {
    const mark = marks.get(this.workspace.me.name, this.place);
    const others = messages.filter((each) => each.user !== this.workspace.me.id);
    return mark ? others.find((each) => Number(each.ts) > mark)?.ts : "";
  }

  /** Ana's first order is ready to be sent; afterwards nobody's box is filled. */
  prepareFirst() {
    const fresh = !this.messages.length && !this.drafts.has(this.key);
    const ana = this.workspace.me.name === "ana" && this.place === "numbers";
    if (fresh && ana) this.composer.prepare(FIRST);
    // On a touch screen the keyboard would cover half the page.
    if (matchMedia("(hover: hover)").matches && !this.page.route.thread) this.composer.focus();
  }

  markRead() {
    const last = this.messages.at(-1);
    if (last && document.visibilityState === "visible") {
      marks.set(this.workspace.me.name, this.place, last.ts);
    }
  }

  /** Forgets what was being written, after everything started over. */
  forget() {
    this.drafts.clear();
    this.key = undefined;
    this.composer = undefined;
  }
}

/** A place as its heading names it. */
export function titleOf(place) {
  return place === DM ? DM : `#${place}`;
}

function intro(place) {
  return el(
    "div",
    { class: "intro" },
    el("h2", {}, place === DM ? "Direct messages" : `This is #${place}`),
    el("p", {}, INTROS[place] ?? ""),
  );
}

/** What a command is for, while its name is being typed. */
function hintFor(workspace, text) {
  const typed = text.split(/\s/)[0];
  if (!typed.startsWith("/") || text.includes(" ")) return "";
  const found = workspace.commands.find((each) => each.command.startsWith(typed));
  return found ? `${found.command} ${found.usage_hint ?? ""} · ${found.description}` : "";
}
