"""The whole state of the local Slack, as its other modules share it."""

from collections.abc import Callable
from pathlib import Path

from sandbox.slack.broadcast import Broadcast
from sandbox.slack.documents import Documents
from sandbox.slack.faults import Faults
from sandbox.slack.files import Files
from sandbox.slack.journal import Journal
from sandbox.slack.manifest import Manifest
from sandbox.slack.messages import Messages
from sandbox.slack.modals import Modals
from sandbox.slack.people import People
from sandbox.slack.responses import Responses
from sandbox.slack.shapes import Json
from sandbox.slack.stamps import Stamps
from sandbox.slack.triggers import Triggers


class Workspace:
    """People, messages, views and files, and the record of what happened.

    Attributes:
        clock: Seconds since 1970.
        base_url: Where this Slack listens; known once it does.
        offered: The options that the app gave for a typed search, by place and element.
    """

    def __init__(self, path: Path, manifest: Manifest, clock: Callable[[], float]) -> None:
        self.manifest = manifest
        self.clock = clock
        self.base_url = ""
        self.offered: dict[tuple[str, str], list[Json]] = {}
        self.stamps = Stamps(clock)
        self.broadcast = Broadcast()
        self.journal = Journal(clock, self.broadcast)
        self.faults = Faults()
        self.triggers = Triggers(clock)
        self.responses = Responses(clock)
        self.documents = Documents(path)
        self.people = People(self.documents)
        self.messages = Messages(self.documents, self.stamps, self.broadcast)
        self.modals = Modals(self.documents, clock, self.broadcast)
        self.files = Files(self.documents)

    def reset(self) -> None:
        """Start over: the seed's people and channels, no messages, views, files or faults."""
        self.documents.clear()
        for kept in (self.messages, self.modals, self.files, self.faults, self.journal):
            kept.clear()
        self.triggers.clear()
        self.responses.clear()
        self.offered.clear()
        self.people.load()
        self.broadcast.publish("reset")

    def close(self) -> None:
        """End the pages' streams and close the file."""
        self.broadcast.close()
        self.documents.close()
