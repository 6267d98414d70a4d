"""Messages and threads; what only one person sees is kept apart and never written down."""

from bisect import bisect_left

from sandbox.slack.broadcast import Broadcast
from sandbox.slack.documents import Documents
from sandbox.slack.shapes import Json, word
from sandbox.slack.stamps import Stamps

# A screen that has not caught up shows one of the last few versions of a message.
_VERSIONS = 5
_DELETED = "This message was deleted."


class Messages:
    """The messages of all channels, in Slack's shape."""

    def __init__(self, documents: Documents, stamps: Stamps, broadcast: Broadcast) -> None:
        self._documents = documents
        self._stamps = stamps
        self._broadcast = broadcast
        self._channels: dict[str, dict[str, Json]] = {}
        self._threads: dict[tuple[str, str], list[str]] = {}
        self._ephemerals: dict[str, dict[str, Json]] = {}
        self._versions: dict[tuple[str, str], list[Json]] = {}
        self._load()

    def _load(self) -> None:
        for key, body in self._documents.load("message").items():
            self._keep(key.partition("/")[0], body)
            self._stamps.never_before(body["ts"])

    def _keep(self, channel: str, body: Json) -> None:
        self._channels.setdefault(channel, {})[body["ts"]] = body
        if is_reply(body):
            self._threads.setdefault((channel, body["thread_ts"]), []).append(body["ts"])

    def post(self, channel: str, body: Json) -> Json:
        """Add a message; it gets its timestamp here."""
        message = {"type": "message", **body, "ts": self._stamps.next()}
        self._keep(channel, message)
        self._write(channel, message)
        return message

    def whisper(self, channel: str, user: str, body: Json) -> Json:
        """Add a message that only this user sees."""
        ts = self._stamps.next()
        message = {"type": "message", **body, "ts": ts, "is_ephemeral": True, "_for": user}
        self._ephemerals.setdefault(channel, {})[ts] = message
        self._broadcast.publish("ephemeral", channel=channel, user=user)
        return message

    def find(self, channel: str, ts: str) -> Json | None:
        """A message that the channel holds."""
        return self._channels.get(channel, {}).get(ts)

    def find_whisper(self, channel: str, ts: str) -> Json | None:
        """A message that only one user sees."""
        return self._ephemerals.get(channel, {}).get(ts)

    def replace(self, channel: str, message: Json) -> None:
        """Put a message in the place of the one with its timestamp."""
        before = self._channels[channel][message["ts"]]
        self._remember(channel, before)
        self._channels[channel][message["ts"]] = message
        self._write(channel, message)

    def replace_whisper(self, channel: str, message: Json) -> None:
        """Put a private message in the place of the one with its timestamp."""
        self._remember(channel, self._ephemerals[channel][message["ts"]])
        self._ephemerals[channel][message["ts"]] = message
        self._broadcast.publish("ephemeral", channel=channel, user=message["_for"])

    def _remember(self, channel: str, before: Json) -> None:
        versions = self._versions.setdefault((channel, before["ts"]), [])
        versions.insert(0, before)
        del versions[_VERSIONS:]

    def earlier(self, channel: str, ts: str) -> list[Json]:
        """The last few versions of a message before the current one, newest first."""
        return self._versions.get((channel, ts), [])

    def delete(self, channel: str, ts: str) -> None:
        """Remove a message; one with replies leaves its place marked, as in Slack."""
        message = self._channels[channel][ts]
        if self._threads.get((channel, ts)):
            tombstone = {"type": "message", "subtype": "tombstone", "text": _DELETED, "ts": ts}
            self.replace(channel, {**tombstone, "user": "USLACKBOT", "thread_ts": ts})
            return
        del self._channels[channel][ts]
        if is_reply(message):
            self._threads[channel, message["thread_ts"]].remove(ts)
        self._documents.drop("message", f"{channel}/{ts}")
        self._tell(channel, message)

    def delete_whisper(self, channel: str, ts: str) -> None:
        """Remove a message that only one user saw."""
        message = self._ephemerals[channel].pop(ts)
        self._broadcast.publish("ephemeral", channel=channel, user=message["_for"])

    def top_level(self, channel: str) -> list[Json]:
        """The channel's own messages, oldest first, with their threads' counts."""
        found = self._channels.get(channel, {}).values()
        shown = (m for m in found if not is_reply(m) or m.get("subtype") == "thread_broadcast")
        return [self.with_counts(channel, message) for message in shown]

    def thread(self, channel: str, ts: str) -> list[Json]:
        """A message and its replies, oldest first; nothing when there is no such message."""
        parent = self.find(channel, ts)
        if parent is None:
            return []
        replies = self._threads.get((channel, ts), [])
        return [self.with_counts(channel, parent)] + [self._channels[channel][r] for r in replies]

    def whispers(self, channel: str, user: str) -> list[Json]:
        """What only this user sees in the channel, oldest first."""
        return [m for m in self._ephemerals.get(channel, {}).values() if m["_for"] == user]

    def with_counts(self, channel: str, message: Json) -> Json:
        """The message with what Slack says about its thread."""
        replies = self._threads.get((channel, message["ts"]), [])
        if not replies or is_reply(message):
            return message
        authors = {author(self._channels[channel][reply]) for reply in replies}
        return {
            **message,
            "thread_ts": message["ts"],
            "reply_count": len(replies),
            "reply_users_count": len(authors),
            "reply_users": sorted(authors),
            "latest_reply": replies[-1],
        }

    def clear(self) -> None:
        """Forget every message."""
        for kept in (self._channels, self._threads, self._ephemerals, self._versions):
            kept.clear()

    def _write(self, channel: str, message: Json) -> None:
        self._documents.put("message", f"{channel}/{message['ts']}", message)
        self._tell(channel, message)

    def _tell(self, channel: str, message: Json) -> None:
        thread = {"thread_ts": message["thread_ts"]} if is_reply(message) else {}
        self._broadcast.publish("message", channel=channel, ts=message["ts"], **thread)


def is_reply(message: Json) -> bool:
    """Whether it belongs into a thread and is not its first message."""
    return message.get("thread_ts", message["ts"]) != message["ts"]


def author(message: Json) -> str:
    """The id of who wrote it."""
    return word(message, "user") or word(message, "bot_id")


def between(found: list[Json], oldest: str, latest: str, *, inclusive: bool) -> list[Json]:
    """The messages after `oldest` and before `latest`; an empty bound is open."""
    start = bisect_left(found, oldest, key=_ts) if oldest else 0
    end = bisect_left(found, latest, key=_ts) if latest else len(found)
    if inclusive:
        end += bool(latest and end < len(found) and _ts(found[end]) == latest)
    else:
        start += bool(oldest and start < len(found) and _ts(found[start]) == oldest)
    return found[start:end]


def _ts(message: Json) -> str:
    return word(message, "ts")
