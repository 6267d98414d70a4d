/** What went wrong between Slack and the bot, in words and with what to do. */

const WORDS = {
  app_not_running: "The bot is not running. Start it below.",
  dispatch_failed: "The bot can't be reached. If it is not running, start it below.",
  operation_timeout: "The bot did not answer in time. What you did may count all the same.",
};

/** The sentence for Slack's word for it. */
export function explained(status) {
  return WORDS[status] ?? `The app did not take this: ${status}. Try again.`;
}
