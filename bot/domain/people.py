"""People in Slack, as the rest of the house knows them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in Slack.

    Attributes:
        id: The Slack user id, the only identity.
        name: The display name as it was when it was read; may be empty, and never an authority.
        team: What the profile says of the person's job, such as `Sales`; may be empty.
    """

    id: str
    name: str = ""
    team: str = ""


BOT = Person("bot")
