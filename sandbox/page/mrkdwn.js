/** Slack's mrkdwn as DOM nodes; only elements named here can ever come out of a text. */

import { slackDate } from "./dates.js";
import { el } from "./dom.js";
import { emojiFor } from "./emoji.js";

const FENCE = /```\n?([\s\S]+?)\n?```/;
const QUOTE = /^(?:>|&gt;) ?/;
// One alternative a construct: code, <token>, :emoji:, bare address, *bold*, _italic_, ~strike~.
const INLINE = new RegExp(
  [
    "`(?<code>[^`\\n]+)`",
    "<(?<token>[^<>\\n]+)>",
    ":(?<emoji>[a-z0-9_+-]+):",
    "(?<url>https?://[^\\s<>]*[^\\s<>.,;:!?)\"'])",
    `${opening("\\*")}(?<bold>[^*\\n]*?\\S)${closing("\\*")}`,
    `${opening("_")}(?<italic>[^_\\n]*?\\S)${closing("_")}`,
    `${opening("~")}(?<strike>[^~\\n]*?\\S)${closing("~")}`,
  ].join("|"),
  "gu",
);

function opening(mark) {
  return `(?<![\\p{L}\\p{N}${mark}])${mark}(?=[^\\s${mark}])`;
}

function closing(mark) {
  return `${mark}(?![\\p{L}\\p{N}${mark}])`;
}

/**
 * The nodes for a text in mrkdwn.
 * @param {string} text
 * @param {import("./workspace.js").Workspace} workspace Whose names stand behind the ids.
 */
export function mrkdwn(text, workspace) {
  const fenced = FENCE.exec(text);
  if (!fenced) return quoted(text, workspace);
  const after = text.slice(fenced.index + fenced[0].length).replace(/^\n/, "");
  return [
    ...quoted(text.slice(0, fenced.index).replace(/\n$/, ""), workspace),
    el("pre", { class: "pre", tabindex: 0 }, decoded(fenced[1])),
    ...(after ? mrkdwn(after, workspace) : []),
  ];
}

/** The nodes for a text object: `{type: "mrkdwn" | "plain_text", text}`. */
export function textNodes(object, workspace) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text, workspace) : [plain(object)];
}

/** The characters of a plain_text object, as a string. */
export function plain(object) {
  const text = decoded(object?.text ?? "");
  if (object?.emoji === false) return text;
  return text.replace(/:([a-z0-9_+-]+):/g, (code, name) => emojiFor(name) ?? code);
}

/** Slack's three entities as the characters that they stand for. */
export function decoded(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function quoted(text, workspace) {
  if (!text) return [];
  const nodes = [];
  let run = [];
  let quoting = false;
  const flush = () => {
    if (run.length) nodes.push(paragraph(run, quoting, workspace));
    run = [];
  };
  for (const line of text.split("\n")) {
    if (QUOTE.test(line) !== quoting) {
      flush();
      quoting = !quoting;
    }
    run.push(quoting ? line.replace(QUOTE, "") : line);
  }
  flush();
  return nodes;
}

function paragraph(lines, quoting, workspace) {
  const nodes = inline(lines.join("\n"), workspace);
  return quoting ? el("blockquote", {}, nodes) : el("span", { class: "lines" }, nodes);
}

function inline(text, workspace) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(decoded(text.slice(at, match.index)), spanFor(match, workspace));
    at = match.index + match[0].length;
  }
  nodes.push(decoded(text.slice(at)));
  return nodes.filter((node) => node !== "");
}

function spanFor(match, workspace) {
  const found = match.groups;
  if (found.code) return el("code", {}, decoded(found.code));
  if (found.token) return tokenNode(found.token, workspace);
  if (found.emoji) return emojiNode(found.emoji);
  if (found.url) return link(found.url, decoded(found.url));
  if (found.bold) return el("strong", {}, inline(found.bold, workspace));
  if (found.italic) return el("em", {}, inline(found.italic, workspace));
  return el("s", {}, inline(found.strike, workspace));
}

/** An emoji with its name for screen readers; an unknown one as it was typed. */
export function emojiNode(name) {
  const character = emojiFor(name);
  if (!character) return `:${name}:`;
  return el("span", { role: "img", "aria-label": name.replaceAll("_", " ") }, character);
}

function tokenNode(token, workspace) {
  const [body, label] = split(token, "|");
  if (body.startsWith("@")) return mention(workspace.userName(body.slice(1)), "@", workspace, body);
  if (body.startsWith("#")) return mention(workspace.channelName(body.slice(1)) || label, "#");
  if (body.startsWith("!date^")) return dateNode(body, label);
  if (body.startsWith("!subteam^")) return mention(workspace.groupHandle(body.slice(9)), "@");
  if (body.startsWith("!")) return mention(body.slice(1), "@");
  return link(decoded(body), decoded(label ?? body.replace(/^mailto:/, "")));
}

function split(text, at) {
  const index = text.indexOf(at);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}

/** A person, channel or group, set apart as Slack does. */
export function mention(name, sign, workspace, body) {
  const mine = workspace?.isMe(body?.slice(1));
  return el("span", { class: mine ? "mention mention-me" : "mention" }, `${sign}${name}`);
}

function dateNode(body, label) {
  const [, seconds, pattern, address] = body.split("^");
  const said = Number.isFinite(Number(seconds)) ? slackDate(Number(seconds), pattern ?? "") : label;
  const time = el("time", { title: label }, decoded(said ?? ""));
  return address ? link(decoded(address), time) : time;
}

/** A link that opens elsewhere; anything but the web and mail stays plain text. */
export function link(address, label) {
  if (!/^(https?:\/\/|mailto:)/i.test(address)) return el("span", {}, label);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, label);
}
