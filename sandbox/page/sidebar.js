/** The left column: the workspace, its channels with what is unread, direct messages, the app. */

import { el, fill, icon } from "./dom.js";
import { addressOf } from "./route.js";
import { DM, HOME } from "./workspace.js";

/** Draws the list of places; `counts` holds how many messages wait in each. */
export function drawSidebar(node, { workspace, place, counts, go, shortcut }) {
  const link = (name, label, sign) =>
    placeLink(
      { as: workspace.me.name, place: name, label, sign, count: counts.get(name) ?? 0 },
      {
        current: place === name,
        go,
      },
    );
  const channels = workspace.channels.map((room) =>
    link(room.name, room.name, room.is_private ? icon("lock") : "#"),
  );
  const home = workspace.hasHome ? [link(HOME, "App Home", icon("home"))] : [];
  const focused = node.contains(document.activeElement) && document.activeElement.href;
  fill(
    node,
    el("p", { class: "workspace-name" }, workspace.state.team?.name ?? "Acme"),
    group("Channels", channels),
    group("Direct messages", [link(DM, DM, el("span", { class: "presence" })), ...home]),
    shortcuts(workspace, shortcut),
  );
  if (focused) [...node.querySelectorAll("a")].find((each) => each.href === focused)?.focus();
}

function group(title, links) {
  const items = links.map((link) => el("li", {}, link));
  return el("div", { class: "places" }, el("h2", {}, title), el("ul", {}, items));
}

function placeLink({ as, place, label, sign, count }, { current, go }) {
  const badge = count ? el("span", { class: "badge" }, String(count), unreadWord()) : null;
  return el(
    "a",
    {
      href: addressOf({ as, channel: place }),
      class: count ? "place place-unread" : "place",
      "aria-current": current ? "page" : undefined,
      on: { click: (event) => follow(event, () => go({ channel: place, thread: "" })) },
    },
    el("span", { class: "place-sign", "aria-hidden": "true" }, sign),
    el("span", { class: "place-name" }, label),
    badge,
  );
}

function unreadWord() {
  return el("span", { class: "visually-hidden" }, " unread");
}

/** Stays in the page, unless a new window or tab was asked for. */
function follow(event, go) {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go();
}

function shortcuts(workspace, run) {
  const found = workspace.shortcuts("global");
  if (!found.length) return null;
  const buttons = found.map((each) => {
    const attributes = {
      type: "button",
      class: "place",
      on: { click: () => run(each.callback_id) },
    };
    const sign = el("span", { class: "place-sign", "aria-hidden": "true" }, icon("spark"));
    return el("button", attributes, sign, el("span", { class: "place-name" }, each.name));
  });
  return group("Shortcuts", buttons);
}
