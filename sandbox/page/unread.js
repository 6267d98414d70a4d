/** What each person has read, remembered by this browser; and how many messages wait. */

import { api } from "./api.js";

const PREFIX = "read:";
// More unread threads than this are not looked into for a mention.
const MOST_THREADS = 10;

/** Marks per person and place; all windows of this browser share them. */
export const marks = {
  get: (user, place) => Number(localStorage.getItem(`${PREFIX}${user}:${place}`) ?? 0),
  set(user, place, ts) {
    if (Number(ts) > marks.get(user, place)) {
      localStorage.setItem(`${PREFIX}${user}:${place}`, ts);
    }
  },
  clear() {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    keys.forEach((key) => localStorage.removeItem(key));
  },
};

/** How many messages of a place this person has not seen, mentions in threads included. */
export async function unreadCount(workspace, place, messages) {
  const { me } = workspace;
  const mark = marks.get(me.name, place);
  const fresh = messages.filter((each) => Number(each.ts) > mark && each.user !== me.id);
  const threads = messages
    .filter((each) => Number(each.latest_reply ?? 0) > threadMark(me, place, each))
    .slice(-MOST_THREADS);
  const mentions = await Promise.all(threads.map((each) => unreadMentions(workspace, place, each)));
  return fresh.length + mentions.reduce((sum, count) => sum + count, 0);
}

/** Whether a thread has replies that this person has not seen. */
export function hasNewReplies(workspace, place, parent) {
  const { me } = workspace;
  return Number(parent.latest_reply ?? 0) > threadMark(me, place, parent);
}

/** The threads with replies that this person has not seen, the newest last. */
export function newThreads(workspace, place, messages) {
  return messages
    .filter((each) => hasNewReplies(workspace, place, each))
    .sort((one, other) => Number(one.latest_reply) - Number(other.latest_reply));
}

function threadMark(me, place, parent) {
  return marks.get(me.name, `${place}/${parent.ts}`);
}

async function unreadMentions(workspace, place, parent) {
  const { me } = workspace;
  const { messages } = await api.messages(workspace.address(place), me.name, parent.ts);
  const mark = threadMark(me, place, parent);
  return messages
    .filter((each) => each.ts !== parent.ts && each.user !== me.id && Number(each.ts) > mark)
    .filter((each) => JSON.stringify([each.text, each.blocks]).includes(`<@${me.id}`)).length;
}
