/** Block Kit blocks as Slack shows them. */

import { actionElement, inputElement } from "./elements.js";
import { el, freshId } from "./dom.js";
import { plain, textNodes } from "./mrkdwn.js";
import { markdownBlock, richText, table } from "./rich_text.js";

/**
 * Where blocks stand, and what their elements do.
 * @typedef {Object} Scene
 * @property {import("./workspace.js").Workspace} workspace
 * @property {(act: Object) => Promise<void>} act Presses or chooses an element.
 * @property {(query: Object) => Promise<Object[]>} options Asks the bot for a typed search.
 * @property {import("./form.js").Form} [form] What a modal's fields hold.
 */

const RENDERERS = {
  header: (block) => el("h3", { class: "block-header" }, plain(block.text)),
  section,
  context,
  actions,
  divider: () => el("hr", { class: "block-divider" }),
  image,
  input,
  rich_text: (block, scene) =>
    el("div", { class: "block rich-text" }, richText(block, scene.workspace)),
  table: (block, scene) => table(block, scene.workspace),
  markdown: (block, scene) => markdownBlock(block, scene.workspace),
  alert: (block, scene) =>
    el(
      "div",
      { class: `block-alert block-alert-${block.level ?? "default"}` },
      textNodes(block.text, scene.workspace),
    ),
};

/** The nodes for a list of blocks. */
export function renderBlocks(blocks, scene) {
  return blocks.map((block) => {
    const renderer = RENDERERS[block.type];
    return renderer
      ? renderer(block, scene)
      : el("p", { class: "block-unknown" }, `(a block of type ${block.type})`);
  });
}

function section(block, scene) {
  const body = [];
  if (block.text) {
    body.push(el("div", { class: "block-text" }, textNodes(block.text, scene.workspace)));
  }
  if (block.fields) body.push(fields(block, scene));
  const accessory = block.accessory && accessoryOf(block, scene);
  return el("div", { class: "block block-section" }, el("div", {}, body), accessory);
}

function fields(block, scene) {
  const cells = block.fields.map((field) =>
    el("div", { class: "block-text" }, textNodes(field, scene.workspace)),
  );
  return el("div", { class: "block-fields" }, cells);
}

function accessoryOf(block, scene) {
  const { accessory } = block;
  if (accessory.type === "image") return picture(accessory, "accessory-image");
  const label = plain(block.text).slice(0, 80);
  return el("div", { class: "accessory" }, actionElement(accessory, { block, label, scene }));
}

function context(block, scene) {
  const parts = block.elements.map((element) =>
    element.type === "image"
      ? picture(element, "context-image")
      : el("span", { class: "context-text" }, textNodes(element, scene.workspace)),
  );
  return el("div", { class: "block block-context" }, parts);
}

function actions(block, scene) {
  const elements = block.elements.map((element) => actionElement(element, { block, scene }));
  return el("div", { class: "block block-actions" }, elements);
}

function image(block) {
  const caption = block.title ? el("figcaption", {}, plain(block.title)) : null;
  return el("figure", { class: "block" }, caption, picture(block, "block-image"));
}

/** A picture only from this sandbox or in the address itself: nothing is fetched from outside. */
function picture(element, className) {
  const address = new URL(element.image_url ?? "", location.href);
  const near = address.origin === location.origin || address.protocol === "data:";
  return near && element.image_url
    ? el("img", { src: element.image_url, alt: element.alt_text, class: className })
    : el("span", { class: `${className} no-image`, role: "img", "aria-label": element.alt_text });
}

function input(block, scene) {
  const ids = { field: freshId("field"), hint: freshId("hint"), error: freshId("error") };
  const field = inputElement(block.element, { block, ids, scene });
  const optional = block.optional ? el("span", { class: "optional" }, " (optional)") : null;
  const hint = block.hint ? el("p", { id: ids.hint, class: "hint" }, plain(block.hint)) : null;
  const error = el("p", { id: ids.error, class: "field-error", role: "alert" });
  scene.form?.addInput(block, { ...field, error });
  const label = [el("span", {}, plain(block.label)), optional];
  const caption = field.grouped ? el("legend", {}, label) : el("label", { for: ids.field }, label);
  return el(
    field.grouped ? "fieldset" : "div",
    { class: "block block-input" },
    caption,
    field.node,
    error,
    hint,
  );
}
