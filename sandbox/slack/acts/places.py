"""Where an element is: in a message, a modal or the Home tab, and what the person sees there."""

from dataclasses import dataclass

from sandbox.slack.acts.payloads import response_url, room
from sandbox.slack.element_values import interactive
from sandbox.slack.errors import RefusedError
from sandbox.slack.messages import is_reply
from sandbox.slack.responses import Reply
from sandbox.slack.shapes import Json, public, records, word
from sandbox.slack.views_state import values_of, with_state
from sandbox.slack.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Place:
    """A message or a view.

    Attributes:
        key: What tells it from every other place.
        versions: Its blocks, the current ones first, then the ones that
            a screen which has not caught up may still show.
        view: The modal or Home tab; None for a message.
        about: What the payload of an act in it says of it.
    """

    key: str
    versions: list[list[Json]]
    view: Json | None
    about: Json


@dataclass(frozen=True, slots=True)
class Found:
    """An element, the block it is in, and whether a newer version has replaced it."""

    block: Json
    element: Json
    stale: bool


def place_of(workspace: Workspace, user: Json, body: Json) -> Place:
    """The view or message that a control call names.

    Raises:
        RefusedError: This person cannot see one there.
    """
    if word(body, "view_id"):
        return _in_view(own_view(workspace, user, word(body, "view_id")))
    channel = workspace.people.place(user, word(body, "channel"))
    return _in_message(workspace, user, channel, word(body, "ts"))


def own_view(workspace: Workspace, user: Json, view_id: str) -> Json:
    """An open modal or the Home tab of this person.

    Raises:
        RefusedError: It is not open, or somebody else's.
    """
    view = workspace.modals.find(view_id)
    if view is None or view["_user"] != user["id"]:
        raise RefusedError(f"{user['name']} has no view {view_id!r} open.")
    return view


def _in_view(view: Json) -> Place:
    container = {"type": "view", "view_id": view["id"]}
    about: Json = {"container": container, "view": public(with_state(view))}
    return Place(view["id"], [records(view, "blocks")], view, about)


def _in_message(workspace: Workspace, user: Json, channel: Json, ts: str) -> Place:
    message = seen_message(workspace, user, channel, ts)
    earlier = workspace.messages.earlier(channel["id"], ts)
    private = "_for" in message
    container: Json = {
        "type": "message",
        "message_ts": ts,
        "channel_id": channel["id"],
        "is_ephemeral": private,
    }
    if is_reply(message):
        container["thread_ts"] = message["thread_ts"]
    about: Json = {
        "container": container,
        "channel": room(channel),
        "state": {"values": values_of(records(message, "blocks"), {})},
        "response_url": response_url(workspace, Reply(channel["id"], user["id"], ts)),
    }
    if not private:
        about["message"] = public(workspace.messages.with_counts(channel["id"], message))
    versions = [records(version, "blocks") for version in (message, *earlier)]
    return Place(f"{channel['id']}/{ts}", versions, None, about)


def seen_message(workspace: Workspace, user: Json, channel: Json, ts: str) -> Json:
    """A message of the channel, or one that only this person sees.

    Raises:
        RefusedError: There is none with that timestamp.
    """
    public_one = workspace.messages.find(channel["id"], ts)
    private_one = workspace.messages.find_whisper(channel["id"], ts)
    if public_one is not None:
        return public_one
    if private_one is not None and private_one["_for"] == user["id"]:
        return private_one
    raise RefusedError(f"{user['name']} sees no message {ts!r} there.")


def find_element(place: Place, body: Json) -> Found:
    """The element that a control call names by `action_id`, and `block_id` or `value` if needed.

    Raises:
        RefusedError: There is no such element, or more than one.
    """
    for age, blocks in enumerate(place.versions):
        matches = _matches(blocks, body)
        if len(matches) > 1:
            matches = [pair for pair in matches if pair[1].get("value") == body.get("value")]
            if len(matches) != 1:
                raise RefusedError(f"{_asked(body)} is there more than once; add block_id.")
        if matches:
            return Found(*matches[0], stale=age > 0)
    raise RefusedError(f"There is no element {_asked(body)} there. {_available(place)}")


def _matches(blocks: list[Json], body: Json) -> list[tuple[Json, Json]]:
    block_id = word(body, "block_id")
    return [
        (block, element)
        for block in blocks
        if not block_id or block["block_id"] == block_id
        for element in interactive(block)
        if element["action_id"] == word(body, "action_id")
    ]


def _asked(body: Json) -> str:
    return repr(word(body, "action_id"))


def _available(place: Place) -> str:
    found = [e["action_id"] for block in place.versions[0] for e in interactive(block)]
    return f"It has: {', '.join(found)}." if found else "It has none."
