/** Switches of the workspace that an admin would use: a channel, the app in it, a manager. */

import { api } from "../api.js";
import { el, fill } from "../dom.js";

const APPROVALS = "number-approvals";
const GROUP = "telecom-managers";

const SWITCHES = [
  {
    isOn: (state) => room(state, APPROVALS).is_archived,
    on: `Archive #${APPROVALS}`,
    off: `Bring #${APPROVALS} back`,
    expect: "Managers can't be asked there; Ana is told, nothing is lost.",
    flip: (state, on) => api.archive(APPROVALS, on),
  },
  {
    isOn: (state) => !room(state, "numbers").bot_is_member,
    on: "Take the app out of #numbers",
    off: "Invite the app to #numbers",
    expect: "The command still works; its card comes as a direct message.",
    flip: (state, on) => api.membership("numbers", "order-numbers", !on),
  },
  {
    isOn: (state) => !managers(state).includes("mei"),
    on: "Mei is no manager any more",
    off: "Mei is a manager again",
    expect: "Her Approve is refused, also on cards from before.",
    flip: (state, on) => api.group(GROUP, withoutOrWith(managers(state), "mei", on)),
  },
];

function room(state, name) {
  return state.channels.find((each) => each.name === name);
}

function managers(state) {
  const { users } = state.groups.find((group) => group.handle === GROUP);
  return state.users.filter((user) => users.includes(user.id)).map((user) => user.name);
}

function withoutOrWith(names, name, without) {
  const others = names.filter((each) => each !== name);
  return without ? others : [...others, name];
}

/** The rows with the switches; each says what its next press does. */
export class Switches {
  constructor(page) {
    this.page = page;
    this.node = el("ul", { class: "faults" });
  }

  async refresh() {
    const state = await api.state();
    fill(
      this.node,
      SWITCHES.map((each) => this.row(each, state)),
    );
  }

  row(each, state) {
    const isOn = each.isOn(state);
    const flip = async () => {
      await each.flip(state, !isOn);
      await this.refresh();
    };
    const press = { click: () => this.page.attempt(flip()) };
    const label = isOn ? each.off : each.on;
    const button = el("button", { type: "button", class: "button", on: press }, label);
    return el("li", {}, button, el("span", { class: "expect" }, "Expect: ", each.expect));
  }
}
