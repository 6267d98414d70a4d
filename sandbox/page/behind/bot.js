/** The bot's process: whether it runs, and switches for it. */

import { api } from "../api.js";
import { el, fill, setText } from "../dom.js";

const ACTS = [
  ["kill", "Kill", "As a crash: kill -9, in the middle of whatever it does."],
  ["stop", "Stop", "As an operator: it finishes what it must, and ends."],
  ["start", "Start", "It reads its ledger and goes on where it was."],
];

/** Kill, stop and start; what is unfinished goes on by itself after a start. */
export class BotPanel {
  kinds = ["bot", "reset"];

  label = "Bot";

  action = "";

  constructor(page) {
    this.page = page;
    this.about = el("p", { class: "panel-note", role: "status" });
    this.buttons = el("ul", { class: "faults" });
    this.node = el("div", {}, this.about, this.buttons);
  }

  get running() {
    return this.state !== "stopped";
  }

  async refresh() {
    const { bot, connections, delivery } = await api.state();
    const waits = delivery === "socket" && !connections;
    this.state = bot === "running" && waits ? "starting" : bot;
    this.label = `Bot: ${this.state}`;
    this.action = this.running ? "Kill" : "Start";
    const by = delivery === "http" ? "by signed HTTP" : `in Socket Mode, connections: ${connections}`;
    setText(this.about, this.running ? `The bot is ${this.state}, ${by}.` : "The bot is stopped.");
    fill(
      this.buttons,
      ACTS.map((act) => this.row(act)),
    );
  }

  row([what, label, expect]) {
    const possible = what === "start" ? !this.running : this.running;
    const button = el(
      "button",
      {
        type: "button",
        class: what === "kill" ? "button button-danger" : "button",
        disabled: !possible,
        on: { click: () => this.page.attempt(this.command(what)) },
      },
      `${label} the bot`,
    );
    return el("li", {}, button, el("span", { class: "expect" }, expect));
  }

  /** The quick button beside the label: Kill while it runs, Start when it does not. */
  switch() {
    this.page.attempt(this.command(this.running ? "kill" : "start"));
  }

  async command(what) {
    await api.bot(what);
    await this.refresh();
    this.page.drawer.label();
  }
}
