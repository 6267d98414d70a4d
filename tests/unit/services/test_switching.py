"""Pausing and resuming from Slack: an operator's word, checked at the click and answered."""

from typing import Any

import pytest

from bot.domain.jobs import Kind
from bot.domain.order import Person, State
from bot.domain.picture import Pause, ReplyKind
from bot.domain.policy import Act
from bot.domain.rules import Policy
from bot.services.choosing import Choice
from bot.services.pausing import Pausing, pause_of
from tests.fakes import NOON
from tests.unit.services.conftest import ANA, MEI, Bench

OLU, PAT = Person("UOLU", "olu"), Person("UPAT", "pat")
TODAY = Person("UOLU", "Olu", "Sales")


async def switch(bench: Bench, act: Act, by: Person = OLU, *, key: str = "") -> None:
    reason = "carrier maintenance" if act is Act.PAUSE else ""
    await bench.approving.decide(Choice(key or bench.key(), act, by, reason=reason))


async def paused(bench: Bench) -> Pause | None:
    return await bench.store.ledger.read(pause_of)


async def answers(bench: Bench) -> list[tuple[str, ReplyKind, str]]:
    await bench.work(Kind.ANSWER)
    return [(user, reply.kind, url) for user, reply, url in bench.announcer.replies]


async def record(bench: Bench, stream: str) -> list[dict[str, Any]]:
    return [dict(each) for each in await bench.store.ledger.read(lambda b: b.history(stream))]


async def test_an_operator_pauses_and_what_is_approved_waits_and_says_who_and_why(
    bench: Bench,
) -> None:
    order = await bench.approved()

    await switch(bench, Act.PAUSE)
    await bench.work(Kind.BUY, Kind.DRAW)

    shown = next(drawn for kind, drawn in reversed(bench.announcer.redrawn) if kind == "root")
    assert bench.carrier.sent == []
    assert (await bench.order(order)).state is State.APPROVED
    assert shown.paused == Pause("carrier maintenance", TODAY, NOON)


async def test_an_operator_resumes_and_what_waited_is_bought_once(bench: Bench) -> None:
    order = await bench.approved()
    await switch(bench, Act.PAUSE)
    await bench.work(Kind.BUY)

    await switch(bench, Act.RESUME)
    await bench.work(Kind.BUY)

    assert (await bench.order(order)).state is State.COMPLETED
    assert len(bench.carrier.sent) == 1


async def test_both_are_answered_by_direct_message_with_how_many_orders_wait(bench: Bench) -> None:
    await bench.approved()
    await switch(bench, Act.PAUSE)
    await switch(bench, Act.RESUME)
    await answers(bench)

    said = [(user, reply.kind, reply.detail, url) for user, reply, url in bench.announcer.replies]
    assert said[-2:] == [
        ("UOLU", ReplyKind.PAUSED, "1", ""),
        ("UOLU", ReplyKind.RESUMED, "1", ""),
    ]


async def test_both_are_on_the_record_with_who_and_why(bench: Bench) -> None:
    await switch(bench, Act.PAUSE)
    await switch(bench, Act.RESUME)

    told = [(each["kind"], each["by"], each["why"]) for each in await record(bench, "policy")]
    olu = {"id": "UOLU", "name": "olu"}
    assert told == [("paused", olu, "carrier maintenance"), ("resumed", olu, None)]


async def test_a_second_pause_changes_nothing_and_learns_who_was_first_and_why(
    bench: Bench,
) -> None:
    bench.policy = Policy(("S1",), operators=("UOLU", "UPAT"))
    await switch(bench, Act.PAUSE)

    await switch(bench, Act.PAUSE, PAT)
    await bench.work(Kind.ANSWER)

    _, said, _ = bench.announcer.replies[-1]
    assert said.kind is ReplyKind.ALREADY_PAUSED
    assert said.paused == Pause("carrier maintenance", TODAY, NOON)
    assert await paused(bench) == Pause("carrier maintenance", OLU, NOON)


async def test_going_on_where_nothing_is_paused_changes_nothing(bench: Bench) -> None:
    await switch(bench, Act.RESUME)

    assert await answers(bench) == [("UOLU", ReplyKind.NOT_PAUSED, "")]
    assert await record(bench, "policy") == []


@pytest.mark.parametrize("act", [Act.PAUSE, Act.RESUME])
@pytest.mark.parametrize("who", [ANA, MEI], ids=["requester", "approver"])
async def test_nobody_but_an_operator_may_and_the_refusal_is_on_the_record(
    bench: Bench, act: Act, who: Person
) -> None:
    await Pausing(bench.store.ledger, bench.clock).set("the carrier is moving")
    before = await record(bench, "policy")

    await switch(bench, act, who)

    [refused] = await record(bench, who.id)
    assert await answers(bench) == [(who.id, ReplyKind.NOT_OPERATOR, "")]
    assert (refused["kind"], refused["act"], refused["by"]["id"]) == ("refused", act, who.id)
    assert await record(bench, "policy") == before


async def test_where_the_policy_names_no_operator_nobody_may(bench: Bench) -> None:
    bench.policy = Policy(("S1",))

    await switch(bench, Act.PAUSE, MEI)

    assert await answers(bench) == [("UMEI", ReplyKind.NOT_OPERATOR, "")]
    assert await paused(bench) is None


async def test_a_click_that_slack_delivers_twice_counts_once(bench: Bench) -> None:
    for _ in range(2):
        await switch(bench, Act.PAUSE, key="same")

    assert await answers(bench) == [("UOLU", ReplyKind.PAUSED, "")]
    assert len(await record(bench, "policy")) == 1


@pytest.fixture
def grouped(bench: Bench) -> Bench:
    """A bench whose operators are a user group that has not been read yet."""
    bench.policy = Policy(("S1",), operators=("S9",))
    bench.directory.groups["S9"] = frozenset({"UOLU"})
    bench.directory.cold = True
    return bench


async def test_a_click_is_kept_and_decided_when_the_group_was_read(grouped: Bench) -> None:
    await switch(grouped, Act.PAUSE)
    at_the_click = await paused(grouped)

    await grouped.work(Kind.DECIDE)

    assert at_the_click is None
    assert await paused(grouped) == Pause("carrier maintenance", OLU, NOON)


async def test_who_left_the_group_may_no_more(grouped: Bench) -> None:
    grouped.directory.groups["S9"] = frozenset()

    await switch(grouped, Act.PAUSE)
    await grouped.work(Kind.DECIDE)

    assert await answers(grouped) == [("UOLU", ReplyKind.NOT_OPERATOR, "")]


async def test_a_click_is_refused_after_ten_seconds_when_nobody_can_tell(grouped: Bench) -> None:
    grouped.directory.broken = True
    await switch(grouped, Act.PAUSE)
    await grouped.work(Kind.DECIDE)
    grouped.clock.move(seconds=10)

    await grouped.work(Kind.DECIDE)

    kinds = {kind for _, kind, _ in await answers(grouped)}
    assert kinds == {ReplyKind.STILL_WORKING, ReplyKind.CANT_CHECK}
    assert [each["kind"] for each in await record(grouped, "UOLU")] == ["refused"]
    assert await paused(grouped) is None


async def test_the_brake_needs_no_knowledge_of_the_approvers_group(bench: Bench) -> None:
    bench.directory.groups = {}

    await switch(bench, Act.PAUSE)

    assert await paused(bench) is not None


@pytest.mark.parametrize("who", [OLU, ANA], ids=["operator", "refused"])
async def test_the_home_of_who_clicked_is_drawn_anew(bench: Bench, who: Person) -> None:
    await switch(bench, Act.PAUSE, who)
    await bench.work(Kind.HOME)

    assert [home.user for home in bench.announcer.homes] == [who.id]
