/** The sandbox's control API, as this page uses it. */

/** What the local Slack answered instead of doing what was asked; the message is for people. */
export class RefusedError extends Error {}

async function call(method, path, body) {
  let response;
  try {
    response = await fetch(`/_control/${path}`, request(method, body));
  } catch {
    throw new RefusedError("The sandbox does not answer. Is it still running?");
  }
  const text = await response.text();
  const answer = parsed(text);
  if (!response.ok) throw new RefusedError(answer.error || text || `HTTP ${response.status}`);
  return answer;
}

function request(method, body) {
  if (body === undefined) return { method };
  const headers = { "content-type": "application/json" };
  return { method, headers, body: JSON.stringify(body) };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value);
  return new URLSearchParams(given).toString();
}

const get = (path, parameters = {}) => call("GET", `${path}?${query(parameters)}`);
const post = (path, body) => call("POST", path, body);

export const api = {
  state: () => get("state"),
  messages: (channel, user, thread) => get("messages", { channel, user, thread_ts: thread }),
  views: (user) => get("views", { user }),
  files: () => get("files"),
  ledger: () => get("ledger"),
  journal: (since) => get("journal", { since: String(since) }),
  faults: () => get("faults"),
  command: (body) => post("command", body),
  message: (body) => post("message", body),
  click: (body) => post("click", body),
  options: (body) => post("options", body),
  submit: (body) => post("submit", body),
  close: (body) => post("close", body),
  shortcut: (body) => post("shortcut", body),
  home: (user) => post("home", { user }),
  membership: (channel, user, member) => post("membership", { channel, user, member }),
  group: (group, users) => post("group", { group, users }),
  archive: (channel, archived) => post("archive", { channel, archived }),
  addFault: (fault) => post("faults", fault),
  clearFaults: () => call("DELETE", "faults"),
  bot: (what) => post("bot", { do: what }),
  reset: () => post("reset", {}),
  stream: (user) => new EventSource(`/_control/stream?${query({ user })}`),
};
