"""The made-up company: people, user group, channels and the app, with ids that never change."""

from dataclasses import dataclass

from sandbox.slack.shapes import Json

TEAM_ID = "T0SANDBOX1"
TEAM_NAME = "Acme"
TEAM_DOMAIN = "acme"
APP_ID = "A0SANDBOX1"
BOT_ID = "B0BOT00001"
BOT_USER_ID = "U0BOT00001"
BOT_NAME = "order-numbers"
SLACKBOT_ID = "USLACKBOT"

BOT_TOKEN = "xoxb-sandbox"  # noqa: S105 -- opens nothing but this loop-back server
APP_TOKEN = "xapp-sandbox"  # noqa: S105 -- as above
SIGNING_SECRET = "sandbox-signing-secret"  # noqa: S105 -- as above

APPROVERS_GROUP_ID = "S0TELECOM1"
SALES_GROUP_ID = "S0SALES001"
SUPPORT_GROUP_ID = "S0SUPPORT1"
NUMBERS_CHANNEL_ID = "C0NUMBERS1"
APPROVAL_CHANNEL_ID = "C0APPROVAL"
RANDOM_CHANNEL_ID = "C0RANDOM01"
DEALS_CHANNEL_ID = "C0DEALS001"

# Seconds since 1970: when the company set up its workspace; any fixed moment will do.
FOUNDED = 1_767_600_000


@dataclass(frozen=True, slots=True)
class Person:
    """One member of the workspace."""

    id: str
    name: str
    real_name: str
    title: str
    admin: bool = False
    guest: bool = False
    deleted: bool = False

    @property
    def dm_id(self) -> str:
        """The id of this person's direct messages with the bot."""
        return "D" + self.id[1:]


ANA = Person("U0ANA00001", "ana", "Ana Ruiz", "Sales")
SAM = Person("U0SAM00001", "sam", "Sam Okafor", "Support")
MEI = Person("U0MEI00001", "mei", "Mei Lin", "Sales manager")
RAJ = Person("U0RAJ00001", "raj", "Raj Patel", "IT manager")
OLU = Person("U0OLU00001", "olu", "Olu Adeyemi", "Telecom operations", admin=True)
LEE = Person("U0LEE00001", "lee", "Lee Novak", "Agency guest", guest=True)
KIM = Person("U0KIM00001", "kim", "Kim Larsen", "Left in March", deleted=True)

PEOPLE = (ANA, SAM, MEI, RAJ, OLU, LEE, KIM)
PRESENT = (ANA, SAM, MEI, RAJ, OLU, LEE)


def users() -> list[Json]:
    """Everybody, the bot included, in the shape of `users.info`."""
    return [_user(person) for person in PEOPLE] + [_bot_user()]


def groups() -> list[Json]:
    """The user groups in the shape of `usergroups.list`."""
    return [
        _group(APPROVERS_GROUP_ID, "Telecom managers", "May approve orders", [MEI, RAJ]),
        _group(SALES_GROUP_ID, "Sales", "Sells", [ANA]),
        _group(SUPPORT_GROUP_ID, "Support", "Helps customers", [SAM]),
    ]


def channels() -> list[Json]:
    """The channels and everyone's direct messages with the bot."""
    everyone = [person.id for person in PRESENT]
    rooms = [
        _channel(NUMBERS_CHANNEL_ID, "numbers", [*everyone, BOT_USER_ID]),
        _channel(APPROVAL_CHANNEL_ID, "number-approvals", [*everyone, BOT_USER_ID]),
        _channel(RANDOM_CHANNEL_ID, "random", everyone),
        _channel(DEALS_CHANNEL_ID, "deals", [ANA.id, MEI.id], private=True),
    ]
    return rooms + [_dm(person) for person in PEOPLE]


def _group(group_id: str, name: str, description: str, people: list[Person]) -> Json:
    return {
        "id": group_id,
        "team_id": TEAM_ID,
        "is_usergroup": True,
        "name": name,
        "description": description,
        "handle": name.lower().replace(" ", "-"),
        "date_create": FOUNDED,
        "date_update": FOUNDED,
        "date_delete": 0,
        "users": [person.id for person in people],
    }


def _user(person: Person) -> Json:
    profile: Json = {
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.real_name.split()[0],
        "display_name_normalized": person.real_name.split()[0],
        "title": person.title,
        "email": f"{person.name}@acme.example",
        "team": TEAM_ID,
    }
    return {
        "id": person.id,
        "team_id": TEAM_ID,
        "name": person.name,
        "real_name": person.real_name,
        "deleted": person.deleted,
        "tz": "America/New_York",
        "tz_label": "Eastern Time",
        "tz_offset": -18000,
        "locale": "en-US",
        "profile": profile,
        "is_admin": person.admin,
        "is_owner": False,
        "is_restricted": person.guest,
        "is_ultra_restricted": False,
        "is_bot": False,
        "is_app_user": False,
        "updated": FOUNDED,
    }


def _bot_user() -> Json:
    user = _user(Person(BOT_USER_ID, BOT_NAME, BOT_NAME, ""))
    user["profile"] = {**user["profile"], "bot_id": BOT_ID, "api_app_id": APP_ID}
    del user["profile"]["email"]
    return {**user, "is_bot": True}


def _channel(channel_id: str, name: str, members: list[str], *, private: bool = False) -> Json:
    return {
        "id": channel_id,
        "name": name,
        "is_im": False,
        "is_private": private,
        "is_archived": False,
        "created": FOUNDED,
        "members": members,
    }


def _dm(person: Person) -> Json:
    return {
        "id": person.dm_id,
        "name": "",
        "is_im": True,
        "is_private": True,
        "is_archived": False,
        "created": FOUNDED,
        "user": person.id,
        "members": [person.id, BOT_USER_ID],
    }
