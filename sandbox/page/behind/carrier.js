/** The carrier's own ledger: what was really bought. */

import { api } from "../api.js";
import { el, fill } from "../dom.js";

const PHONE = /^\+1(\d{3})(\d{3})(\d{4})$/;

/** A table of purchases; the newest first. */
export class CarrierPanel {
  kinds = ["ledger", "reset"];

  label = "Carrier: 0 bought";

  constructor() {
    this.node = el("div", {});
    this.known = undefined;
  }

  async refresh() {
    const { purchases } = await api.ledger();
    this.label = labelFor(purchases);
    this.draw(purchases);
  }

  draw(purchases) {
    const fresh = this.known && purchases.length - this.known;
    this.known = purchases.length;
    fill(
      this.node,
      el("p", { class: "panel-note" }, note(purchases)),
      purchases.length ? tableOf(purchases, fresh) : null,
    );
  }
}

function labelFor(purchases) {
  const count = `Carrier: ${purchases.length} bought`;
  if (!purchases.length) return count;
  const again = twice(purchases);
  if (again) return `${count}, ${again} of them twice`;
  return `${count}, ${orders(purchases) > 1 ? "none twice" : "once"}`;
}

/**
 * How many orders they belong to: a reference is the order's id, the part and the try. A number
 * gets its reference only some time after it was bought.
 */
function orders(purchases) {
  const named = purchases.filter((each) => each.client_ref);
  return new Set(named.map((each) => each.client_ref.split("-")[0])).size;
}

/** How many numbers are held more than once; the carrier would never allow it, so 0 is expected. */
function twice(purchases) {
  const held = purchases.filter((each) => each.state !== "released").map((each) => each.number);
  return held.length - new Set(held).size;
}

function note(purchases) {
  return purchases.length
    ? "The practice carrier's own record. The bot never writes here; it can only buy."
    : "Nothing is bought. The practice carrier keeps its own record here, whatever the bot says.";
}

function tableOf(purchases, fresh) {
  const heads = ["Number", "Bought", "Reference", "Price", "State"];
  const rows = [...purchases].reverse().map((each, at) => rowOf(each, at < fresh));
  return el(
    "table",
    { class: "ledger" },
    el("caption", { class: "visually-hidden" }, "Numbers bought, newest first"),
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        heads.map((head) => el("th", { scope: "col" }, head)),
      ),
    ),
    el("tbody", {}, rows),
  );
}

function rowOf(each, isFresh) {
  const released = each.state === "released" ? "ledger-released" : "";
  return el(
    "tr",
    { class: isFresh ? "ledger-fresh" : released },
    el("td", { class: "digits" }, each.number.replace(PHONE, "($1) $2-$3")),
    el("td", {}, timeOf(each.time)),
    el("td", {}, each.client_ref ?? "–"),
    el("td", { class: "digits" }, money(each.price)),
    el("td", {}, each.state),
  );
}

function timeOf(stamp) {
  const date = new Date(stamp);
  return Number.isNaN(date.getTime())
    ? stamp
    : date.toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit", second: "2-digit" });
}

function money(price) {
  return price === null || price === undefined ? "–" : `$${Number(price).toFixed(2)}`;
}
