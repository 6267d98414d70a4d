/** What the acting person does in a conversation: messages, commands, clicks. */

import { api, RefusedError } from "./api.js";
import { explained } from "./failures.js";

const BUILT_IN = /^\/(invite|remove|kick) +@?([\w.-]+)$/;

/** Sends what was typed in a place: a slash command, Slack's own command, or a message. */
export async function say(workspace, place, text) {
  const user = workspace.me.name;
  const channel = workspace.address(place);
  const own = BUILT_IN.exec(text);
  if (own) return api.membership(channel, own[2], own[1] === "invite");
  if (!text.startsWith("/")) return api.message({ user, channel, text: escaped(text) });
  const [, command, rest] = /^(\/\S*)\s*([\s\S]*)$/.exec(text);
  return api.command({ user, channel, command, text: rest });
}

/** Sends a reply into a thread; commands can't be used there, in Slack neither. */
export function reply(workspace, place, thread, text) {
  if (text.startsWith("/")) {
    throw new RefusedError(`${text.split(/\s/)[0]} can't be used in a thread. Use the channel.`);
  }
  const channel = workspace.address(place);
  return api.message({ user: workspace.me.name, channel, text: escaped(text), thread_ts: thread });
}

/** What somebody typed, as Slack keeps it. */
function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The scene of a message's blocks: its elements act on that message. */
export function sceneOfMessage(workspace, place, message) {
  const about = {
    user: workspace.me.name,
    channel: workspace.address(place),
    ts: message.ts,
  };
  return {
    workspace,
    options: async (query) => (await api.options({ ...about, ...query })).options ?? [],
    act: (act) => answered(message.ts, () => api.click({ ...about, ...act })),
  };
}

/** Does it, and says under the message when the bot did not take it. */
async function answered(ts, click) {
  complain(ts, "");
  try {
    const { status } = await click();
    if (status !== "ok") complain(ts, explained(status));
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    complain(ts, error.message);
  }
}

function complain(ts, said) {
  for (const article of document.querySelectorAll(`article[data-ts="${ts}"]`)) {
    article.querySelector(".act-error")?.remove();
    if (!said) continue;
    const line = document.createElement("p");
    line.className = "act-error";
    line.role = "alert";
    line.textContent = said;
    article.querySelector(".message-body").append(line);
    // The open drawer leaves little room: the line must not stay under its edge.
    line.scrollIntoView({ block: "nearest" });
  }
}

/** Runs a shortcut; for one on a message, with that message. */
export async function runShortcut(workspace, callback_id, place, message) {
  const where = message ? { channel: workspace.address(place), ts: message.ts } : {};
  const { status } = await api.shortcut({ user: workspace.me.name, callback_id, ...where });
  if (status !== "ok") throw new RefusedError(explained(status));
}
