"""The connections to Slack stay open, whatever becomes of each."""

import asyncio
from dataclasses import dataclass, field

import pytest

from bot.sockets import COUNT, PATIENCE_S, SILENT_FOR_S, STAGGER_S, Sockets


@dataclass
class FakeConnection:
    """Opens, closes and looks dead on request."""

    fails: bool = False
    hangs: bool = False
    envelopes: int = 0
    alive: bool = False
    closed: bool = False

    async def open(self) -> None:
        if self.fails:
            raise OSError("no route")
        if self.hangs:
            await asyncio.Event().wait()
        self.alive = True

    async def close(self) -> None:
        self.alive, self.closed = False, True

    async def is_open(self) -> bool:
        return self.alive


@dataclass
class Slack:
    """Makes connections, and remembers them."""

    made: list[FakeConnection] = field(default_factory=list[FakeConnection])
    refuses: bool = False
    hangs: bool = False
    at: float = 0.0

    def make(self) -> FakeConnection:
        self.made.append(FakeConnection(self.refuses, self.hangs))
        return self.made[-1]


@pytest.fixture
def slack() -> Slack:
    return Slack()


async def opened(slack: Slack) -> Sockets:
    async def never(_: float) -> None:
        await asyncio.Event().wait()

    sockets = Sockets(slack.make, monotonic=lambda: slack.at, sleep=never, open_within_s=0.01)
    await sockets.open()
    return sockets


async def staggered(slack: Slack) -> Sockets:
    """Two connections of different ages, both open: the first one and the third."""
    sockets = await opened(slack)
    slack.at = STAGGER_S
    await sockets.check()
    return sockets


async def test_two_connections_are_opened(slack: Slack) -> None:
    sockets = await opened(slack)

    assert [connection.alive for connection in slack.made] == [True] * COUNT
    assert await sockets.is_open()


async def test_one_that_is_closed_for_a_moment_is_left_to_the_sdk(slack: Slack) -> None:
    sockets = await opened(slack)
    slack.made[0].alive = False
    slack.at = PATIENCE_S - 1

    await sockets.check()

    assert len(slack.made) == COUNT


async def test_one_that_stays_closed_is_replaced(slack: Slack) -> None:
    sockets = await opened(slack)
    slack.made[0].alive = False
    slack.at = PATIENCE_S

    await sockets.check()

    assert [slack.made[0].closed, slack.made[2].alive] == [True, True]


async def test_a_replacement_that_fails_is_tried_again_and_the_other_goes_on(slack: Slack) -> None:
    sockets = await opened(slack)
    slack.made[0].alive, slack.refuses, slack.at = False, True, PATIENCE_S
    await sockets.check()
    slack.refuses = False

    await sockets.check()

    assert slack.made[1].alive
    assert slack.made[3].alive


async def test_the_second_is_renewed_once_so_that_they_are_not_refreshed_together(
    slack: Slack,
) -> None:
    sockets = await opened(slack)
    slack.at = STAGGER_S
    await sockets.check()
    slack.at = 2 * STAGGER_S

    await sockets.check()

    assert [connection.alive for connection in slack.made] == [True, False, True]


async def test_one_that_hangs_on_opening_is_given_up_and_the_others_are_watched(
    slack: Slack,
) -> None:
    sockets = await opened(slack)
    slack.made[0].alive, slack.hangs, slack.at = False, True, PATIENCE_S
    await sockets.check()
    slack.hangs = False

    await sockets.check()

    assert [connection.closed for connection in slack.made] == [True, False, True, False]


async def test_one_that_answers_pings_and_brings_nothing_for_an_hour_is_replaced(
    slack: Slack,
) -> None:
    sockets = await staggered(slack)
    slack.at = SILENT_FOR_S
    slack.made[2].envelopes = 1

    await sockets.check()

    assert [connection.alive for connection in slack.made] == [False, False, True, True]


async def test_one_that_brings_something_is_kept(slack: Slack) -> None:
    sockets = await staggered(slack)
    for hour in range(1, 4):
        slack.at = hour * SILENT_FOR_S - 1
        for connection in slack.made:
            connection.envelopes += 1
        await sockets.check()

    assert [connection.alive for connection in slack.made] == [True, False, True]


async def test_silent_ones_are_never_replaced_together(slack: Slack) -> None:
    sockets = await staggered(slack)
    slack.at = STAGGER_S + SILENT_FOR_S
    await sockets.check()
    first = [connection.alive for connection in slack.made]
    slack.at += STAGGER_S - 1
    await sockets.check()
    soon = len(slack.made)
    slack.at += 1

    await sockets.check()

    assert first == [False, False, True, True]
    assert soon == len(first)
    assert [connection.alive for connection in slack.made[2:]] == [False, True, True]


async def test_the_new_one_is_open_before_the_silent_one_is_closed(slack: Slack) -> None:
    sockets = await staggered(slack)
    slack.at, slack.refuses = STAGGER_S + SILENT_FOR_S, True

    await sockets.check()

    assert [connection.alive for connection in slack.made] == [True, False, True, False]


async def test_an_envelope_is_a_sign_of_life(slack: Slack) -> None:
    sockets = await opened(slack)
    slack.made[0].alive, slack.made[0].envelopes, slack.at = False, 1, PATIENCE_S

    await sockets.check()

    assert len(slack.made) == COUNT


async def test_a_closed_bot_has_no_connections_left(slack: Slack) -> None:
    sockets = await opened(slack)

    await sockets.close()

    assert not await sockets.is_open()
