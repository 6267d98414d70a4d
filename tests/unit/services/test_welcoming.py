"""A Home shows what the ledger holds when it is drawn, and the watch to operators alone."""

from datetime import timedelta

import pytest

from bot.domain import jobs
from bot.domain.errors import SlackUnavailableError
from bot.domain.jobs import Claim, Job, Kind
from bot.domain.order import BOT, Move, Order, Person
from bot.domain.picture import Home, Pause, Watch
from bot.domain.policy import Act
from bot.domain.rules import Policy
from bot.services.pausing import OPERATOR, Pausing
from bot.services.welcoming import LISTED, REVIEWS
from tests.fakes import NOON
from tests.store_samples import bury
from tests.unit.services.conftest import ANA, Bench

OLU = Person("UOLU", "olu")


async def drawn(bench: Bench, user: str) -> Home:
    await bench.welcoming.draw(Claim(jobs.home(user), 1, 1, 0))
    return bench.announcer.homes[-1]


async def watch(bench: Bench) -> Watch:
    seen = (await drawn(bench, "UOLU")).watch
    assert seen is not None
    return seen


async def doubt(bench: Bench, order: Order) -> Order:
    """Leave it to a person."""
    approved = await bench.order(order)
    return await bench.store.ledger.write(
        lambda books: books.move(
            books.move(approved, Move.ORDER, by=BOT, at=NOON), Move.DOUBT, by=BOT, at=NOON
        )
    )


async def test_a_home_is_asked_for_once_however_often_slack_tells_of_it(bench: Bench) -> None:
    for _ in range(2):
        await bench.welcoming.open("Ev1", "UANA")

    [asked] = await bench.store.queue.claim(100)
    assert (asked.job, asked.wanted) == (
        Job("home:UANA", Kind.HOME, asked.job.run_at, "", {"user": "UANA"}),
        1,
    )


async def test_a_home_that_is_opened_again_is_drawn_again(bench: Bench) -> None:
    for event in ("Ev1", "Ev2"):
        await bench.welcoming.open(event, "UANA")

    [asked] = await bench.store.queue.claim(100)
    assert asked.wanted == 2


async def test_a_home_shows_its_persons_own_orders_the_open_ones_first(bench: Bench) -> None:
    over, still_open, also_over = [await bench.placed() for _ in range(3)]
    for order in (over, also_over):
        await bench.decide(Act.CANCEL, order, ANA)

    orders = (await drawn(bench, "UANA")).orders

    assert [each.number for each in orders] == [
        each.number for each in (still_open, also_over, over)
    ]
    assert (await drawn(bench, "UMEI")).orders == ()


async def test_a_home_lists_only_a_few_orders(bench: Bench) -> None:
    for _ in range(LISTED + 1):
        await bench.placed()

    assert len((await drawn(bench, "UANA")).orders) == LISTED


@pytest.mark.parametrize("who", ["UANA", "UMEI"])
async def test_only_operators_get_the_watch(bench: Bench, who: str) -> None:
    assert (await drawn(bench, who)).watch is None
    assert (await drawn(bench, "UOLU")).watch == Watch()


async def test_where_the_operators_group_can_not_be_read_nobody_gets_it(bench: Bench) -> None:
    bench.policy = Policy(("S1",), operators=("S9",))
    bench.directory.groups["S9"] = frozenset({"UOLU"})
    known = (await drawn(bench, "UOLU")).watch
    bench.directory.broken = True

    assert known is not None
    assert (await drawn(bench, "UOLU")).watch is None


async def test_the_watch_says_who_paused_buying_why_and_since_when(bench: Bench) -> None:
    await Pausing(bench.store.ledger, bench.clock).set("the carrier is moving", by=OLU)
    bench.clock.move(hours=1)

    today = Person("UOLU", "Olu", "Sales")
    assert (await watch(bench)).paused == Pause("the carrier is moving", today, NOON)


async def test_a_pause_by_the_command_line_names_nobody_in_slack(bench: Bench) -> None:
    await Pausing(bench.store.ledger, bench.clock).set("the carrier is moving")

    assert (await watch(bench)).paused == Pause("the carrier is moving", OPERATOR, NOON)


async def test_a_pause_that_is_not_on_the_record_is_shown_all_the_same(bench: Bench) -> None:
    await Pausing(bench.store.ledger, bench.clock).set("another reason", by=OLU)
    await bench.store.ledger.write(lambda books: books.set_flag("paused", "set by hand"))

    assert (await watch(bench)).paused == Pause("set by hand")


async def test_the_watch_lists_the_oldest_orders_that_need_a_person(bench: Bench) -> None:
    first, *others = [await doubt(bench, await bench.approved()) for _ in range(REVIEWS + 1)]

    seen = await watch(bench)

    assert [each.number for each in seen.reviews] == [
        each.number for each in (first, *others[: REVIEWS - 1])
    ]
    assert seen.reviews[0].requester.name == "Ana"
    assert seen.more_reviews


async def test_the_watch_counts_the_jobs_that_were_given_up(bench: Bench) -> None:
    await bench.placed()
    for claim in await bench.store.queue.claim(2):
        await bury(bench.store, claim)

    assert (await watch(bench)).given_up == 2


async def test_a_home_that_slack_does_not_take_is_tried_again(bench: Bench) -> None:
    busy = SlackUnavailableError("slow down", code="ratelimited", retry_after_s=7)
    bench.announcer.refuses["UANA"] = busy

    again = await bench.welcoming.draw(Claim(jobs.home("UANA"), 1, 1, 0))

    assert again == NOON + timedelta(seconds=7)
