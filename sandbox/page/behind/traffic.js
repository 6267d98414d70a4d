/** All traffic as it happens: who called whom, with what, how long it took. */

import { api } from "../api.js";
import { preciseTimeOf } from "../dates.js";
import { el, fill } from "../dom.js";

const MOST_ROWS = 400;
const WAYS = ["slack→bot", "bot→slack", "bot→carrier"];
const SPOKEN = {
  "slack→bot": "Slack to bot",
  "bot→slack": "Bot to Slack",
  "bot→carrier": "Bot to carrier",
};

/** The journal, newest first; each entry opens to its JSON. */
export class TrafficPanel {
  kinds = ["journal", "reset"];

  label = "Traffic";

  constructor(page) {
    this.page = page;
    this.since = 0;
    this.rows = el("ol", { class: "traffic", reversed: true });
    this.node = el(
      "div",
      {},
      el("div", { class: "panel-tools" }, this.filter(), this.clearButton()),
      this.rows,
    );
  }

  filter() {
    const choices = WAYS.map((way) => el("option", { value: way }, SPOKEN[way]));
    const select = el("select", {}, el("option", { value: "" }, "All"), choices);
    select.addEventListener("change", () => {
      this.rows.dataset.only = select.value;
    });
    return el("label", {}, "Show ", select);
  }

  clearButton() {
    const clear = () => fill(this.rows);
    const attributes = { type: "button", class: "quiet-button", on: { click: clear } };
    return el("button", attributes, "Clear the list");
  }

  /** Starts with an empty list, because the journal did. */
  forget() {
    this.since = 0;
    fill(this.rows);
  }

  /** Adds what is new; while the panel is closed nothing is read. */
  async refresh(isOpen = true) {
    if (!isOpen) return;
    const entries = await api.journal(this.since);
    const fresh = entries.filter((entry) => entry.id > this.since);
    if (!fresh.length) return;
    this.since = fresh.at(-1).id;
    this.rows.prepend(...fresh.reverse().map(rowOf));
    [...this.rows.children].slice(MOST_ROWS).forEach((row) => row.remove());
  }
}

function rowOf(entry) {
  const details = el("details", {});
  const failed = !/^(ok|2\d\d\b)/.test(String(entry.status));
  const summary = el(
    "summary",
    {},
    el("time", { class: "digits" }, preciseTimeOf(entry.at)),
    el("span", { class: `way way-${WAYS.indexOf(entry.direction)}` }, SPOKEN[entry.direction]),
    el("span", { class: "call-name" }, entry.name),
    el("span", { class: failed ? "call-status call-failed" : "call-status" }, String(entry.status)),
    el("span", { class: "digits call-ms" }, `${milliseconds(entry.ms)} ms`),
  );
  details.append(summary);
  details.addEventListener("toggle", () => unfold(details, entry), { once: true });
  return el("li", { "data-way": entry.direction }, details);
}

function milliseconds(ms) {
  return Number(ms) < 10 ? Number(ms).toFixed(1) : Math.round(Number(ms));
}

function unfold(details, entry) {
  details.append(
    el(
      "div",
      { class: "json-pair" },
      json("Sent", entry.request),
      json("Answered", entry.response),
    ),
  );
}

function json(title, value) {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  const body = value === null || value === undefined || value === "" ? "(empty)" : text;
  return el("div", {}, el("h3", {}, title), el("pre", { tabindex: 0 }, body));
}
