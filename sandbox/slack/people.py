"""Who is in the workspace, in which channels and in which user groups."""

from sandbox.slack import cast
from sandbox.slack.documents import Documents
from sandbox.slack.errors import RefusedError
from sandbox.slack.shapes import Json


class People:
    """Users, channels and user groups, found by name or id."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self.users: dict[str, Json] = {}
        self.channels: dict[str, Json] = {}
        self.groups: dict[str, Json] = {}
        self.load()

    def load(self) -> None:
        """Read the workspace: the seed, with what has changed since."""
        self.users = self._load("user", cast.users())
        self.channels = self._load("channel", cast.channels())
        self.groups = self._load("group", cast.groups())

    def _load(self, kind: str, seed: list[Json]) -> dict[str, Json]:
        changed = self._documents.load(kind)
        return {body["id"]: changed.get(body["id"], body) for body in seed}

    def save_user(self, user: Json) -> None:
        """Keep a changed user."""
        self.users[user["id"]] = user
        self._documents.put("user", user["id"], user)

    def save_channel(self, channel: Json) -> None:
        """Keep a changed channel."""
        self.channels[channel["id"]] = channel
        self._documents.put("channel", channel["id"], channel)

    def save_group(self, group: Json) -> None:
        """Keep a changed user group."""
        self.groups[group["id"]] = group
        self._documents.put("group", group["id"], group)

    def user(self, reference: str) -> Json:
        """A user by id or name, with or without `@`.

        Raises:
            RefusedError: There is none.
        """
        found = self.users.get(reference) or _named(self.users, reference.removeprefix("@"))
        if found is None:
            raise RefusedError(f"There is no user {reference!r}.")
        return found

    def channel(self, reference: str) -> Json:
        """A channel by id or name, or `@user` for that user's direct messages with the bot.

        Raises:
            RefusedError: There is none.
        """
        if reference.startswith("@"):
            return self.dm(self.user(reference)["id"])
        found = self.channels.get(reference) or _named(self.channels, reference.removeprefix("#"))
        if found is None:
            raise RefusedError(f"There is no channel {reference!r}.")
        return found

    def group(self, reference: str) -> Json:
        """A user group by id or handle.

        Raises:
            RefusedError: There is none.
        """
        for group in self.groups.values():
            if reference.removeprefix("@") in {group["id"], group["handle"]}:
                return group
        raise RefusedError(f"There is no user group {reference!r}.")

    def dm(self, user_id: str) -> Json:
        """A user's direct messages with the bot.

        Raises:
            RefusedError: The bot has none with itself.
        """
        found = self.channels.get("D" + user_id[1:])
        if found is None:
            raise RefusedError("The bot has no direct messages with itself.")
        return found

    def actor(self, reference: str) -> Json:
        """A person who can act.

        Raises:
            RefusedError: It is the bot, or somebody who has left.
        """
        user = self.user(reference)
        if user["is_bot"]:
            raise RefusedError("The bot acts by itself; name a person.")
        if user["deleted"]:
            raise RefusedError(f"{user['name']} is deactivated and cannot act.")
        return user

    def place(self, user: Json, reference: str) -> Json:
        """A channel in which this person can act.

        Raises:
            RefusedError: They are not in it.
        """
        channel = self.channel(reference)
        if user["id"] not in channel["members"]:
            raise RefusedError(f"{user['name']} is not in {title(channel)}.")
        return channel


def title(channel: Json) -> str:
    """A channel as a sentence names it."""
    return "these direct messages" if channel["is_im"] else f"#{channel['name']}"


def _named(found: dict[str, Json], name: str) -> Json | None:
    return next((body for body in found.values() if name and body["name"] == name), None)
