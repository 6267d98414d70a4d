"""Cards follow the ledger, wherever Slack lets them stand, and nothing is lost or said twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import jobs
from bot.domain.errors import SlackRefusedError, SlackUnavailableError
from bot.domain.jobs import Claim, Kind
from bot.domain.order import Order, State
from bot.domain.picture import Card, ReplyKind
from bot.domain.policy import Act
from tests.fakes import NOON
from tests.unit.services.conftest import ANA, Bench

UNUSABLE = ["not_in_channel", "channel_not_found", "is_archived"]
GONE = ["message_not_found", "cant_update_message", "edit_window_closed"]


def no(code: str) -> SlackRefusedError:
    return SlackRefusedError("Slack said no.", code=code)


def slow_down(seconds: float) -> SlackUnavailableError:
    return SlackUnavailableError("Slow down.", code="ratelimited", retry_after_s=seconds)


def claim(order: Order, card: str, *, fence: int = 1) -> Claim:
    return Claim(jobs.draw(order.id, card), fence=fence, wanted=1, attempts=0)


async def draw(bench: Bench, rounds: int = 4) -> None:
    """Run the drawing jobs as often as they ask for it, within reason."""
    for _ in range(rounds):
        await bench.work(Kind.DRAW)


async def cards(bench: Bench, order: Order) -> dict[str, Card]:
    found = await bench.store.ledger.read(lambda books: books.cards(order.id))
    return {card.kind: card for card in found}


async def want(bench: Bench, order: Order, card: str) -> None:
    await bench.store.ledger.write(lambda books: books.want(jobs.draw(order.id, card)))


def posted(bench: Bench) -> list[tuple[str, str]]:
    return [(channel, kind) for channel, kind, _ in bench.announcer.posted]


async def told(bench: Bench) -> list[tuple[str, ReplyKind]]:
    await bench.work(Kind.ALERT, Kind.ANSWER)
    return [(user, reply.kind) for user, reply, _ in bench.announcer.replies]


@pytest.fixture
async def waiting(bench: Bench) -> Order:
    """An order that waits for a decision, with its two cards."""
    order = await bench.placed()
    await bench.work(Kind.CHECK, Kind.DRAW)
    return await bench.order(order)


async def test_of_a_card_that_two_runs_posted_at_once_one_stays(bench: Bench) -> None:
    order = await bench.placed()
    others = Card(order.id, "root", "C1", "9.9")
    bench.announcer.while_posting = lambda: bench.store.ledger.write(
        lambda books: books.put_card(others)
    )

    await bench.handlers[Kind.DRAW](claim(order, "root"))

    assert bench.announcer.retracted == ["1.0"]
    assert (await cards(bench, order))["root"] == others


async def test_one_card_stands_where_it_was_asked_and_one_where_managers_decide(
    bench: Bench, waiting: Order
) -> None:
    assert sorted(posted(bench)) == [("C1", "root"), ("CAPPROVE", "approval")]
    assert (await cards(bench, waiting))["root"] == Card(waiting.id, "root", "C1", "1.0")


async def test_a_decision_redraws_both_cards_and_says_a_denial_in_the_thread(
    bench: Bench, waiting: Order
) -> None:
    await bench.decide(Act.DENY, waiting)
    await draw(bench)

    assert {kind for kind, _ in bench.announcer.redrawn} == {"root", "approval"}
    assert posted(bench)[2:] == [("C1", "notice:denied")]
    assert (await cards(bench, waiting))["notice:denied"].thread_ts == "1.0"


@pytest.mark.parametrize("code", UNUSABLE)
async def test_where_the_bot_can_not_post_it_goes_on_in_the_requesters_messages(
    bench: Bench, code: str
) -> None:
    bench.announcer.refuses = {"C1": no(code)}
    order = await bench.placed()
    await bench.work(Kind.CHECK)
    await draw(bench)

    assert sorted(posted(bench)) == [("CAPPROVE", "approval"), ("DUANA", "root")]
    [picture] = [picture for _, kind, picture in bench.announcer.posted if kind == "root"]
    assert picture.homeless
    assert (await cards(bench, order))["root"].channel == "DUANA"


@pytest.mark.parametrize("code", UNUSABLE)
async def test_a_channel_that_is_closed_later_takes_the_thread_along(
    bench: Bench, waiting: Order, code: str
) -> None:
    bench.announcer.refuses = {"C1": no(code)}

    await bench.decide(Act.DENY, waiting)
    await draw(bench)

    assert posted(bench)[2:] == [("DUANA", "root"), ("DUANA", "notice:denied")]
    assert await bench.work(Kind.DRAW) == []


@pytest.mark.parametrize("code", UNUSABLE)
async def test_a_card_that_can_not_be_redrawn_there_any_more_moves_too(
    bench: Bench, waiting: Order, code: str
) -> None:
    bench.announcer.refuses = {"C1": no(code), "1.0": no(code)}

    await bench.decide(Act.CANCEL, waiting, ANA)
    await draw(bench)

    assert posted(bench)[2:] == [("DUANA", "root")]
    assert await bench.work(Kind.DRAW) == []


async def test_a_requester_who_can_not_be_reached_holds_up_no_manager(bench: Bench) -> None:
    bench.announcer.refuses = {"C1": no("not_in_channel"), "DUANA": no("user_disabled")}
    order = await bench.placed()
    await bench.work(Kind.CHECK)
    announcing = bench.handlers[Kind.DRAW]

    await announcing(claim(order, "root"))
    with pytest.raises(SlackRefusedError):
        await announcing(claim(order, "root"))
    await announcing(claim(order, "approval"))

    assert posted(bench) == [("CAPPROVE", "approval")]


@pytest.mark.parametrize("code", UNUSABLE)
async def test_without_an_approval_channel_people_are_told_once_and_nothing_is_lost(
    bench: Bench, code: str
) -> None:
    bench.announcer.refuses = {"CAPPROVE": no(code)}
    order = await bench.placed()
    await bench.work(Kind.CHECK)

    await draw(bench)

    missing = ReplyKind.APPROVAL_CHANNEL_MISSING
    assert sorted(await told(bench)) == [("UANA", missing), ("UOLU", missing)]
    assert (await bench.order(order)).state is State.AWAITING_APPROVAL
    assert posted(bench) == [("C1", "root")]


async def test_an_approval_channel_that_is_mended_gets_its_card_by_itself(bench: Bench) -> None:
    bench.announcer.refuses = {"CAPPROVE": no("is_archived")}
    await bench.placed()
    await bench.work(Kind.CHECK)
    await draw(bench)

    bench.announcer.refuses = {}
    await draw(bench)

    assert posted(bench) == [("C1", "root"), ("CAPPROVE", "approval")]


async def test_a_decided_order_raises_no_alarm_about_the_managers_channel(
    bench: Bench, waiting: Order
) -> None:
    card = (await cards(bench, waiting))["approval"]
    bench.announcer.refuses = {"CAPPROVE": no("is_archived"), card.ts: no("is_archived")}

    await bench.decide(Act.DENY, waiting)
    await draw(bench)

    assert ReplyKind.APPROVAL_CHANNEL_MISSING not in {kind for _, kind in await told(bench)}


async def test_a_card_left_in_a_channel_where_managers_decide_no_more_comes_to_the_new_one(
    bench: Bench, waiting: Order
) -> None:
    card = (await cards(bench, waiting))["approval"]
    await bench.store.ledger.write(lambda books: books.put_card(replace(card, channel="COLD")))
    bench.announcer.refuses = {card.ts: no("channel_not_found")}

    await want(bench, waiting, "approval")
    await draw(bench)

    assert posted(bench)[2:] == [("CAPPROVE", "approval")]


@pytest.mark.parametrize("code", GONE)
@pytest.mark.parametrize("kind", ["root", "approval"])
async def test_a_card_that_was_deleted_is_posted_again_once(
    bench: Bench, waiting: Order, kind: str, code: str
) -> None:
    old = (await cards(bench, waiting))[kind]
    bench.announcer.refuses = {old.ts: no(code)}

    await want(bench, waiting, kind)
    await draw(bench)
    await want(bench, waiting, kind)
    await draw(bench)

    assert posted(bench)[2:] == [(old.channel, kind)]
    assert (await cards(bench, waiting))[kind].ts == "3.0"
    assert bench.announcer.looked == 0


async def test_a_deleted_approval_card_of_an_order_that_is_over_stays_away(
    bench: Bench, waiting: Order
) -> None:
    old = (await cards(bench, waiting))["approval"]
    bench.announcer.refuses = {old.ts: no("message_not_found")}

    await bench.decide(Act.DENY, waiting)
    await draw(bench)

    assert ("CAPPROVE", "approval") not in posted(bench)[2:]


async def test_a_notice_is_posted_once_however_often_it_is_asked_for(
    bench: Bench, waiting: Order
) -> None:
    await bench.decide(Act.DENY, waiting)
    await draw(bench)

    await want(bench, waiting, "notice:denied")
    await draw(bench)

    assert bench.announcer.kinds().count("notice:denied") == 1


@pytest.mark.parametrize("notice", ["notice:denied", "notice:completed", "notice:approved"])
async def test_a_notice_of_another_state_is_not_posted(
    bench: Bench, waiting: Order, notice: str
) -> None:
    await want(bench, waiting, notice)
    await draw(bench)

    assert bench.announcer.kinds() == ["root", "approval"]
    assert await bench.work(Kind.DRAW) == []


async def test_no_manager_is_bothered_with_an_order_that_is_still_checked(bench: Bench) -> None:
    order = await bench.placed()

    await want(bench, order, "approval")
    await draw(bench)

    assert posted(bench) == [("C1", "root")]


@pytest.mark.parametrize("asked_s", [7.0, 30.0, 250.0])
async def test_slack_is_asked_again_when_it_says_however_often_that_was(
    bench: Bench, waiting: Order, asked_s: float
) -> None:
    bench.announcer.refuses = {"1.0": slow_down(asked_s)}

    again = await bench.handlers[Kind.DRAW](claim(waiting, "root", fence=9))

    assert again == NOON + timedelta(seconds=asked_s)


async def test_a_post_that_slack_did_not_take_is_tried_again_and_comes(bench: Bench) -> None:
    order = await bench.placed()
    bench.announcer.refuses = {"C1": slow_down(1)}
    await bench.work(Kind.DRAW)
    nothing = posted(bench)

    bench.announcer.refuses = {}
    await bench.work(Kind.DRAW)

    assert nothing == []
    assert posted(bench) == [("C1", "root")]
    assert (await cards(bench, order))["root"].ts == "1.0"


async def test_the_pauses_grow_while_slack_is_away_but_never_beyond_two_minutes(
    bench: Bench, waiting: Order
) -> None:
    bench.announcer.refuses = {"1.0": SlackUnavailableError("away")}
    announcing = bench.handlers[Kind.DRAW]

    pauses = [await announcing(claim(waiting, "root", fence=n)) for n in (1, 2, 3, 50, 5000)]

    assert pauses == [NOON + timedelta(seconds=each) for each in (1, 2, 4, 120, 120)]


async def test_a_first_run_posts_without_looking_and_a_later_one_looks_first(
    bench: Bench,
) -> None:
    order = await bench.placed()
    announcing = bench.handlers[Kind.DRAW]

    await announcing(claim(order, "root"))
    looked_at_first = bench.announcer.looked
    await bench.store.ledger.write(lambda books: books.put_card(Card(order.id, "root", "C1")))
    await announcing(claim(order, "root", fence=2))

    assert (looked_at_first, bench.announcer.looked) == (0, 1)


async def test_a_card_of_no_order_is_no_work(bench: Bench) -> None:
    job = jobs.draw("01JNOSUCHORDER", "root")

    assert await bench.handlers[Kind.DRAW](Claim(job, 1, 1, 0)) is None
    assert posted(bench) == []
