/** Times as the reader's own clock shows them; Slack's timestamps are seconds since 1970. */

const clock = format({ hour: "numeric", minute: "2-digit" });
const clockWithSeconds = format({ hour: "numeric", minute: "2-digit", second: "2-digit" });
const dayAndMonth = format({ month: "short", day: "numeric" });
const weekday = format({ weekday: "long", month: "long", day: "numeric" });
const whole = format({ dateStyle: "full", timeStyle: "medium" });

/** Slack's own tokens for `<!date^…>`. */
const TOKENS = {
  date_num: (date) => date.toLocaleDateString("sv-SE"),
  date_slash: format({ year: "numeric", month: "2-digit", day: "2-digit" }),
  date: format({ dateStyle: "long" }),
  date_short: format({ dateStyle: "medium" }),
  date_long: format({ dateStyle: "full" }),
  date_long_full: format({ dateStyle: "full" }),
  date_pretty: (date) => near(date) ?? format({ dateStyle: "long" })(date),
  date_short_pretty: (date) => near(date) ?? format({ dateStyle: "medium" })(date),
  date_long_pretty: (date) => near(date) ?? format({ dateStyle: "full" })(date),
  day_divider_pretty: (date) => near(date) ?? weekday(date),
  time: clock,
  time_secs: clockWithSeconds,
  ago: (date) => ago(date),
};

function format(options) {
  const formatter = new Intl.DateTimeFormat("en-US", options);
  return (date) => formatter.format(date);
}

/** The moment of a Slack timestamp such as "1767600000.000100". */
export function momentOf(ts) {
  return new Date(Number(ts) * 1000);
}

export const timeOf = (ts) => clock(momentOf(ts));
export const preciseTimeOf = (ts) => clockWithSeconds(momentOf(ts));
export const wholeTimeOf = (ts) => whole(momentOf(ts));

/** "Today", "Yesterday" or the day's name, for the line between two days. */
export function dayOf(ts) {
  const date = momentOf(ts);
  const said = near(date) ?? weekday(date);
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** "today at 10:51" for the last reply of a thread. */
export function dayAndTimeOf(ts) {
  const date = momentOf(ts);
  return `${near(date) ?? dayAndMonth(date)} at ${clock(date)}`;
}

/** A date written as Slack's format string asks, such as "{date_short_pretty} at {time}". */
export function slackDate(seconds, pattern) {
  const date = new Date(seconds * 1000);
  const said = pattern.replace(/\{(\w+)\}/g, (token, name) => TOKENS[name]?.(date) ?? token);
  return said.charAt(0).toUpperCase() + said.slice(1);
}

function near(date) {
  const days = Math.round((startOfDay(date) - startOfDay(new Date())) / 86_400_000);
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days];
}

function startOfDay(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function ago(date) {
  const minutes = Math.round((date - Date.now()) / 60_000);
  const relative = new Intl.RelativeTimeFormat("en-US", { numeric: "auto" });
  if (Math.abs(minutes) < 60) return relative.format(minutes, "minute");
  const hours = Math.round(minutes / 60);
  return Math.abs(hours) < 24
    ? relative.format(hours, "hour")
    : relative.format(Math.round(hours / 24), "day");
}
