"""A Slack that asks us to slow down in one channel holds up no other, and gets every card."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.errors import SlackUnavailableError
from bot.domain.picture import Card
from bot.slack.announcer import SlackAnnouncer
from bot.slack.quiet import Quiet
from sandbox.slack.cast import APPROVAL_CHANNEL_ID, NUMBERS_CHANNEL_ID
from tests.contract.local_slacks import Clock, Workspace
from tests.unit.slack.build import ID, picture

ROOT = Card(ID, "root", NUMBERS_CHANNEL_ID)
APPROVAL = Card(ID, "approval", APPROVAL_CHANNEL_ID)


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[Workspace]:
    async with Workspace(tmp_path, connected=False) as started:
        yield started


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def announcer(slack: Workspace, clock: Clock) -> SlackAnnouncer:
    return SlackAnnouncer(slack.client, slack.session, quiet=Quiet(clock))


async def test_a_card_in_another_channel_is_not_held_up_and_none_is_lost(
    slack: Workspace, announcer: SlackAnnouncer, clock: Clock
) -> None:
    await slow_down(slack, "chat.postMessage")
    waits = [await wait_s(announcer, ROOT)]
    await announcer.post(picture(), APPROVAL, look_first=False)
    waits.append(await wait_s(announcer, ROOT))
    clock.now += 1

    await announcer.post(picture(), ROOT, look_first=True)

    assert waits == [1, 1]
    assert [len(await slack.texts(where)) for where in ("numbers", "number-approvals")] == [1, 1]
    assert await asked(slack, "chat.postMessage") == 3


async def test_a_card_that_may_not_be_drawn_yet_is_not_drawn_and_others_are(
    slack: Workspace, announcer: SlackAnnouncer, clock: Clock
) -> None:
    root, approval = [
        await announcer.post(picture(), card, look_first=False) for card in (ROOT, APPROVAL)
    ]
    await slow_down(slack, "chat.update")
    for _ in range(2):
        with pytest.raises(SlackUnavailableError):
            await announcer.redraw(picture(), root)
    await announcer.redraw(picture(), approval)
    clock.now += 1

    await announcer.redraw(picture(), root)

    assert await asked(slack, "chat.update") == 3


async def slow_down(slack: Workspace, method: str) -> None:
    await slack.act("faults", target="slack", call=method, kind="rate_limited_429", times=1)


async def wait_s(announcer: SlackAnnouncer, card: Card) -> float:
    """Slack does not take the card, or is not even asked; how long it wants to be left alone."""
    with pytest.raises(SlackUnavailableError) as caught:
        await announcer.post(picture(), card, look_first=False)
    return caught.value.retry_after_s


async def asked(slack: Workspace, method: str) -> int:
    """How often the bot called this method."""
    return sum(method in str(entry) for entry in await slack.look("journal"))
