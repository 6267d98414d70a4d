/** The fields behind Block Kit's elements; each has a node and reads its own value. */

import { combobox } from "./combobox.js";
import { el, freshId } from "./dom.js";
import { plain } from "./mrkdwn.js";

/**
 * How a field is told about itself.
 * @typedef {Object} Setup
 * @property {string} id
 * @property {string} [name] Its accessible name where no label stands beside it.
 * @property {string} [describedBy]
 * @property {boolean} [required]
 * @property {*} [value] What was typed before; undefined when nobody touched it.
 * @property {() => void} onChange
 * @property {() => void} [onEnter]
 * @property {(typed: string) => Object[]|Promise<Object[]>} [offers] Choices for what was typed.
 */

const TYPES = {
  plain_text_input: text,
  number_input: text,
  email_text_input: text,
  url_text_input: text,
  static_select: select,
  radio_buttons: boxes,
  checkboxes: boxes,
  datepicker: (element, setup) => picker("date", element.initial_date, setup),
  timepicker: (element, setup) => picker("time", element.initial_time, setup),
  datetimepicker: moment,
  file_input: files,
};

/** The field for an element: `{node, read, grouped, typed}`. */
export function widgetFor(element, setup) {
  return (TYPES[element.type] ?? search)(element, setup);
}

function attributesOf(setup) {
  return {
    id: setup.id,
    "aria-label": setup.name,
    "aria-describedby": setup.describedBy,
    "aria-required": setup.required ? "true" : undefined,
  };
}

/** What sets a kind of text field apart from a plain one. */
const KINDS = {
  email_text_input: () => ({ type: "email" }),
  url_text_input: () => ({ type: "url" }),
  number_input: (element) => ({ inputmode: element.is_decimal_allowed ? "decimal" : "numeric" }),
  plain_text_input: (element) => (element.multiline ? { type: null, rows: 3 } : {}),
};

function text(element, setup) {
  const node = el(element.multiline ? "textarea" : "input", {
    ...attributesOf(setup),
    class: "text-field",
    type: "text",
    ...KINDS[element.type](element),
    placeholder: plain(element.placeholder) || undefined,
    maxlength: element.max_length,
    autocomplete: "off",
    value: setup.value === undefined ? element.initial_value : setup.value,
    on: {
      input: setup.onChange,
      keydown: (event) => onEnter(event, element, setup),
    },
  });
  return { node, typed: true, read: () => node.value.trim() || null, keep: () => node.value };
}

/** Enter tells the bot where the field dispatches; else it submits the form, as in Slack. */
function onEnter(event, element, setup) {
  if (event.key !== "Enter" || event.isComposing || !setup.onEnter || element.multiline) return;
  event.preventDefault();
  setup.onEnter();
}

function select(element, setup) {
  const chosen = setup.value === undefined ? element.initial_option?.value : setup.value;
  const empty = el("option", { value: "" }, plain(element.placeholder) || "Choose…");
  const groups = (element.option_groups ?? []).map((group) =>
    el("optgroup", { label: plain(group.label) }, group.options.map(option)),
  );
  const node = el(
    "select",
    { ...attributesOf(setup), class: "select-field", on: { change: setup.onChange } },
    empty,
    (element.options ?? []).map(option),
    groups,
  );
  node.value = chosen ?? "";
  return { node, read: () => node.value || null };
}

function option(each) {
  return el("option", { value: each.value }, plain(each.text));
}

function boxes(element, setup) {
  const many = element.type === "checkboxes";
  const initial = many ? (element.initial_options ?? []) : [element.initial_option];
  const chosen =
    setup.value === undefined ? initial.map((each) => each?.value) : [setup.value].flat();
  const group = freshId("choice");
  const rows = element.options.map((each) => {
    const box = el("input", {
      type: many ? "checkbox" : "radio",
      name: group,
      value: each.value,
      checked: chosen.includes(each.value),
      on: { change: setup.onChange },
    });
    const hint = each.description ? el("small", {}, plain(each.description)) : null;
    return el("label", { class: "choice" }, box, el("span", {}, plain(each.text), hint));
  });
  const role = many ? "group" : "radiogroup";
  const node = el(
    "div",
    { ...attributesOf(setup), "aria-required": null, class: "choices", role },
    rows,
  );
  const checked = () => [...node.querySelectorAll(":checked")].map((box) => box.value);
  return { node, grouped: true, read: () => (many ? checked() : (checked()[0] ?? null)) };
}

function picker(type, initial, setup) {
  const value = setup.value === undefined ? initial : setup.value;
  const on = { change: setup.onChange };
  const node = el("input", { ...attributesOf(setup), class: "text-field", type, value, on });
  return { node, read: () => node.value || null };
}

function moment(element, setup) {
  const seconds = setup.value === undefined ? element.initial_date_time : setup.value;
  const field = picker("datetime-local", seconds ? localStamp(seconds) : "", {
    ...setup,
    value: undefined,
  });
  return {
    node: field.node,
    read: () => (field.read() ? Math.floor(new Date(field.read()) / 1000) : null),
  };
}

function localStamp(seconds) {
  return new Date(seconds * 1000).toLocaleString("sv-SE").replace(" ", "T").slice(0, 16);
}

function files(element, setup) {
  let held = [];
  const node = el("input", {
    ...attributesOf(setup),
    class: "file-field",
    type: "file",
    multiple: (element.max_files ?? 10) > 1,
    accept: element.filetypes?.map((type) => `.${type}`).join(","),
    on: {
      change: async () => {
        held = await Promise.all([...node.files].map(fileOf));
        setup.onChange();
      },
    },
  });
  return { node, read: () => held };
}

async function fileOf(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const content = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return { name: file.name, content };
}

/** Everything that one finds by typing: people, channels, the bot's own lists, several at once. */
function search(element, setup) {
  const many = element.type.startsWith("multi_");
  const listed = element.options ?? (element.option_groups ?? []).flatMap((group) => group.options);
  const offers = setup.offers ?? (() => listed.map(choiceOf));
  return combobox({
    attributes: attributesOf(setup),
    placeholder: plain(element.placeholder) || "Type to search…",
    many,
    atLeast: element.type.endsWith("external_select") ? (element.min_query_length ?? 3) : 0,
    filter: !element.type.endsWith("external_select"),
    chosen: initialChoices(element, setup),
    offers: async (typed) =>
      (await offers(typed)).map((each) => (each.text ? choiceOf(each) : each)),
    onChange: setup.onChange,
  });
}

/** What is chosen at first: options, or ids whose names the offers know. */
function initialChoices(element, setup) {
  if (setup.value !== undefined) return [setup.value ?? []].flat();
  const key = Object.keys(element).find((each) => each.startsWith("initial_"));
  const initial = [key ? element[key] : []].flat();
  return initial.map((each) => (each.text ? choiceOf(each) : each));
}

function choiceOf(each) {
  return { value: each.value, label: plain(each.text), hint: plain(each.description) };
}
