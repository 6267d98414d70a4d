/** Block Kit elements: what can be pressed, chosen or typed into. */

import { confirmed } from "./dialogs.js";
import { el, freshId } from "./dom.js";
import { menuButton } from "./menu.js";
import { plain } from "./mrkdwn.js";
import { widgetFor } from "./widgets.js";

// While somebody types, the bot is asked after a pause instead of at each key.
const TYPING_PAUSE_MS = 250;

/** An element of an actions block or a section: it acts at once. */
export function actionElement(element, { block, label, scene }) {
  const press = (node, value) => pressed(element, { block, node, scene, value });
  if (element.type === "button") return button(element, press);
  if (element.type === "overflow") return overflow(element, press);
  if (element.type === "image") return el("span", {}, element.alt_text);
  const name = plain(element.placeholder) || label || element.action_id;
  const widget = widgetFor(element, {
    id: freshId("element"),
    name,
    value: scene.form?.typed(block, element),
    offers: offersOf(element, { block, scene }),
    onChange: () => press(widget.node, widget.read()),
  });
  scene.form?.addElement(block, element, widget);
  return widget.node;
}

function button(element, press) {
  const style = { primary: "button-primary", danger: "button-danger" }[element.style] ?? "";
  return el(
    "button",
    {
      type: "button",
      class: `button ${style}`,
      "aria-label": element.accessibility_label,
      "data-action": element.action_id,
      on: { click: (event) => pressButton(event.currentTarget, element, press) },
    },
    plain(element.text),
  );
}

function pressButton(node, element, press) {
  if (element.url) window.open(element.url, "_blank", "noopener");
  return press(node);
}

function overflow(element, press) {
  const choices = element.options.map((option) => ({
    label: plain(option.text),
    choose: () => press(node, option.value),
  }));
  const node = menuButton("More actions", choices);
  return node;
}

/** Asks what must be asked, then acts; while the bot thinks, the element can't be pressed. */
async function pressed(element, { block, node, scene, value }) {
  if (node.getAttribute("aria-busy") === "true") return;
  const { confirm } = element;
  if (!(await confirmed(confirm, scene.workspace))) return;
  node.setAttribute("aria-busy", "true");
  try {
    const asked = confirm ? { confirm: true } : {};
    const chosen = value === undefined ? {} : { value };
    await scene.act({
      block_id: block.block_id,
      action_id: element.action_id,
      ...chosen,
      ...asked,
    });
  } finally {
    node.removeAttribute("aria-busy");
  }
}

/** A field of an input block: it waits for the modal's submit, unless it dispatches. */
export function inputElement(element, { block, ids, scene }) {
  const dispatch = (widget) => dispatchOf(element, { block, scene, widget });
  const widget = widgetFor(element, {
    id: ids.field,
    describedBy: `${ids.error}${block.hint ? ` ${ids.hint}` : ""}`,
    required: !block.optional,
    value: scene.form?.typed(block, element),
    offers: offersOf(element, { block, scene }),
    onChange: () => {
      scene.form?.touch(block, element);
      if (block.dispatch_action) dispatch(widget).onChange();
    },
    onEnter: block.dispatch_action ? () => dispatch(widget).onEnter() : undefined,
  });
  scene.form?.addElement(block, element, widget);
  return widget;
}

/** When a dispatching field tells the bot: text on Enter or as one types, the others at once. */
function dispatchOf(element, { block, scene, widget }) {
  const tell = () => {
    const value = widget.read();
    return scene.act({ block_id: block.block_id, action_id: element.action_id, value });
  };
  const soon = () => {
    clearTimeout(widget.timer);
    widget.timer = setTimeout(tell, widget.typed ? TYPING_PAUSE_MS : 0);
  };
  const on = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const nothing = () => undefined;
  const typing = !widget.typed || on.includes("on_character_entered");
  const entering = on.includes("on_enter_pressed");
  return { onChange: typing ? soon : nothing, onEnter: entering ? tell : nothing };
}

function offersOf(element, { block, scene }) {
  if (element.type.endsWith("users_select")) return () => people(scene.workspace);
  if (/(channels|conversations)_select$/.test(element.type)) {
    return () => rooms(scene.workspace, element);
  }
  if (!element.type.endsWith("external_select")) return undefined;
  return (typed) =>
    scene.options({ block_id: block.block_id, action_id: element.action_id, value: typed });
}

function people(workspace) {
  return workspace.actors.map((user) => ({ value: user.id, label: user.real_name }));
}

/** The channels that the element lets one choose; its `filter` may leave out public or private. */
function rooms(workspace, { filter }) {
  const kinds = filter?.include ?? ["public", "private"];
  return workspace.channels
    .filter((room) => kinds.includes(room.is_private ? "private" : "public"))
    .map((room) => ({ value: room.id, label: `# ${room.name}` }));
}
