"""Open modals, each person's stack of them, and each person's Home tab."""

from collections.abc import Callable

from sandbox.slack.broadcast import Broadcast
from sandbox.slack.cast import APP_ID, BOT_ID, TEAM_ID
from sandbox.slack.documents import Documents
from sandbox.slack.errors import SlackError
from sandbox.slack.shapes import Json, flag, word
from sandbox.slack.stamps import identity, view_hash

# "A modal view stack can have up to three views" (Slack, modals guide).
DEEPEST = 3
_GIVEN = ("title", "submit", "close", "callback_id", "external_id", "private_metadata")


class Modals:
    """Views in Slack's shape; a person's key `_user` and what they typed, `_typed`, stay inside."""

    def __init__(
        self, documents: Documents, clock: Callable[[], float], broadcast: Broadcast
    ) -> None:
        self._documents = documents
        self._clock = clock
        self._broadcast = broadcast
        self._stacks: dict[str, list[Json]] = {}
        self._homes: dict[str, Json] = documents.load("home")

    def open(self, user: str, view: Json) -> Json:
        """Show a modal in the place of all that this person has open."""
        opened = self._new(user, view)
        opened["root_view_id"] = opened["id"]
        self._stacks[user] = [opened]
        return self._shown(opened)

    def push(self, user: str, view: Json) -> Json:
        """Lay a modal over the one that this person sees.

        Raises:
            SlackError: There is none, or there are three.
        """
        stack = self._stacks.get(user, [])
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= DEEPEST:
            raise SlackError("push_limit_reached")
        pushed = self._new(user, view)
        pushed["root_view_id"] = stack[0]["id"]
        pushed["previous_view_id"] = stack[-1]["id"]
        stack.append(pushed)
        return self._shown(pushed)

    def update(self, before: Json, view: Json) -> Json:
        """Put a new content in the place of an open view.

        What was typed stays in the fields that are still there; of the others, nothing is kept.
        """
        kept = {
            key: before[key]
            for key in ("id", "root_view_id", "previous_view_id", "_user")
            if key in before
        }
        blocks = {block["block_id"] for block in view["blocks"]}
        typed = {block: held for block, held in before["_typed"].items() if block in blocks}
        after = {**self._new(before["_user"], view), **kept, "_typed": typed}
        stack = self._stacks[before["_user"]]
        stack[stack.index(before)] = after
        return self._shown(after)

    def publish(self, user: str, view: Json) -> Json:
        """Put a person's Home tab in place."""
        before = self._homes.get(user)
        home = self._new(user, view)
        home["id"] = before["id"] if before else home["id"]
        home["root_view_id"] = home["id"]
        self._homes[user] = home
        self._documents.put("home", user, home)
        self._broadcast.publish("home", user=user)
        return home

    def home(self, user: str) -> Json | None:
        """A person's Home tab."""
        return self._homes.get(user)

    def stack(self, user: str) -> list[Json]:
        """What a person has open, the visible one last."""
        return self._stacks.get(user, [])

    def find(self, view_id: str) -> Json | None:
        """An open modal or a Home tab by its id."""
        modals = (view for stack in self._stacks.values() for view in stack)
        homes = self._homes.values()
        return next((view for view in (*modals, *homes) if view["id"] == view_id), None)

    def find_external(self, external_id: str) -> Json | None:
        """An open modal by the id that the app gave it."""
        modals = (view for stack in self._stacks.values() for view in stack)
        return next((view for view in modals if view["external_id"] == external_id), None)

    def close(self, view: Json) -> None:
        """Take one modal away; the one below shows again."""
        self._stacks[view["_user"]].remove(view)
        self._broadcast.publish("view", user=view["_user"])

    def close_all(self, user: str) -> None:
        """Take all of a person's modals away."""
        self._stacks.pop(user, None)
        self._broadcast.publish("view", user=user)

    def clear(self) -> None:
        """Forget every view."""
        self._stacks.clear()
        self._homes.clear()

    def _shown(self, view: Json) -> Json:
        self._broadcast.publish("view", user=view["_user"])
        return view

    def _new(self, user: str, view: Json) -> Json:
        view_id = identity("V")
        return {
            "id": view_id,
            "team_id": TEAM_ID,
            "type": view["type"],
            "blocks": view["blocks"],
            **{key: view.get(key) for key in _GIVEN[:3]},
            **{key: word(view, key) for key in _GIVEN[3:]},
            "state": {"values": {}},
            "hash": view_hash(self._clock),
            "clear_on_close": flag(view, "clear_on_close"),
            "notify_on_close": flag(view, "notify_on_close"),
            "root_view_id": view_id,
            "previous_view_id": None,
            "app_id": APP_ID,
            "app_installed_team_id": TEAM_ID,
            "bot_id": BOT_ID,
            "_user": user,
            "_typed": {},
        }
