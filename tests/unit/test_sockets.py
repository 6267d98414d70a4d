"""The connections to Slack stay open, whatever becomes of each."""

import asyncio
from dataclasses import dataclass, field

import pytest

from bot.sockets import COUNT, PATIENCE_S, STAGGER_S, Sockets


@dataclass
class FakeConnection:
    """Opens, closes and looks dead on request."""

    fails: bool = False
    alive: bool = False
    closed: bool = False

    async def open(self) -> None:
        if self.fails:
            raise OSError("no route")
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
    at: float = 0.0

    def make(self) -> FakeConnection:
        self.made.append(FakeConnection(self.refuses))
        return self.made[-1]


@pytest.fixture
def slack() -> Slack:
    return Slack()


async def opened(slack: Slack) -> Sockets:
    async def never(_: float) -> None:
        await asyncio.Event().wait()

    sockets = Sockets(slack.make, monotonic=lambda: slack.at, sleep=never)
    await sockets.open()
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


async def test_a_closed_bot_has_no_connections_left(slack: Slack) -> None:
    sockets = await opened(slack)

    await sockets.close()

    assert not await sockets.is_open()
