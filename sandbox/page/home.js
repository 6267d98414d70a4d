/** App Home: the bot's own page for each person. */

import { api } from "./api.js";
import { renderBlocks } from "./blocks.js";
import { el, fill } from "./dom.js";
import { Form } from "./form.js";

/** The Home tab, shown in the middle column. */
export class Home {
  constructor(node, page) {
    this.node = node;
    this.page = page;
  }

  /** Opens the tab; the bot hears of it, as in Slack. */
  async open(workspace) {
    this.workspace = workspace;
    this.shown = undefined;
    this.body = el("div", { class: "home", tabindex: 0 });
    fill(this.node, el("header", { class: "pane-head" }, el("h1", {}, "App Home")), this.body);
    await this.refresh();
    await api.home(workspace.me.name);
  }

  /** Reads the tab again, and draws it when it is another. */
  async refresh() {
    const { home } = await api.views(this.workspace.me.name);
    if (home?.hash === this.shown) return;
    this.shown = home?.hash;
    const form = new Form();
    const about = { user: this.workspace.me.name, view_id: home.id };
    const scene = {
      workspace: this.workspace,
      form,
      options: async (query) => (await api.options({ ...about, ...query })).options ?? [],
      act: (act) => this.page.attempt(api.click({ ...about, values: form.values(), ...act })),
    };
    fill(this.body, renderBlocks(home.blocks, scene));
  }
}
