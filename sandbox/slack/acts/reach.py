"""Shortcuts, opening App Home, and ordinary messages of people."""

from sandbox.slack.acts.payloads import common, outcome, response_url, room
from sandbox.slack.acts.places import seen_message
from sandbox.slack.cast import BOT_USER_ID, TEAM_ID
from sandbox.slack.content import by_person
from sandbox.slack.courier import Courier
from sandbox.slack.delivery import OK, Ack, Envelope
from sandbox.slack.errors import RefusedError
from sandbox.slack.responses import Reply
from sandbox.slack.shapes import Json, public, word
from sandbox.slack.views_state import with_state
from sandbox.slack.workspace import Workspace


async def shortcut(courier: Courier, body: Json) -> Json:
    """Use a global shortcut, or a message shortcut on the message `ts` in `channel`."""
    workspace = courier.workspace
    user = workspace.people.actor(word(body, "user"))
    callback_id = word(body, "callback_id")
    declared = workspace.manifest.shortcuts.get(callback_id)
    if declared is None:
        raise RefusedError(f"The manifest declares no shortcut {callback_id!r}.")
    payload: Json = {
        "callback_id": callback_id,
        "action_ts": f"{workspace.clock():.6f}",
        "trigger_id": workspace.triggers.issue(user["id"]),
    }
    if declared["type"] == "message":
        payload |= {**common("message_action", user), **_on_message(workspace, user, body)}
    else:
        payload |= common("shortcut", user)
    name = f"shortcut {callback_id}"
    return outcome(await courier.deliver("shortcut", name, Envelope("interactive", payload)))


def _on_message(workspace: Workspace, user: Json, body: Json) -> Json:
    channel = workspace.people.place(user, word(body, "channel"))
    message = seen_message(workspace, user, channel, word(body, "ts"))
    reply = Reply(channel["id"], user["id"], message["ts"])
    return {
        "channel": room(channel),
        "message_ts": message["ts"],
        "message": public(message),
        "response_url": response_url(workspace, reply),
    }


async def home(courier: Courier, body: Json) -> Json:
    """Open the app's Home tab."""
    workspace = courier.workspace
    user = workspace.people.actor(word(body, "user"))
    if not workspace.manifest.home_tab:
        raise RefusedError("The manifest does not turn the Home tab on.")
    event: Json = {
        "type": "app_home_opened",
        "user": user["id"],
        "channel": workspace.people.dm(user["id"])["id"],
        "tab": "home",
    }
    view = workspace.modals.home(user["id"])
    if view is not None:
        event["view"] = public(with_state(view))
    if not courier.subscribed(event):
        return outcome(Ack(OK))
    return outcome(await courier.send_event(event))


def message(courier: Courier, body: Json) -> Json:
    """Say something in a channel, a thread or the direct messages with the bot."""
    workspace = courier.workspace
    user = workspace.people.actor(word(body, "user"))
    channel = workspace.people.place(user, word(body, "channel"))
    if channel["is_archived"]:
        raise RefusedError(f"#{channel['name']} is archived.")
    if not word(body, "text"):
        raise RefusedError("A message needs a text.")
    content = by_person(user["id"], word(body, "text"))
    thread = word(body, "thread_ts")
    if thread:
        first = seen_message(workspace, user, channel, thread)
        content["thread_ts"] = first.get("thread_ts", thread)
    posted = workspace.messages.post(channel["id"], content)
    _tell(courier, channel, posted)
    return {"status": OK, "latency_ms": 0.0, "ack": None, "ts": posted["ts"]}


def _tell(courier: Courier, channel: Json, posted: Json) -> None:
    if BOT_USER_ID not in channel["members"]:
        return
    kind = "im" if channel["is_im"] else "group" if channel["is_private"] else "channel"
    event = {**posted, "channel": channel["id"], "channel_type": kind, "team": TEAM_ID}
    courier.publish(event)
    if f"<@{BOT_USER_ID}>" in posted["text"]:
        courier.publish({**event, "type": "app_mention"})
