"""The table of transitions as a page; `python -m bot.domain.order_states` prints it."""

from bot.domain.order import FINAL, TRANSITIONS, State

_HEAD = """# Order states

This page is printed from the table in `bot/domain/order.py`; a test compares the two.
A pair of state and move that is not here is refused and changes nothing.

```mermaid
stateDiagram-v2
    [*] --> checking
"""


def as_markdown() -> str:
    """The page: a diagram, a table, and the final states."""
    lines = [_HEAD.rstrip()]
    lines += [f"    {a} --> {b}: {move}" for (a, move), b in TRANSITIONS.items()]
    lines += [f"    {state} --> [*]" for state in State if state in FINAL]
    lines += ["```", "", "| from | move | to |", "|---|---|---|"]
    lines += [f"| {a} | {move} | {b} |" for (a, move), b in TRANSITIONS.items()]
    final = ", ".join(state for state in State if state in FINAL)
    return "\n".join([*lines, "", f"Final states: {final}.", ""])


if __name__ == "__main__":
    print(as_markdown(), end="")  # noqa: T201 - this module is also the command that prints it
