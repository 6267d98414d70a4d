"""Faults, the bot's process, the carrier's ledger, starting over."""

from sandbox.slack.courier import Courier
from sandbox.slack.errors import RefusedError
from sandbox.slack.hooks import Hooks, finished
from sandbox.slack.shapes import Json, word

_DO = ("kill", "stop", "start")


async def add_fault(courier: Courier, hooks: Hooks, body: Json) -> Json:
    """Let something go wrong at the next call of its kind."""
    match word(body, "target"):
        case "slack":
            courier.workspace.faults.add(body)
        case "carrier":
            await _break_carrier(hooks, body)
        case _:
            raise RefusedError('target is "slack" or "carrier".')
    courier.workspace.broadcast.publish("fault")
    return list_faults(courier, hooks)


async def _break_carrier(hooks: Hooks, body: Json) -> None:
    try:
        await finished(hooks.carrier_fault(body))
    except (KeyError, ValueError) as error:
        raise RefusedError(f"The carrier knows no such fault: {error}.") from error


def list_faults(courier: Courier, hooks: Hooks) -> Json:
    """What still waits to go wrong."""
    carrier = [{"target": "carrier", **fault} for fault in hooks.carrier_faults()]
    return {"ok": True, "faults": courier.workspace.faults.active() + carrier}


async def clear_faults(courier: Courier, hooks: Hooks) -> Json:
    """Let nothing go wrong any more."""
    courier.workspace.faults.clear()
    await finished(hooks.carrier_clear())
    courier.workspace.broadcast.publish("fault")
    return list_faults(courier, hooks)


async def do_to_bot(courier: Courier, hooks: Hooks, body: Json) -> Json:
    """Kill, stop or start the bot's process."""
    asked = word(body, "do")
    if asked not in _DO:
        raise RefusedError(f"do is one of: {', '.join(_DO)}.")
    await finished(hooks.bot(asked))
    courier.workspace.broadcast.publish("bot")
    return {"ok": True, "bot": hooks.bot_state()}


async def reset(courier: Courier, hooks: Hooks) -> Json:
    """Start over, the carrier too."""
    await finished(hooks.carrier_clear())
    await finished(hooks.reset_carrier())
    courier.workspace.reset()
    return {"ok": True}
