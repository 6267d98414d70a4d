/** "Start over": everything in this sandbox is forgotten, after a question. */

import { api } from "./api.js";
import { ask } from "./dialogs.js";
import { setText } from "./dom.js";
import { marks } from "./unread.js";

/** Asks, forgets everything, and shows the first screen. */
export async function startOver(page) {
  const sure = await ask({
    title: "Start over?",
    text: "All orders, messages and bought numbers of this sandbox are forgotten.",
    yes: "Start over",
    no: "Keep them",
    danger: true,
  });
  if (!sure) return;
  await resetting(page);
  page.stream.gather({ kind: "restart" });
  marks.clear();
  page.chat.forget();
  await page.go({ as: "ana", channel: "numbers", thread: "" });
  setText(page.announcer, "Everything is new.");
}

/** The bot starts anew too, which takes a moment. */
async function resetting(page) {
  const button = document.getElementById("start-over");
  setText(page.announcer, "Starting over…");
  button.disabled = true;
  setText(button, "Starting over…");
  try {
    await api.reset();
  } finally {
    button.disabled = false;
    setText(button, "Start over");
  }
}
