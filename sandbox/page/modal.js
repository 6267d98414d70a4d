/** Modals: the bot's views in a dialog, the topmost of the stack shown. */

import { api, RefusedError } from "./api.js";
import { renderBlocks } from "./blocks.js";
import { el, fill, freshId, icon, setText } from "./dom.js";
import { explained } from "./failures.js";
import { Form } from "./form.js";
import { plain } from "./mrkdwn.js";

/** The modals that one person has open. */
export class Modals {
  constructor() {
    this.title = freshId("modal-title");
    this.dialog = el("dialog", {
      class: "modal",
      "aria-labelledby": this.title,
      on: { cancel: (event) => this.onEscape(event) },
    });
    document.body.append(this.dialog);
  }

  /** Reads what is open now and shows the topmost. */
  async refresh(workspace) {
    const { modals } = await api.views(workspace.me.name);
    const view = modals.at(-1);
    this.workspace = workspace;
    if (!view) this.hide();
    else if (view.id !== this.view?.id || view.hash !== this.view?.hash) this.show(view);
    this.depth = modals.length;
  }

  hide() {
    this.view = undefined;
    this.form = undefined;
    if (this.dialog.open) this.dialog.close();
  }

  show(view) {
    const same = view.id === this.view?.id;
    const focus = same ? this.focused() : undefined;
    this.form = new Form(same ? this.form : undefined);
    this.view = view;
    this.draw();
    this.form.drawn();
    if (!this.dialog.open) this.dialog.showModal();
    this.focusOn(focus);
  }

  draw() {
    const { view } = this;
    const scene = {
      workspace: this.workspace,
      form: this.form,
      act: (act) => this.act(act),
      options: async (query) => (await api.options({ ...this.about(), ...query })).options ?? [],
    };
    this.error = el("p", { class: "modal-error", role: "alert" });
    fill(
      this.dialog,
      el(
        "form",
        { novalidate: true, on: { submit: (event) => this.onSubmit(event) } },
        this.head(view),
        el("div", { class: "modal-body" }, renderBlocks(view.blocks, scene), this.error),
        this.foot(view),
      ),
    );
  }

  head(view) {
    const close = { class: "close", type: "button", "aria-label": "Close" };
    return el(
      "header",
      { class: "modal-head" },
      el("h2", { id: this.title }, plain(view.title)),
      el("button", { ...close, on: { click: () => this.close({ all: true }) } }, icon("close")),
    );
  }

  foot(view) {
    const cancel = { type: "button", class: "button", on: { click: () => this.close({}) } };
    this.button = view.submit
      ? el("button", { type: "submit", class: "button button-primary" }, plain(view.submit))
      : null;
    const back = el("button", cancel, plain(view.close) || "Cancel");
    return el("footer", { class: "modal-foot" }, back, this.button);
  }

  /** What has the keyboard: a field by its block and action, a button by its action. */
  focused() {
    const active = document.activeElement;
    return this.form.keyOf(active) ?? active?.dataset.action;
  }

  /** What had the keyboard before an update, else the first field. */
  focusOn(key) {
    const first = this.dialog.querySelector(
      ".modal-body input, .modal-body select, .modal-body textarea, .modal-body button",
    );
    const before = key && (this.form.fieldOf(key) ?? this.buttonOf(key));
    (before || first || this.button || this.dialog).focus();
  }

  buttonOf(action) {
    return this.dialog.querySelector(`[data-action="${CSS.escape(action)}"]`);
  }

  about() {
    return { user: this.workspace.me.name, view_id: this.view.id };
  }

  act(act) {
    const values = this.form.values();
    return this.attempt(() => api.click({ ...this.about(), values, ...act }));
  }

  onSubmit(event) {
    event.preventDefault();
    if (!this.button || this.button.disabled) return;
    this.submit();
  }

  async submit() {
    this.wait(true);
    const body = { ...this.about(), values: this.form.values() };
    const answer = await this.attempt(() => api.submit(body), ["ok", "incomplete"]);
    this.wait(false);
    const others = this.form?.showErrors(answer?.errors ?? {}) ?? [];
    if (others.length) setText(this.error, others.join(" "));
    if (answer?.status === "ok") await this.refresh(this.workspace);
  }

  wait(waiting) {
    if (!this.button) return;
    this.button.disabled = waiting;
    this.button.setAttribute("aria-busy", String(waiting));
  }

  /** Does it; what went wrong is said in the modal, whose fields stay as they are. */
  async attempt(act, expected = ["ok"]) {
    setText(this.error, "");
    try {
      const answer = await act();
      if (!expected.includes(answer.status)) {
        setText(this.error, explained(answer.status));
      }
      return answer;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      setText(this.error, error.message);
      return undefined;
    }
  }

  onEscape(event) {
    if (event.target !== this.dialog) return;
    event.preventDefault();
    this.close({});
  }

  /** Cancel goes back one view, the X leaves them all; the bot hears of it where it asked to. */
  async close(which) {
    await this.attempt(() => api.close({ ...this.about(), ...which }));
    await this.refresh(this.workspace);
  }
}
