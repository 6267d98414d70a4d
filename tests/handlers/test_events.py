"""Slack's events: a group that changed is not believed any more."""

import pytest

from tests.handlers.front_door import FrontDoor

GROUP = frozenset({"S1"})


@pytest.fixture
async def known(house: FrontDoor) -> FrontDoor:
    """A house that has just read who is in the group."""
    house.slack.says("usergroups.users.list", {"users": ["UMEI"]})
    house.slack.says("users.info", {"user": {"id": "UMEI", "name": "mei"}})
    await house.groups.members(GROUP)
    assert house.groups.cached(GROUP) is not None
    return house


@pytest.mark.parametrize(
    "event",
    [
        {"type": "subteam_members_changed", "subteam_id": "S1"},
        {"type": "subteam_updated", "subteam": {"id": "S1"}},
    ],
    ids=["members", "group"],
)
async def test_a_group_that_changed_is_read_again(
    known: FrontDoor, event: dict[str, object]
) -> None:
    acked = await known.event(event)

    assert acked.status == 200
    assert known.groups.cached(GROUP) is None


async def test_another_groups_change_is_no_news(known: FrontDoor) -> None:
    await known.event({"type": "subteam_members_changed", "subteam_id": "S2"})

    assert known.groups.cached(GROUP) is not None


async def test_an_event_that_lacks_something_is_refused_so_that_slack_sends_it_again(
    house: FrontDoor,
) -> None:
    acked = await house.send(
        '{"type": "event_callback", "event": {"type": "subteam_members_changed"}}',
        content_type="application/json",
    )

    assert acked.status == 500


async def test_slacks_challenge_is_answered(house: FrontDoor) -> None:
    body = '{"type": "url_verification", "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHk"}'

    answer = await house.send(body, content_type="application/json")

    assert answer.status == 200
    assert "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHk" in answer.body
