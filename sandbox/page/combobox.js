/** A search field with a list under it: typing narrows, arrows move, Enter takes, Escape closes. */

import { el, fill, freshId } from "./dom.js";

const PAUSE_MS = 150;

/**
 * @param {Object} setup `attributes`, `placeholder`, `many`, `atLeast` (characters before it
 *     asks), `filter` (whether it narrows by itself), `chosen` (choices, or bare values),
 *     `offers(typed)`, `onChange`.
 * @returns {{node: HTMLElement, read: () => (string|string[]|null)}} Values of what is chosen.
 */
export function combobox(setup) {
  const box = new Combobox(setup);
  return { node: box.node, read: () => box.read(), keep: () => box.keep() };
}

class Combobox {
  constructor(setup) {
    this.setup = setup;
    this.chosen = [];
    this.shown = [];
    this.active = -1;
    this.list = el("ul", { role: "listbox", id: freshId("list"), class: "listbox", hidden: true });
    this.chips = el("span", { class: "chosen" });
    this.input = this.makeInput();
    this.node = el("div", { class: "combobox" }, this.chips, this.input, this.list);
    this.node.addEventListener("focusout", (event) => this.onBlur(event));
    this.take(setup.chosen);
  }

  makeInput() {
    return el("input", {
      ...this.setup.attributes,
      class: "text-field",
      role: "combobox",
      type: "text",
      autocomplete: "off",
      placeholder: this.setup.placeholder,
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
      on: {
        input: () => this.later(),
        click: () => this.search(""),
        keydown: (event) => this.onKey(event),
      },
    });
  }

  /** Sets what is chosen at first; bare values get their labels from the offers. */
  async take(given) {
    this.chosen = given.map((each) =>
      typeof each === "string" ? { value: each, label: each } : each,
    );
    if (given.some((each) => typeof each === "string") && !this.setup.atLeast) {
      const offered = await this.setup.offers("");
      this.chosen = this.chosen.map((each) => offered.find((o) => o.value === each.value) ?? each);
    }
    this.show();
  }

  read() {
    const values = this.chosen.map((each) => each.value);
    return this.setup.many ? values : (values[0] ?? null);
  }

  /** What to hand back as `chosen` when the field is drawn again. */
  keep() {
    return this.chosen;
  }

  show() {
    if (!this.setup.many) {
      this.input.value = this.chosen[0]?.label ?? "";
      return;
    }
    this.input.value = "";
    fill(
      this.chips,
      this.chosen.map((each) => this.chip(each)),
    );
  }

  chip(each) {
    const remove = () => this.set(this.chosen.filter((other) => other !== each));
    const attributes = {
      type: "button",
      "aria-label": `Remove ${each.label}`,
      on: { click: remove },
    };
    return el("span", { class: "chip" }, each.label, el("button", attributes, "×"));
  }

  set(chosen) {
    this.chosen = chosen;
    this.show();
    this.setup.onChange();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(this.input.value), PAUSE_MS);
  }

  async search(typed) {
    if (typed.length < this.setup.atLeast) return this.close();
    const asked = (this.asked = (this.asked ?? 0) + 1);
    const offered = await this.setup.offers(typed);
    if (asked !== this.asked) return;
    const wanted = typed.toLowerCase();
    const fits = (each) => !this.setup.filter || each.label.toLowerCase().includes(wanted);
    this.open(offered.filter(fits));
  }

  open(choices) {
    this.shown = choices;
    this.active = choices.length ? 0 : -1;
    fill(
      this.list,
      choices.map((each, at) => this.row(each, at)),
    );
    if (!choices.length) fill(this.list, el("li", { class: "listbox-empty" }, "Nothing found"));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.mark();
  }

  row(each, at) {
    const hint = each.hint ? el("small", {}, each.hint) : null;
    const pick = (event) => {
      event.preventDefault();
      this.choose(at);
    };
    return el(
      "li",
      { role: "option", id: freshId("option"), on: { mousedown: pick } },
      each.label,
      hint,
    );
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  mark() {
    [...this.list.children].forEach((row, at) => {
      if (row.role) row.setAttribute("aria-selected", String(at === this.active));
    });
    const row = this.active < 0 ? undefined : this.list.children[this.active];
    if (row) this.input.setAttribute("aria-activedescendant", row.id);
    row?.scrollIntoView({ block: "nearest" });
  }

  choose(at) {
    const choice = this.shown[at];
    this.close();
    if (!choice) return;
    const others = this.chosen.filter((each) => each.value !== choice.value);
    this.set(this.setup.many ? [...others, choice] : [choice]);
  }

  onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.move(step);
    else if (event.key === "Enter" && !this.list.hidden) this.choose(this.active);
    else if (event.key === "Escape" && !this.list.hidden) this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  move(step) {
    if (this.list.hidden) {
      this.search("");
      return;
    }
    this.active = (this.active + step + this.shown.length) % Math.max(this.shown.length, 1);
    this.mark();
  }

  /** Leaving the field takes back what was typed but not chosen; emptying it chooses nothing. */
  onBlur(event) {
    if (this.node.contains(event.relatedTarget)) return;
    this.close();
    if (!this.setup.many && !this.input.value && this.chosen.length) this.set([]);
    this.show();
  }
}
