/** Tells the page what changed: by server-sent events, or every 2 s while those fail. */

import { api } from "./api.js";

const POLL_MS = 2000;
// Notices come in bursts (a card, its ledger row, three journal entries): one look for all.
const GATHER_MS = 40;

/** One user's view of the notices; `onNotices` gets a list of `{kind, channel?, user?}`. */
export class Stream {
  constructor(onNotices) {
    this.onNotices = onNotices;
    this.gathered = [];
  }

  /** Starts over for this user. */
  listen(user) {
    this.source?.close();
    this.source = api.stream(user);
    this.source.onopen = () => this.opened();
    this.source.onmessage = (event) => this.gather(JSON.parse(event.data));
    this.source.onerror = () => this.poll();
  }

  opened() {
    const wasDown = Boolean(this.polling);
    clearInterval(this.polling);
    this.polling = undefined;
    // What happened in between was not told.
    if (!wasDown) return;
    this.gather({ kind: "restart" });
    this.gather({ kind: "reset" });
  }

  poll() {
    this.polling ??= setInterval(() => this.gather({ kind: "reset" }), POLL_MS);
  }

  gather(notice) {
    this.gathered.push(notice);
    this.timer ??= setTimeout(() => this.hand(), GATHER_MS);
  }

  hand() {
    const notices = this.gathered;
    this.gathered = [];
    this.timer = undefined;
    this.onNotices(notices);
  }
}
