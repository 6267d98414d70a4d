/** What a modal's fields hold, so that nothing typed is lost when the view is drawn again. */

import { setText } from "./dom.js";

const FIELDS = "input, select, textarea";

/** The fields of one view, by block and action. */
export class Form {
  /** @param {Form} [before] The form of the same view before it was updated. */
  constructor(before) {
    this.before = before;
    this.elements = [];
    this.inputs = new Map();
    this.touched = new Set(before?.touched);
  }

  /** Called once all fields are there: the earlier form is of no more use. */
  drawn() {
    this.before = undefined;
  }

  addElement(block, element, widget) {
    this.elements.push({ block, element, widget });
  }

  addInput(block, field) {
    this.inputs.set(block.block_id, { block, ...field });
  }

  touch(block, element) {
    this.touched.add(keyOf(block, element));
  }

  /** What a person had typed into this field, or undefined when nobody had. */
  typed(block, element) {
    const key = keyOf(block, element);
    if (!this.before || !this.touched.has(key)) return undefined;
    const kept = this.before.elements.find((each) => keyOf(each.block, each.element) === key);
    return kept && (kept.widget.keep?.() ?? kept.widget.read());
  }

  /** The field that a node belongs to, by its block and action; undefined for another node. */
  keyOf(node) {
    const held = this.elements.find(({ widget }) => widget.node.contains(node));
    return held && keyOf(held.block, held.element);
  }

  /** What takes the keyboard in that field. */
  fieldOf(key) {
    const held = this.elements.find((each) => keyOf(each.block, each.element) === key);
    return held && (usable(held.widget.node) ?? held.widget.node);
  }

  /** The values by block and action, for the control API. */
  values() {
    const values = {};
    for (const { block, element, widget } of this.elements) {
      (values[block.block_id] ??= {})[element.action_id] = widget.read();
    }
    return values;
  }

  /** Shows errors under their fields and goes to the first; those of unknown blocks come back. */
  showErrors(errors) {
    for (const [id, { error, node }] of this.inputs) {
      setText(error, errors[id] ?? "");
      (usable(node) ?? node).setAttribute("aria-invalid", String(id in errors));
    }
    const first = [...this.inputs.keys()].find((id) => id in errors);
    if (first) usable(this.inputs.get(first).node)?.focus();
    return Object.keys(errors)
      .filter((id) => !this.inputs.has(id))
      .map((id) => errors[id]);
  }
}

/** The element that takes the keyboard: the field itself, or the first one in it. */
function usable(node) {
  return node.matches(FIELDS) ? node : node.querySelector(FIELDS);
}

function keyOf(block, element) {
  return `${block.block_id}/${element.action_id}`;
}
