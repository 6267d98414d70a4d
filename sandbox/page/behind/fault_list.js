/** The troubles on offer: what happens, and what to expect of the bot. */

const carrier = (kind, call, say, expect, more = {}) => ({
  target: "carrier",
  kind,
  call,
  say,
  expect,
  ...more,
});
const slack = (kind, call, say, expect) => ({ target: "slack", kind, call, say, expect });

export const FAULTS = [
  {
    title: "The carrier",
    faults: [
      carrier(
        "timeout_after_commit",
        "order",
        "Carrier buys, but its answer is lost",
        "Ordering, then being checked by a person; bought once.",
      ),
      carrier(
        "drop_after_commit",
        "order",
        "Carrier buys, and hangs up",
        "Ordering, then being checked by a person; bought once.",
      ),
      carrier(
        "error_500_after_commit",
        "order",
        "Carrier buys, and says error",
        "Ordering, then being checked by a person; bought once.",
      ),
      carrier(
        "timeout_before_commit",
        "order",
        "Carrier never answers, and buys nothing",
        "Ordering, then being checked by a person; nothing is bought, and nothing is sent again.",
      ),
      carrier(
        "insufficient_balance",
        "order",
        "Carrier refuses: no money",
        "Approved, not bought yet. Olu is told; with money it goes on by itself.",
      ),
      carrier(
        "partial_404_not_bought",
        "order",
        "Carrier has too few, and buys none",
        "Ordering, then being checked by a person; nothing is bought.",
      ),
      carrier(
        "partial_404_bought",
        "order",
        "Carrier has too few, and buys some",
        "Ordering, then being checked by a person, who sees what was bought.",
      ),
      carrier(
        "rate_limited_429",
        "order",
        "Carrier says: slow down",
        "Approved, not bought yet; bought once, a little later.",
      ),
      carrier(
        "unauthorized",
        "order",
        "Carrier refuses the password",
        "Approved, on hold: buying is paused. Olu is told.",
      ),
      carrier(
        "malformed_body",
        "order",
        "Carrier answers gibberish",
        "Ordering, then being checked by a person; bought once.",
      ),
      carrier(
        "unreachable",
        "*",
        "Carrier is down",
        "Approved orders wait; after Clear they are bought once.",
        { lasting: true },
      ),
      carrier("slow", "*", "Carrier is slow", "The same as always, later."),
    ],
  },
  {
    title: "Slack",
    faults: [
      slack(
        "rate_limited_429",
        "*",
        "Slack says: slow down",
        "The next message comes a second later.",
      ),
      slack(
        "error_500",
        "chat.postMessage",
        "Slack fails to post",
        "The message comes a little later.",
      ),
      slack(
        "drop_after_effect",
        "chat.postMessage",
        "Slack posts, but its answer is lost",
        "No second copy of the message.",
      ),
      slack(
        "duplicate_delivery",
        "click",
        "Slack delivers a click twice",
        "One decision, bought once.",
      ),
      slack("duplicate_delivery", "command", "Slack delivers a command twice", "One order."),
      slack(
        "drop_after_effect",
        "click",
        "Slack loses the bot's answer to a click",
        "Slack shows an error, the decision counts; clicking again says so.",
      ),
      slack(
        "socket_refresh",
        "command",
        "Slack renews the connection in the middle",
        "Nothing is lost.",
      ),
      slack(
        "slow",
        "chat.update",
        "Slack is slow to change cards",
        "The card lags; nothing else does.",
      ),
    ],
  },
];
