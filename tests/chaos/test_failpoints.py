"""The bot dies at each of its points, is started again, and the order comes to its right end."""

import asyncio
import shutil
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
import pytest_asyncio

from sandbox.carrier.server import LocalCarrier
from tests.chaos import plots
from tests.chaos.enumeration import points
from tests.chaos.play import SETTLING, Plot, Script, Told, play
from tests.chaos.points import Fate, Trap
from tests.chaos.stock import Ask, Stock

pytestmark = pytest.mark.e2e

NAME = "test_an_order_outlives_the_bots_death"
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
AT_ONCE = 6  # A case mostly waits.
CARY = Ask("campaign-00000", "Cary", "NC", 2)
CHOSEN = Ask("campaign-00000", "Cary", "NC", 2, "*9*")
NOWHERE = Ask("campaign-00000", "Zzyzxville", "NC", 2)
DEAR = Ask("campaign-00000", "Cary", "NC", 11)
BUDGETS = (("POLICY_FILE", str(EXAMPLES / "budgets.toml")),)
RULES = (("POLICY_FILE", str(EXAMPLES / "auto-approve.toml")),)
NUMBERS_API = (("CARRIER", "bandwidth"),)
ALONE = {"CARRIER_ACCOUNT_IS_OURS_ALONE": "true"}
BOTH = ("before", "after")
EVERY_DAY, IMPATIENT = (
    (("POLICY_FILE", str(Path(__file__).parent / name)),)
    for name in ("every_day.toml", "impatient.toml")
)
INTENT = "Fulfilling._plan_and_send/_intend"
STILL = "Authority.later/_still_working"
CANT = "Authority._refuse/_cant_check"
RECORD = "Fulfilling._send/_receive"
REVIEW = "needs_review"
LOSING = (plots.answer_lost, plots.adopted)
# `order-numbers pause` is one transaction of a process of its own, and binding is the first of
# all, before there is anything to lose. A card is taken back where two bots posted it at once; the
# table has one bot.
ELSEWHERE = frozenset({"Pausing.set/_set", "serve/bind", "slack.chat.delete"})


Teller = Callable[["Case"], Awaitable[Told]]


@dataclass(frozen=True)
class Case:
    """The bot dies at a point, first before it and then, in its next life, after it.

    Attributes:
        point: Its name.
        plot: On the way of which order.
        ends: The state in which that order ends.
        moments: Where one death leaves no second: only before, or only after.
        first: Where it dies or freezes earlier, so that it comes by the point at all.
        sold: How many numbers the carrier has sold in the end.
    """

    point: str
    plot: Plot = plots.approved
    ends: str = "completed"
    moments: tuple[str, ...] = BOTH
    first: tuple[Trap, ...] = ()
    sold: int | None = None
    ask: Ask = CARY
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def script(self) -> Script:
        dies = [Trap(f"{moment}:{self.point}") for moment in self.moments]
        frozen = [trap for trap in self.first if trap.fate is Fate.FREEZE]
        lives = [[trap] for trap in self.first if trap.fate is Fate.DIE]
        lives += [[*frozen, trap] for trap in dies]
        times: Mapping[str, str] = SETTLING if self.loses_an_answer else {}
        return Script(self.ask, self.plot, lives, self.ends, {**times, **dict(self.settings)})

    @property
    def loses_an_answer(self) -> bool:
        return self.ends == REVIEW or self.plot in LOSING or self.point == RECORD

    @property
    def falls(self) -> list[str]:
        return [trap.at for life in self.script.lives for trap in life]

    def __str__(self) -> str:
        return f"{self.plot.__name__}-{'-'.join(self.moments)}-{self.point}"


def after(point: str, nth: int = 1, fate: Fate = Fate.DIE) -> tuple[Trap, ...]:
    return (Trap(f"after:{point}", nth, fate),)


WRONGS = ("is_double", "is_lost", "is_silent", "lacks_notice", "has_duplicates")
CASES = (
    Case("serve/_want"),
    Case("serve/record_policy"),
    Case("Repairing._repair"),
    Case(
        "Repairing._look/_look_again",
        plots.approved_in_peace,
        first=after("Checking.check/_offer"),
    ),
    Case("queue.claim", moments=("after",)),
    Case("queue.done", plots.approved_in_peace),
    Case("queue.again"),
    Case("Burying.bury/_bury", plots.given_up),
    Case("Placing.place/_place"),
    Case("Admitting.before/_refuse", plots.guest, "refused"),
    Case("Mustering.muster/_judge", plots.nobody_left),
    Case("Checking.check/_offer"),
    Case("Checking.offer_anyway/_offer", plots.not_in_time, settings=(("OFFER_AFTER_S", "1"),)),
    Case("Checking._refuse/_end", plots.refused, "refused", ask=NOWHERE),
    Case("Checking.check/_offer", plots.refused, "refused", ask=DEAR, settings=BUDGETS),
    Case("Checking.check/_offer", plots.by_rule, settings=RULES),
    Case("Checking._later/alarm", plots.locked_out),
    Case("Answering.alert/_promise", plots.locked_out),
    Case("Expiring.expire/_expire", plots.expired, "expired", settings=EVERY_DAY),
    Case("Reminding.remind/_begin", plots.reminded, settings=IMPATIENT),
    Case("Reminding.remind/_pass_on", plots.nudged, settings=IMPATIENT),
    Case("Digesting._write/_remember", plots.reminded, settings=IMPATIENT),
    Case("Digesting._refused/alarm", plots.archived_meanwhile, settings=IMPATIENT),
    Case("Nudging.nudge/_nudge", plots.nudged, settings=IMPATIENT),
    Case("Escalating.escalate/_escalate", plots.all_away, settings=IMPATIENT),
    Case("Absenting.say/_promise", plots.all_away, settings=IMPATIENT),
    Case("Absenting.settle/_record", plots.all_away, settings=IMPATIENT),
    Case("Absenting._look/_look_again", plots.all_away, settings=IMPATIENT),
    Case("Approving.decide/_decide"),
    Case("Approving.decide/_decide", plots.paused),
    Case("Approving.decide_now/_settle_once", plots.group_unread_for_a_while),
    Case(STILL, plots.group_unread_for_a_while, moments=("before",)),
    Case(STILL, plots.group_unread_for_a_while, moments=("after",)),
    Case(CANT, plots.group_unread, moments=("before",)),
    Case(CANT, plots.group_unread, moments=("after",)),
    Case("Welcoming.open/_open", plots.paused),
    Case("Changing.change/_take", plots.fewer),
    Case("Changing.change_now/_settle", plots.fewer),
    Case("Changing.change_now/_settle", plots.more),
    Case("Asking.ask/_promise", plots.asked),
    Case("Asking.ask_now/_settle", plots.asked),
    Case("Asking.answer/_take", plots.asked),
    Case("Telling.tell/add", plots.form_did_not_open, "denied"),
    Case(INTENT, moments=("before",)),
    Case(INTENT, ends=REVIEW, moments=("after",), sold=0),
    Case("carrier.buy", ends=REVIEW, moments=("before",), sold=0),
    Case("carrier.buy", ends=REVIEW, moments=("after",), sold=2),
    Case(RECORD, ends=REVIEW, moments=("before",), sold=2),
    Case(RECORD, moments=("after",)),
    Case(RECORD, moments=("before",), settings=tuple(ALONE.items())),
    Case(RECORD, moments=("before",), ask=CHOSEN),
    Case("Fulfilling._answered_badly/_record", plots.answer_lost, REVIEW, ("before",), sold=2),
    Case("Fulfilling._answered_badly/_record", plots.answer_lost, REVIEW, ("after",), sold=2),
    Case("Fulfilling.buy/_doubt", ends=REVIEW, first=after("carrier.buy"), sold=2),
    Case("Fulfilling._too_slow/_record", moments=("after",), first=after(INTENT, fate=Fate.FREEZE)),
    Case(
        "Fulfilling._too_slow/_record",
        ends=REVIEW,
        moments=("before",),
        first=after(INTENT, fate=Fate.FREEZE),
        sold=0,
    ),
    Case("Fulfilling._plan_and_send/raise_alarms", plots.carrier_away, ask=CHOSEN),
    Case("Fulfilling._wait/_amend_hold", plots.carrier_away, ask=CHOSEN),
    Case("Fulfilling._plan_and_send/end", plots.sold_out, "failed", ask=CHOSEN),
    Case("Following.follow/_follow", settings=NUMBERS_API),
    Case("Reconciling.reconcile/_conclude", plots.answer_lost, REVIEW, sold=2),
    Case(
        "Reconciling.reconcile/_conclude",
        plots.answer_lost,
        settings=tuple(ALONE.items()),
    ),
    Case("Reviewing.decide/_promise", plots.adopted),
    Case("Reviewing.review/_open", plots.adopted),
    Case("Reviewing.review/_settle", plots.adopted),
    Case("carrier.search"),
    Case("carrier.plan"),
    Case("carrier.look_up", plots.answer_lost, REVIEW, sold=2),
    Case("carrier.sign"),
    Case("Announcing._keep/_first", plots.approved_in_peace),
    Case("Announcing._place/put_card", plots.elsewhere),
    Case("Announcing._raise_alarm/alarm", plots.channel_archived),
    Case("slack.chat.postMessage", plots.approved_in_peace),
    Case("slack.chat.update", plots.denied, "denied"),
    Case("slack.users.info", plots.approved_in_peace),
    Case("slack.usergroups.users.list"),
    Case("slack.usergroups.list", settings=BUDGETS),
    Case("slack.response_url", plots.form_did_not_open, "denied"),
    Case("slack.conversations.open", plots.elsewhere),
    Case(
        "slack.conversations.history",
        plots.approved_in_peace,
        first=after("slack.chat.postMessage"),
    ),
    Case("slack.conversations.replies", first=after("slack.chat.postMessage", nth=3)),
    Case("slack.views.open", plots.denied, "denied"),
    Case("slack.views.publish", plots.paused),
    Case("slack.views.update", plots.fewer),
)


def test_every_point_of_the_code_has_a_case() -> None:
    tried = {(moment, case.point) for case in CASES for moment in case.moments}

    there = {(moment, point) for moment in BOTH for point in points() - ELSEWHERE}

    assert tried == there - {("before", "queue.claim")}


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("case", CASES, ids=str)
async def test_an_order_outlives_the_bots_death(case: Case, tell: Teller) -> None:
    told = await tell(case)

    story = told.story
    assert list(told.fell) == case.falls
    assert story.state == case.ends
    assert len(story.sold) == (sold_by(case) if case.sold is None else case.sold)
    assert not [wrong for wrong in WRONGS if getattr(story, wrong)]
    assert told.answers >= told.clicks
    assert len(set(told.reminders)) == len(told.reminders)
    if case.ends == REVIEW:
        assert all(national(tn) in told.review for tn in story.sold)


def sold_by(case: Case) -> int:
    return case.ask.quantity if case.ends == "completed" else 0


def national(tn: str) -> str:
    return f"({tn[2:5]}) {tn[5:8]}-{tn[8:]}"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The carrier's file with all its numbers."""
    file = tmp_path_factory.mktemp("stock") / "carrier.db"
    carrier = LocalCarrier(file)
    await carrier.start(0)
    await carrier.stop()
    return file


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tell(
    request: pytest.FixtureRequest, stock: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Callable[[Case], Awaitable[Told]]]:
    """Plays the cases of this run, a few at once, in the order of the tests."""
    places, whose = asyncio.Semaphore(AT_ONCE), Stock(stock)

    async def one(case: Case) -> Told:
        async with places:
            data = tmp_path_factory.mktemp("stage")
            shutil.copy(stock, data / "carrier.db")
            return await play(case.script, data, whose)

    tests = [item for item in request.session.items if isinstance(item, pytest.Function)]
    wanted = cast(
        "list[Case]", [test.callspec.params["case"] for test in tests if test.originalname == NAME]
    )
    playing = {case: asyncio.create_task(one(case)) for case in wanted}
    yield lambda case: playing[case]
    for task in playing.values():
        task.cancel()
