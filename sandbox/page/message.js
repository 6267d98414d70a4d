/** One message: who, when, what, its buttons and the link to its thread. */

import { renderBlocks } from "./blocks.js";
import { dayAndTimeOf, timeOf, wholeTimeOf } from "./dates.js";
import { el, icon } from "./dom.js";
import { menuButton } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";

/**
 * What a message can do to the page.
 * @typedef {Object} MessageScene
 * @property {import("./workspace.js").Workspace} workspace
 * @property {(message: Object) => import("./blocks.js").Scene} sceneOf
 * @property {(ts: string) => void} [openThread] Absent inside a thread.
 * @property {(message: Object) => boolean} [isNew] Whether its thread has unseen replies.
 * @property {(message: Object, callback_id: string) => void} shortcut
 */

/** The article for a message. */
export function renderMessage(message, setting) {
  const { workspace } = setting;
  const author = authorOf(message, workspace);
  return el(
    "article",
    {
      class: message.is_ephemeral ? "message message-private" : "message",
      "aria-label": `${author.name}, ${timeOf(message.ts)}`,
      "data-ts": message.ts,
      tabindex: -1,
    },
    message.is_ephemeral ? privateNote() : null,
    avatar(author),
    el("div", { class: "message-body" }, head(message, author), content(message, setting)),
    tools(message, setting),
  );
}

function authorOf(message, workspace) {
  const bot = Boolean(message.bot_id);
  const id = message.user ?? workspace.bot.id;
  if (message.subtype === "tombstone") return { id, name: "Slack" };
  return { id, bot, name: bot ? workspace.bot.name : workspace.userName(id) };
}

function privateNote() {
  return el("p", { class: "private-note" }, icon("eye"), "Only visible to you");
}

function avatar({ id, name, bot }) {
  const hue = bot ? "bot" : [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 6;
  const sign = bot ? "#" : name.charAt(0).toUpperCase();
  return el("span", { class: `avatar avatar-${hue}`, "aria-hidden": "true" }, sign);
}

function head(message, author) {
  const badge = author.bot ? el("span", { class: "app-badge" }, "APP") : null;
  const time = el("time", { class: "time", title: wholeTimeOf(message.ts) }, timeOf(message.ts));
  return el("div", { class: "message-head" }, el("b", {}, author.name), badge, time);
}

function content(message, setting) {
  const { workspace } = setting;
  const body = message.blocks?.length
    ? renderBlocks(message.blocks, setting.sceneOf(message))
    : [el("div", { class: "block-text" }, mrkdwn(message.text ?? "", workspace))];
  return [
    ...body,
    (message.attachments ?? []).map((each) => attachment(each, message, setting)),
    (message.files ?? []).map(file),
    threadLink(message, setting),
  ];
}

function attachment(each, message, setting) {
  const inner = each.blocks
    ? renderBlocks(each.blocks, setting.sceneOf(message))
    : mrkdwn(each.text ?? each.fallback ?? "", setting.workspace);
  return el("div", { class: "attachment" }, inner);
}

function file(each) {
  const size = `${Math.max(1, Math.round((each.size ?? 0) / 1024))} KB`;
  const address = each.url_private_download ?? each.url_private;
  const name = address ? el("a", { href: address, download: each.name }, each.title) : each.title;
  return el("p", { class: "file" }, icon("file"), name, el("small", {}, size));
}

function threadLink(message, { openThread, isNew }) {
  if (!message.reply_count || !openThread) return null;
  const said = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  const fresh = isNew?.(message) ? el("span", { class: "new-replies" }, "new") : null;
  const last = el("span", { class: "last-reply" }, `Last ${dayAndTimeOf(message.latest_reply)}`);
  const open = {
    class: "link-button",
    type: "button",
    on: { click: () => openThread(message.ts) },
  };
  return el("p", { class: "thread-link" }, el("button", open, said), fresh, last);
}

function tools(message, { openThread, shortcut, workspace }) {
  if (message.is_ephemeral || message.subtype === "tombstone") return null;
  const shortcuts = workspace.shortcuts("message").map((each) => ({
    label: each.name,
    choose: () => shortcut(message, each.callback_id),
  }));
  const more = shortcuts.length ? menuButton("Shortcuts for this message", shortcuts) : null;
  if (!openThread && !more) return null;
  return el(
    "div",
    { class: "message-tools" },
    openThread ? reply(message, openThread) : null,
    more,
  );
}

function reply(message, openThread) {
  const open = () => openThread(message.ts);
  const attributes = { type: "button", class: "tool-button", on: { click: open } };
  return el("button", attributes, icon("reply"), "Reply in thread");
}
