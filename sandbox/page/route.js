/** Where the page is: who acts, in which place, which thread is open; kept in the address. */

/** What the address says; missing parts are filled by the caller. */
export function readRoute() {
  const parameters = new URLSearchParams(location.search);
  return {
    as: parameters.get("as") ?? "ana",
    channel: parameters.get("channel") ?? "",
    thread: parameters.get("thread") ?? "",
  };
}

/** The address of a place. */
export function addressOf({ as, channel, thread }) {
  const parameters = new URLSearchParams({ as });
  if (channel) parameters.set("channel", channel);
  if (thread) parameters.set("thread", thread);
  return `/?${parameters}`;
}

/** Goes there; `replace` leaves no step for the back button. */
export function writeRoute(route, { replace = false } = {}) {
  const address = addressOf(route);
  if (address === location.pathname + location.search) return;
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
}

/** The route that a permalink of the local Slack means, or undefined. */
export function routeOfPermalink(href, as, workspace) {
  const url = new URL(href, location.href);
  const found = /^\/archives\/([A-Z0-9]+)\/p(\d+)(\d{6})$/.exec(url.pathname);
  if (!found || url.origin !== location.origin) return undefined;
  const channel = workspace.placeOf(found[1]);
  const thread = url.searchParams.get("thread_ts") ?? `${found[2]}.${found[3]}`;
  return channel && { as, channel, thread };
}
