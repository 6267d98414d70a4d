/** The blocks that bring their own structure: rich_text, table and markdown. */

import { slackDate } from "./dates.js";
import { el } from "./dom.js";
import { emojiNode, link, mention, mrkdwn } from "./mrkdwn.js";

const CONTAINERS = {
  rich_text_section: (part, workspace) => el("p", {}, runs(part.elements, workspace)),
  rich_text_quote: (part, workspace) => el("blockquote", {}, runs(part.elements, workspace)),
  rich_text_preformatted: (part, workspace) =>
    el("pre", { class: "pre", tabindex: 0 }, runs(part.elements, workspace)),
  rich_text_list: (part, workspace) =>
    el(
      part.style === "ordered" ? "ol" : "ul",
      { class: `indent-${Math.min(part.indent ?? 0, 4)}`, start: (part.offset ?? 0) + 1 },
      part.elements.map((item) => el("li", {}, runs(item.elements, workspace))),
    ),
};

const RUNS = {
  text: (run) => run.text,
  link: (run) => link(run.url, run.text || run.url),
  emoji: (run) => emojiNode(run.name),
  user: (run, workspace) => mention(workspace.userName(run.user_id), "@"),
  channel: (run, workspace) => mention(workspace.channelName(run.channel_id), "#"),
  usergroup: (run, workspace) => mention(workspace.groupHandle(run.usergroup_id), "@"),
  broadcast: (run) => mention(run.range, "@"),
  date: (run) => el("time", {}, slackDate(run.timestamp, run.format)),
};

// Innermost first: a run that is bold and code reads as bold code.
const STYLES = [
  ["code", "code"],
  ["italic", "em"],
  ["bold", "strong"],
  ["strike", "s"],
];

/** The nodes of a rich_text block. */
export function richText(block, workspace) {
  return block.elements.map((part) => CONTAINERS[part.type]?.(part, workspace));
}

function runs(elements, workspace) {
  return elements.map((run) => {
    const node = RUNS[run.type]?.(run, workspace) ?? run.text ?? "";
    return STYLES.filter(([style]) => run.style?.[style]).reduce(
      (inner, [, tag]) => el(tag, {}, inner),
      node,
    );
  });
}

/** A table block; its first row is the head, as in Slack. */
export function table(block, workspace) {
  const [head, ...body] = block.rows;
  const row = (tag) => (cells) =>
    el(
      "tr",
      {},
      cells.map((cell, at) => el(tag, alignment(block, at), cellNodes(cell, workspace))),
    );
  return el(
    "div",
    { class: "block table-frame", tabindex: 0, role: "group", "aria-label": "Table" },
    el(
      "table",
      { class: "block-table" },
      el("thead", {}, row("th")(head)),
      el("tbody", {}, body.map(row("td"))),
    ),
  );
}

function alignment(block, at) {
  return { class: `align-${block.column_settings?.[at]?.align ?? "left"}` };
}

function cellNodes(cell, workspace) {
  if (cell.type === "rich_text") {
    return el("div", { class: "rich-text" }, richText(cell, workspace));
  }
  return cell.text ?? String(cell.value ?? "");
}

/** A markdown block: its headings, lists and emphasis as mrkdwn knows them. */
export function markdownBlock(block, workspace) {
  const text = block.text
    .replace(/^#{1,6} +(.+)$/gm, "*$1*")
    .replace(/\*\*(.+?)\*\*/g, "*$1*")
    .replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, "<$2|$1>")
    .replace(/^[-*] +/gm, "• ");
  return el("div", { class: "block block-text" }, mrkdwn(text, workspace));
}
