/** "Break something": troubles in plain words, with what the bot should make of each. */

import { api } from "../api.js";
import { el, fill, setText } from "../dom.js";
import { FAULTS } from "./fault_list.js";
import { Switches } from "./switches.js";

const OFTEN = [
  ["1", "once"],
  ["3", "3 times"],
  ["0", "until cleared"],
];

/** Buttons that break things, and the list of what is broken. */
export class FaultsPanel {
  kinds = ["reset", "state", "journal"];

  label = "Break something";

  constructor(page) {
    this.page = page;
    const options = OFTEN.map(([value, text]) => el("option", { value }, text));
    this.often = el("select", {}, options);
    this.switches = new Switches(page);
    this.active = el("div", { class: "active-faults", role: "status" });
    this.node = el(
      "div",
      {},
      el(
        "div",
        { class: "panel-tools" },
        el("label", {}, "Let it happen ", this.often),
        this.active,
      ),
      el(
        "div",
        { class: "fault-groups" },
        this.group(FAULTS[0]),
        el("div", {}, this.group(FAULTS[1]), this.workspaceGroup()),
      ),
    );
  }

  workspaceGroup() {
    return el("section", {}, el("h3", {}, "The workspace"), this.switches.node);
  }

  group({ title, faults }) {
    const rows = faults.map((fault) => this.row(fault));
    return el("section", {}, el("h3", {}, title), el("ul", { class: "faults" }, rows));
  }

  row(fault) {
    const strike = () => this.page.attempt(this.add(fault));
    const button = el(
      "button",
      { type: "button", class: "button", on: { click: strike } },
      fault.say,
    );
    const code = el("code", {}, fault.kind);
    return el(
      "li",
      {},
      button,
      el("span", { class: "expect" }, "Expect: ", fault.expect, " ", code),
    );
  }

  async add(fault) {
    const { target, call, kind } = fault;
    await api.addFault({ target, call, kind, times: fault.lasting ? 0 : Number(this.often.value) });
    await this.refresh();
    this.page.drawer.label();
  }

  async refresh(isOpen = true) {
    if (isOpen) await this.switches.refresh();
    const { faults } = await api.faults();
    this.label = faults.length ? `Break something: ${faults.length} active` : "Break something";
    const clear = () => this.page.attempt(this.clear());
    const attributes = { type: "button", class: "quiet-button", on: { click: clear } };
    const shown = faults.map(nameOf).join(" · ");
    if (!faults.length) fill(this.active, "Nothing is broken.");
    else if (this.active.dataset.shown !== shown) {
      fill(this.active, el("b", {}, "Active: "), shown, " ", el("button", attributes, "Clear"));
    }
    this.active.dataset.shown = shown;
  }

  async clear() {
    await api.clearFaults();
    await this.refresh();
    this.page.drawer.label();
    setText(this.page.announcer, "Nothing is broken any more.");
  }
}

function nameOf({ target, call, kind, times }) {
  const known = FAULTS.flatMap((group) => group.faults);
  const found = known.find((each) => each.target === target && each.kind === kind);
  const often = !times || times > 1000 ? "until cleared" : times === 1 ? "once" : `${times} times`;
  return `${found?.say ?? `${target} ${call} ${kind}`} (${often})`;
}
