"""Everybody gets their answer, and every alarm reaches somebody."""

from datetime import timedelta

import pytest

from bot.domain import jobs
from bot.domain.errors import SlackRefusedError, SlackUnavailableError
from bot.domain.jobs import Claim, Job, Kind
from bot.domain.order import Order
from bot.domain.picture import ReplyKind
from bot.domain.policy import Act, Membership
from bot.domain.rules import Policy
from bot.services.alarming import alarm
from bot.services.answering import ALERTS, GROUP_TRIES, URL_TRIES
from tests.fakes import NOON, FakeDirectory
from tests.unit.services.conftest import Bench

URL = "https://hooks.example/1"
USED_UP = SlackRefusedError("used", code="used_url")
AWAY = SlackUnavailableError("away")
OPERATORS = Policy(("S1",), operators=("S9", "UOLU"))


def answer(bench_url: str = URL, *, fence: int = 1, kind: ReplyKind = ReplyKind.APPROVED) -> Claim:
    return Claim(jobs.answer("1.2.a", kind, user="UMEI", url=bench_url), fence, 1, 0)


def said(bench: Bench) -> list[tuple[str, ReplyKind, str]]:
    return [(user, reply.kind, url) for user, reply, url in bench.announcer.replies]


async def raise_alarm(bench: Bench, about: str, order_id: str, detail: str = "why") -> None:
    now = bench.clock.now()
    await bench.store.ledger.write(lambda books: alarm(books, about, order_id, detail, now))


async def told(bench: Bench) -> list[tuple[str, ReplyKind, str]]:
    """Who was told of what alarm, and its detail."""
    await bench.work(Kind.ALERT, Kind.ANSWER)
    alarms = set(ALERTS.values())
    return [
        (user, reply.kind, reply.detail)
        for user, reply, _ in bench.announcer.replies
        if reply.kind in alarms
    ]


@pytest.fixture
async def order(bench: Bench) -> Order:
    return await bench.placed()


async def test_an_answer_that_names_approvers_knows_who_is_away(bench: Bench, order: Order) -> None:
    until = NOON + timedelta(days=9)
    await bench.store.ledger.write(lambda books: books.set_absence("URAJ", until))
    await bench.work(Kind.CHECK)

    await bench.decide(Act.APPROVE, order, order.requester)
    await bench.work(Kind.ANSWER)

    [(_, reply, _)] = bench.announcer.replies
    assert reply.people == ("UMEI", "URAJ")
    assert reply.away == {"URAJ": until.date()}


async def test_an_answer_goes_to_its_response_url(bench: Bench) -> None:
    again = await bench.handlers[Kind.ANSWER](answer())

    assert again is None
    assert said(bench) == [("UMEI", ReplyKind.APPROVED, URL)]


async def test_an_answer_shows_the_order_as_it_is_when_it_is_given(
    bench: Bench, order: Order
) -> None:
    await bench.work(Kind.CHECK)
    await bench.decide(Act.APPROVE, order)
    await bench.work(Kind.BUY)

    await bench.work(Kind.ANSWER)

    [(_, reply, _)] = bench.announcer.replies
    assert reply.order is not None
    assert reply.order.state == "completed"
    assert reply.order.requester.name == "Ana"


async def test_a_response_url_that_is_used_up_becomes_a_direct_message(bench: Bench) -> None:
    bench.announcer.refuses = {URL: USED_UP}

    again = await bench.handlers[Kind.ANSWER](answer())

    assert again is None
    assert said(bench) == [("UMEI", ReplyKind.APPROVED, "")]


async def test_a_person_who_can_not_be_written_to_ends_it(bench: Bench) -> None:
    bench.announcer.refuses = {URL: USED_UP, "UMEI": SlackRefusedError("no", code="user_disabled")}

    again = await bench.handlers[Kind.ANSWER](answer())

    assert again is None
    assert said(bench) == []


async def test_an_answer_that_slack_did_not_take_is_tried_again(bench: Bench) -> None:
    bench.announcer.refuses = {URL: SlackUnavailableError("slow", retry_after_s=9)}

    again = await bench.handlers[Kind.ANSWER](answer())

    assert again == NOON + timedelta(seconds=9)
    assert said(bench) == []


async def test_a_response_url_that_nobody_answers_is_given_up_for_a_direct_message(
    bench: Bench,
) -> None:
    bench.announcer.refuses = {URL: AWAY}

    again = await bench.handlers[Kind.ANSWER](answer(fence=URL_TRIES + 1))

    assert again is None
    assert said(bench) == [("UMEI", ReplyKind.APPROVED, "")]


@pytest.mark.parametrize("about", ALERTS)
async def test_every_alarm_reaches_every_operator_once(
    bench: Bench, order: Order, about: str
) -> None:
    bench.policy = OPERATORS
    bench.directory.groups["S9"] = frozenset({"UOLU", "URAJ"})

    await raise_alarm(bench, about, order.id)

    heard = [each for each in await told(bench) if each[0] != "UANA"]
    assert sorted(heard) == [(who, ALERTS[about], "why") for who in ("UOLU", "URAJ")]


async def test_the_requester_hears_too_when_the_managers_can_not_be_asked(
    bench: Bench, order: Order
) -> None:
    await raise_alarm(bench, "approval_channel", order.id, "is_archived")

    missing = ReplyKind.APPROVAL_CHANNEL_MISSING
    assert sorted(await told(bench)) == [
        ("UANA", missing, "is_archived"),
        ("UOLU", missing, "is_archived"),
    ]


async def test_an_operator_who_asked_is_told_once(bench: Bench, order: Order) -> None:
    bench.policy = Policy(("S1",), operators=("UANA",))

    await raise_alarm(bench, "approval_channel", order.id)

    assert [user for user, _, _ in await told(bench)] == ["UANA"]


async def test_the_same_matter_is_said_once_a_day(bench: Bench, order: Order) -> None:
    for _ in range(3):
        await raise_alarm(bench, "no_credit", order.id)
        await told(bench)

    assert len(await told(bench)) == 1


async def test_an_operator_whom_slack_keeps_waiting_does_not_make_others_hear_twice(
    bench: Bench, order: Order
) -> None:
    bench.policy = Policy(("S1",), operators=("UOLU", "URAJ"))
    bench.announcer.refuses = {"URAJ": AWAY}
    await raise_alarm(bench, "no_credit", order.id)
    await told(bench)

    bench.announcer.refuses = {}
    heard = await told(bench)

    assert sorted(user for user, _, _ in heard) == ["UOLU", "URAJ"]


async def test_an_alarm_waits_while_nobody_can_tell_who_the_operators_are(
    bench: Bench, order: Order
) -> None:
    bench.policy = OPERATORS
    bench.directory.broken = True
    await raise_alarm(bench, "no_credit", order.id)
    early = await told(bench)

    bench.directory.broken = False
    bench.directory.groups["S9"] = frozenset({"UOLU"})

    assert early == []
    assert [user for user, _, _ in await told(bench)] == ["UOLU"]


async def test_an_alarm_goes_in_the_end_to_whoever_is_known(bench: Bench, order: Order) -> None:
    bench.policy = OPERATORS
    bench.directory = WithoutGroups()
    job = jobs.alert("no_credit", order.id, "why")

    again = await bench.handlers[Kind.ALERT](Claim(job, GROUP_TRIES + 1, 1, 0))

    assert again is None
    assert [user for user, _, _ in await told(bench)] == ["UOLU"]


@pytest.mark.parametrize(("fence", "minutes"), [(GROUP_TRIES, 0.5), (GROUP_TRIES + 1, 5)])
async def test_an_alarm_waits_until_one_operator_at_least_is_known(
    bench: Bench, order: Order, fence: int, minutes: float
) -> None:
    bench.policy = Policy(("S1",), operators=("S9",))
    bench.directory.unread = frozenset({"S9"})
    job = jobs.alert("no_credit", order.id, "why")

    again = await bench.handlers[Kind.ALERT](Claim(job, fence, 1, 0))

    assert again == NOON + timedelta(minutes=minutes)
    assert await told(bench) == []


async def test_each_purchase_that_is_confirmed_late_is_told(bench: Bench, order: Order) -> None:
    for reference in ("ref-1", "ref-2", "ref-2"):
        await raise_alarm(bench, "late_answer", order.id, reference)

    assert len(await told(bench)) == 2


class WithoutGroups(FakeDirectory):
    """Reads no group, ever."""

    async def members(self, groups: frozenset[str]) -> Membership:
        assert groups
        return Membership()


async def test_an_alarm_about_no_order_is_said_all_the_same(bench: Bench) -> None:
    job = Job("alert:no_credit:", Kind.ALERT, payload=jobs.alert("no_credit", "", "why").payload)
    await bench.store.ledger.write(lambda books: books.add(job))

    assert [user for user, _, _ in await told(bench)] == ["UOLU"]


async def test_the_status_of_a_bought_order_carries_its_numbers(bench: Bench, order: Order) -> None:
    await bench.work(Kind.CHECK)
    await bench.decide(Act.APPROVE, order)
    await bench.work(Kind.BUY)
    asked = jobs.answer("s.1", ReplyKind.STATUS, user="UANA", url=URL, order_id=order.id)

    await bench.handlers[Kind.ANSWER](Claim(asked, 1, 1, 0))

    [(_, reply, _)] = bench.announcer.replies
    assert len(reply.numbers) == order.quantity
