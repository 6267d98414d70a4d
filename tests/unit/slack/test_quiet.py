"""What Slack asked us to wait for is not asked again before; whatever else there is goes on."""

import pytest

from bot.domain.errors import SlackRefusedError, SlackUnavailableError
from bot.slack.quiet import Quiet

POST, UPDATE = "chat.postMessage", "chat.update"
SLOW_DOWN = SlackUnavailableError("slow down", retry_after_s=30)


class Clock:
    """Stands still until it is moved."""

    at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def quiet(clock: Clock) -> Quiet:
    return Quiet(clock)


def meet(quiet: Quiet, error: Exception, method: str = POST, channel: str = "C1") -> None:
    """Make a call that Slack answers so."""
    with pytest.raises(type(error)), quiet.kept(method, channel):
        raise error


def left_s(quiet: Quiet, method: str = POST, channel: str = "C1") -> float:
    """How long the next call has to wait; it is made when that is nothing."""
    try:
        with quiet.kept(method, channel):
            return 0
    except SlackUnavailableError as error:
        return error.retry_after_s


def test_nothing_waits_before_slack_asks_for_it(quiet: Quiet) -> None:
    assert left_s(quiet) == 0


def test_a_call_that_is_made_too_soon_is_not_made_and_says_what_is_left(
    quiet: Quiet, clock: Clock
) -> None:
    meet(quiet, SLOW_DOWN)

    clock.at += 10

    assert left_s(quiet) == 20


def test_once_the_wait_is_over_calls_are_made_again(quiet: Quiet, clock: Clock) -> None:
    meet(quiet, SLOW_DOWN)

    clock.at += 30

    assert left_s(quiet) == 0


def test_other_channels_and_other_methods_go_on(quiet: Quiet) -> None:
    meet(quiet, SLOW_DOWN)

    assert left_s(quiet, channel="C2") == 0
    assert left_s(quiet, UPDATE) == 0


def test_of_calls_under_way_together_the_longest_wait_counts(quiet: Quiet) -> None:
    def meet_both() -> None:
        with quiet.kept(POST, "C1"):
            meet(quiet, SLOW_DOWN)
            raise SlackUnavailableError("slow down", retry_after_s=5)

    with pytest.raises(SlackUnavailableError):
        meet_both()

    assert left_s(quiet) == 30


@pytest.mark.parametrize(
    "error", [SlackUnavailableError("has trouble"), SlackRefusedError("no", code="is_archived")]
)
def test_no_other_answer_keeps_us_waiting(quiet: Quiet, error: Exception) -> None:
    meet(quiet, error)

    assert left_s(quiet) == 0
