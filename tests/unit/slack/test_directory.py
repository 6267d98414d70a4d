import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.domain.asking import Account
from bot.domain.order import BOT, Person
from bot.slack.directory import SlackDirectory
from tests.unit.slack.web_api import WebApi, slow_down, web_api

GROUP = "S0MANAGERS"
GROUPS = frozenset({GROUP})
METHOD = "usergroups.users.list"


@dataclass
class Watch:
    """A clock that stands still until it is told."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def slack() -> AsyncIterator[WebApi]:
    async with web_api() as api:
        api.says(METHOD, {"users": ["U0MEI", "U0KIM"]})
        api.says("users.info", person(), person(deleted=True), person())
        yield api


@pytest.fixture
def directory(slack: WebApi, watch: Watch) -> SlackDirectory:
    return SlackDirectory(slack.client, monotonic=watch)


def person(name: str = "Mei", **changes: object) -> dict[str, Any]:
    profile = {"display_name": name, "title": "Sales manager"}
    return {
        "user": {"id": "U0MEI", "name": "mei", "real_name": "Mei Lin", "profile": profile} | changes
    }


async def test_members_are_read_by_one_call_however_many_they_are(
    directory: SlackDirectory,
) -> None:
    found = await directory.members(GROUPS)

    assert found.members == {GROUP: frozenset({"U0KIM", "U0MEI"})}


async def test_a_member_who_is_known_to_have_left_is_none(
    slack: WebApi, directory: SlackDirectory
) -> None:
    slack.says("users.info", person(deleted=True))
    await directory.person("U0KIM")

    found = await directory.members(GROUPS)

    assert found.expand((GROUP, "U0RAJ")) == ("U0MEI", "U0RAJ")


async def test_what_was_read_is_believed_for_a_minute(
    slack: WebApi, directory: SlackDirectory, watch: Watch
) -> None:
    assert directory.cached(GROUPS) is None

    found = await directory.members(GROUPS)
    watch.now += 59
    assert directory.cached(GROUPS) == found
    watch.now += 1
    assert directory.cached(GROUPS) is None

    await directory.members(GROUPS)
    assert len(slack.asked(METHOD)) == 2


async def test_no_group_at_all_needs_no_reading(directory: SlackDirectory) -> None:
    assert directory.cached(frozenset()) is not None


async def test_many_at_once_read_a_group_once(slack: WebApi, directory: SlackDirectory) -> None:
    found = await asyncio.gather(*(directory.members(GROUPS) for _ in range(20)))

    assert all(each == found[0] for each in found)
    assert len(slack.asked(METHOD)) == 1


async def test_a_group_that_slack_is_slow_to_tell_holds_up_no_other(
    slack: WebApi, directory: SlackDirectory
) -> None:
    slack.silent = True
    slow = asyncio.create_task(directory.members(frozenset({"S0SLOW"})))
    while not slack.asked(METHOD):  # noqa: ASYNC110 - looks at the server of the test
        await asyncio.sleep(0)
    slack.silent = False

    found = await directory.members(GROUPS)

    assert found.members.keys() == GROUPS
    slack.released.set()
    assert (await slow).members.keys() == {"S0SLOW"}


async def test_a_changed_group_is_forgotten_at_once(directory: SlackDirectory) -> None:
    await directory.members(GROUPS)

    directory.forget(GROUP)

    assert directory.cached(GROUPS) is None


@pytest.mark.parametrize("answer", [{"error": "internal_error"}, slow_down()])
async def test_a_group_that_cannot_be_read_is_missing_and_is_asked_for_again(
    slack: WebApi, directory: SlackDirectory, answer: dict[str, Any]
) -> None:
    slack.says(METHOD, answer)

    found = await directory.members(GROUPS)

    assert found.members == {}
    assert directory.cached(GROUPS) is None


async def test_a_group_that_is_none_has_no_members_and_does_not_keep_others_waiting(
    slack: WebApi, directory: SlackDirectory
) -> None:
    slack.says(METHOD, {"error": "no_such_subteam"})

    found = await directory.members(GROUPS)

    assert (found.members, found.gone) == ({GROUP: frozenset()}, GROUPS)
    assert directory.cached(GROUPS) == found


async def test_an_old_reading_is_not_believed_when_slack_is_away(
    slack: WebApi, directory: SlackDirectory, watch: Watch
) -> None:
    await directory.members(GROUPS)
    watch.now += 61
    slack.says(METHOD, {"error": "internal_error"})

    assert (await directory.members(GROUPS)).members == {}


async def test_a_person_is_read_once_an_hour(
    slack: WebApi, directory: SlackDirectory, watch: Watch
) -> None:
    slack.says("users.info", person("Mei"), person("Mei-Li"))

    first = await directory.person("U0MEI")
    watch.now += 3599
    assert await directory.person("U0MEI") == first
    watch.now += 1
    renamed = await directory.person("U0MEI")

    assert first == Person("U0MEI", "Mei", "Sales manager")
    assert renamed.name == "Mei-Li"


@pytest.mark.parametrize(
    ("user", "name"),
    [
        (person(""), "Mei Lin"),
        (person("", real_name=""), "mei"),
        ({"user": {}}, ""),
        ({"user": {"profile": None}}, ""),
    ],
)
async def test_a_person_has_the_first_name_that_slack_knows(
    slack: WebApi, directory: SlackDirectory, user: dict[str, Any], name: str
) -> None:
    slack.says("users.info", user)

    assert (await directory.person("U0MEI")).name == name


async def test_a_person_that_slack_does_not_tell_is_a_bare_id(
    slack: WebApi, directory: SlackDirectory, watch: Watch
) -> None:
    slack.says("users.info", {"error": "internal_error"}, person())

    assert await directory.person("U0MEI") == Person("U0MEI")
    assert (await directory.person("U0MEI")).name == "Mei"
    watch.now += 4000
    slack.says("users.info", slow_down())
    assert (await directory.person("U0MEI")).name == "Mei"


async def test_a_person_is_known_without_asking_once_read(
    directory: SlackDirectory, watch: Watch
) -> None:
    assert directory.known("U0MEI") is None

    read = await directory.person("U0MEI")

    assert directory.known("U0MEI") == read
    watch.now += 3600
    assert directory.known("U0MEI") is None


async def test_the_names_of_all_groups_are_read_at_once_and_known_for_an_hour(
    slack: WebApi, directory: SlackDirectory, watch: Watch
) -> None:
    listed = [{"id": GROUP, "name": "Telecom managers"}, {"id": "S0SALES", "name": "Sales"}]
    slack.says("usergroups.list", {"usergroups": listed}, {"usergroups": []})

    first = [await directory.group(group) for group in (GROUP, "S0SALES", "S0OTHER")]
    watch.now += 3599
    kept = await directory.group(GROUP)
    watch.now += 1
    later = await directory.group(GROUP)

    assert (first, kept, later) == (["Telecom managers", "Sales", ""], "Telecom managers", "")


async def test_a_group_that_slack_does_not_tell_has_no_name_and_is_asked_for_again(
    slack: WebApi, directory: SlackDirectory
) -> None:
    slack.says("usergroups.list", slow_down(), {"usergroups": [{"id": GROUP, "name": "Sales"}]})

    assert [await directory.group(GROUP), await directory.group(GROUP)] == ["", "Sales"]


@pytest.mark.parametrize(
    ("answer", "account"),
    [
        (person(), Account.MEMBER),
        (person(is_restricted=True), Account.GUEST),
        (person(is_ultra_restricted=True), Account.GUEST),
        (person(is_stranger=True), Account.STRANGER),
        (person(team_id="T0OURS"), Account.MEMBER),
        (person(team_id="T0OTHER"), Account.STRANGER),
        (person(team_id="T0OTHER", enterprise_user={"teams": ["T0OURS"]}), Account.MEMBER),
        (person(deleted=True, is_restricted=True), Account.GONE),
        ({"error": "user_not_found"}, Account.GONE),
        ({"error": "user_not_visible"}, Account.GONE),
        ({"error": "internal_error"}, None),
        ({"user": {}}, None),
        (slow_down(), None),
    ],
)
async def test_slack_says_what_a_person_is_in_the_workspace(
    slack: WebApi, answer: dict[str, Any], account: Account | None
) -> None:
    directory = SlackDirectory(slack.client, team="T0OURS")
    slack.says("users.info", answer)

    assert directory.known_account("U0MEI") is None
    assert await directory.account("U0MEI") is account
    assert directory.known_account("U0MEI") is account


async def test_who_comes_back_is_believed_after_a_minute(
    slack: WebApi, directory: SlackDirectory, watch: Watch
) -> None:
    slack.says("users.info", person(deleted=True), person())
    assert await directory.account("U0KIM") is Account.GONE
    assert (await directory.members(GROUPS)).gone == {"U0KIM"}

    watch.now += 60

    assert (await directory.members(GROUPS)).gone == frozenset()
    assert await directory.account("U0KIM") is Account.MEMBER


async def test_the_bot_itself_is_named_without_asking(directory: SlackDirectory) -> None:
    assert await directory.person("bot") == BOT
