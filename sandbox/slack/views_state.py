"""`state.values` of a view or a message: initial values, with what was typed over them."""

from sandbox.slack.element_values import initial, interactive, key_of
from sandbox.slack.shapes import Json, record, records


def values_of(blocks: list[Json], typed: Json) -> Json:
    """The value of every element that holds one, by block and action."""
    values: Json = {}
    for block in blocks:
        for element in interactive(block):
            if key_of(element):
                action_id = element["action_id"]
                touched = record(typed, block["block_id"]).get(action_id)
                state = touched if touched and _same(touched, element) else initial(element)
                values.setdefault(block["block_id"], {})[action_id] = state
    return values


def with_state(view: Json) -> Json:
    """A view with what its person sees in its fields."""
    values = values_of(records(view, "blocks"), record(view, "_typed"))
    return {**view, "state": {"values": values}}


def _same(touched: Json, element: Json) -> bool:
    return touched["type"] == element["type"]
