"""A private answer with all that its sentence may name, and to whom it speaks."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.order import Person
from bot.domain.picture import House, Reply, ReplyKind
from bot.slack.views.text import Rich, cut, name, names
from bot.slack.views.words import order_name

_COUNT = re.compile("[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Said:
    """A reply, the names it may use, and its reader.

    Attributes:
        reply: Its kind, and what it is about.
        known: Display names by user id.
        house: What is the same for all.
        reader: The user id of who reads it; empty where that does not matter.
    """

    reply: Reply
    known: Mapping[str, str]
    house: House
    reader: str

    @property
    def order(self) -> str:
        """What people call the order."""
        return order_name(self.reply.order) if self.reply.order else "This order"

    @property
    def requester(self) -> str:
        """Who asked for it."""
        return self.name_of(self.reply.order.requester) if self.reply.order else "someone"

    @property
    def to_requester(self) -> bool:
        """Whether who asked for it reads this."""
        return self.reply.order is not None and self.speaks_to(self.reply.order.requester)

    @property
    def own(self) -> str:
        """Why the reader counts as having asked: they did, or it is for them."""
        whom = self.reply.order and self.reply.order.request.for_whom
        if whom and self.speaks_to(whom):
            return "These numbers are for you"
        return "You asked for this yourself"

    @property
    def people(self) -> str:
        """The people whom the reply names."""
        return names(self.known.get(each, "") for each in self.reply.people)

    @property
    def detail(self) -> str:
        """What else the reply says, on one line."""
        return cut(self.reply.detail, 300)

    @property
    def counts(self) -> tuple[int, int]:
        """The first two whole numbers that the reply says, such as of `1 of 2`; 0 for none."""
        found = [int(each) for each in _COUNT.findall(self.reply.detail)]
        return (*found, 0, 0)[0], (*found, 0, 0)[1]

    def name_of(self, person: Person) -> str:
        """The person's name now, else as it was when they acted."""
        return name(self.known.get(person.id) or person.name)

    def speaks_to(self, person: Person) -> bool:
        """Whether the person is the reader."""
        return bool(self.reader) and person.id == self.reader


Sentences: TypeAlias = Mapping[ReplyKind, Callable[[Said], Rich]]
