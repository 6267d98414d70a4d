"""Backup approvers are asked too: when time is up, or when nobody else is there."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import jobs
from bot.domain.digest import Topic
from bot.domain.errors import SlackRefusedError, SlackUnavailableError
from bot.domain.jobs import Claim, Kind
from bot.domain.order import Order, Person, State
from bot.domain.picture import ReplyKind
from bot.domain.policy import Act
from bot.domain.rules import Notify, Tier, Times, Way
from bot.services.choosing import Choice
from tests.fakes import NOON
from tests.unit.services.conftest import ANA, CARY, MEI, Bench

OLU = Person("UOLU", "olu")
ASKED = ("DUOLU", "asked:UOLU")
DAY = timedelta(days=1)
SOON = Times(escalate_after=timedelta(hours=4))


@pytest.fixture
def bench(bench: Bench) -> Bench:
    bench.policy = replace(bench.policy, backup_approvers=("UOLU",), times=SOON)
    return bench


async def offered(bench: Bench) -> Order:
    order = await bench.placed()
    await bench.work(Kind.CHECK)
    await pass_on(bench)
    return await bench.order(order)


async def pass_on(bench: Bench) -> None:
    await bench.work(Kind.ESCALATE, Kind.DRAW, Kind.DIGEST)


async def go_away(bench: Bench, *people: str) -> None:
    for person in people:
        await bench.store.ledger.write(
            lambda books, who=person: books.set_absence(who, NOON + 9 * DAY)
        )


def posted(bench: Bench) -> list[tuple[str, str]]:
    return [(channel, kind) for channel, kind, _ in bench.announcer.posted]


async def alarmed(bench: Bench) -> list[tuple[str, ReplyKind]]:
    await bench.work(Kind.ALERT, Kind.ANSWER)
    return [(user, reply.kind) for user, reply, _ in bench.announcer.replies]


async def test_backups_are_asked_when_every_approver_has_voted(bench: Bench) -> None:
    two, never = Tier("two", above_quantity=1, approvals=2), Times(escalate_after=0 * DAY)
    bench.policy = replace(bench.policy, approvers=("UMEI",), tiers=(two,), times=never)
    order = await offered(bench)

    await bench.decide(Act.APPROVE, order)
    await pass_on(bench)

    assert ASKED in posted(bench)


async def test_backups_are_asked_once_the_approvers_time_is_up(bench: Bench) -> None:
    order = await offered(bench)
    bench.clock.move(hours=3, minutes=59)
    early = await bench.work(Kind.ESCALATE)
    unasked = posted(bench)
    bench.clock.move(minutes=1)

    await pass_on(bench)

    assert early == [NOON + timedelta(hours=4)]
    assert ASKED not in unasked
    assert ASKED in posted(bench)
    assert (await bench.order(order)).escalated_at == NOON + timedelta(hours=4)
    assert "escalated" in await bench.events(order.id)


async def test_a_backup_decides_from_the_card_that_was_sent(bench: Bench) -> None:
    order = await offered(bench)
    bench.clock.move(hours=4)
    await pass_on(bench)

    await bench.decide(Act.APPROVE, order, OLU)
    await bench.work(Kind.DRAW)

    assert (await bench.order(order)).state is State.APPROVED
    assert "asked:UOLU" in [kind for kind, _ in bench.announcer.redrawn]


async def test_backups_are_asked_anew_of_a_request_that_was_changed(bench: Bench) -> None:
    order = await offered(bench)
    bench.clock.move(hours=4)
    await pass_on(bench)
    choice = Choice(bench.key(), Act.CHANGE, MEI, order.id, order.revision)
    await bench.changing.change(choice, CARY.criteria.of(3))
    await bench.work(Kind.CHANGE, Kind.CHECK)
    await pass_on(bench)
    before = [channel for channel, _ in posted(bench)]
    bench.clock.move(days=1)

    await pass_on(bench)

    assert before.count("DUOLU") == 1
    assert [channel for channel, _ in posted(bench)].count("DUOLU") == 2
    assert (await bench.events(order.id)).count("escalated") == 2


async def test_the_cards_name_the_backups_who_were_asked(bench: Bench) -> None:
    await offered(bench)
    bench.clock.move(hours=4)
    await pass_on(bench)

    drawn = dict(bench.announcer.redrawn)
    assert drawn["root"].backups == drawn["approval"].backups == ("UOLU",)
    assert drawn["root"].names["UOLU"] == "Olu"


async def test_nobody_is_asked_at_night(bench: Bench) -> None:
    bench.clock.move(hours=5)
    await offered(bench)
    bench.clock.move(hours=4)

    again = await bench.work(Kind.ESCALATE)

    assert again == [NOON + timedelta(hours=20)]
    assert ASKED not in posted(bench)


@pytest.mark.parametrize("never", ["no backups", "no time"])
async def test_where_the_policy_says_so_nobody_is_ever_asked(bench: Bench, never: str) -> None:
    changes = {"no backups": {"backup_approvers": ()}, "no time": {}}
    times = replace(SOON, escalate_after=timedelta(0)) if never == "no time" else SOON
    bench.policy = replace(bench.policy, times=times, **changes[never])
    order = await offered(bench)
    bench.clock.move(days=2)

    await look(bench, order)

    assert (await bench.order(order)).escalated_at is None


async def test_what_is_decided_asks_nobody(bench: Bench) -> None:
    order = await offered(bench)
    await bench.decide(Act.CANCEL, order, ANA)
    bench.clock.move(hours=4)

    await pass_on(bench)

    assert ASKED not in posted(bench)


async def test_backups_are_asked_at_once_when_every_approver_is_away(bench: Bench) -> None:
    await go_away(bench, "UMEI", "URAJ")

    await offered(bench)

    assert ASKED in posted(bench)


async def test_backups_are_not_asked_while_one_approver_is_there(bench: Bench) -> None:
    await go_away(bench, "UMEI")

    await offered(bench)

    assert ASKED not in posted(bench)


async def test_an_approver_who_asks_for_it_themselves_does_not_count(bench: Bench) -> None:
    bench.policy = replace(bench.policy, approvers=("UANA",))

    await offered(bench)

    assert ASKED in posted(bench)


async def test_a_backup_who_is_away_is_asked_when_back(bench: Bench) -> None:
    bench.policy = replace(bench.policy, backup_approvers=("UOLU", "ULEE"))
    await go_away(bench, "UMEI", "URAJ", "ULEE")
    order = await offered(bench)
    before = posted(bench)
    await bench.store.ledger.write(lambda books: books.set_absence("ULEE", None))

    await look(bench, order)

    assert ("DULEE", "asked:ULEE") not in before
    assert ("DULEE", "asked:ULEE") in posted(bench)
    assert posted(bench).count(ASKED) == 1


async def test_when_nobody_can_decide_operators_are_told_and_the_card_says_so(
    bench: Bench,
) -> None:
    bench.policy = replace(bench.policy, backup_approvers=())
    await go_away(bench, "UMEI", "URAJ")

    order = await offered(bench)
    await look(bench, order)

    assert await alarmed(bench) == [("UOLU", ReplyKind.ALERT_NOBODY)]
    [root] = [picture for _, kind, picture in bench.announcer.posted if kind == "root"]
    assert root.only == 0
    assert root.away == dict.fromkeys(("UMEI", "URAJ"), (NOON + 9 * DAY).date())


@pytest.fixture
def pair(bench: Bench) -> Bench:
    """Two of Mei, Raj, and Olu in their place, have to approve."""
    bench.policy = replace(bench.policy, tiers=(Tier("pair", above_quantity=1, approvals=2),))
    return bench


async def test_one_of_two_who_is_away_has_backups_asked_at_once(pair: Bench) -> None:
    await go_away(pair, "URAJ")

    await offered(pair)

    assert ASKED in posted(pair)
    assert await alarmed(pair) == []


async def test_one_who_is_left_of_two_is_told_to_operators_and_on_the_card(pair: Bench) -> None:
    await go_away(pair, "URAJ", "UOLU")

    await offered(pair)

    assert await alarmed(pair) == [("UOLU", ReplyKind.ALERT_NOBODY)]
    assert pair.announcer.replies[0][1].detail == "1 of 2"
    [root] = [picture for _, kind, picture in pair.announcer.posted if kind == "root"]
    assert (root.only, root.stuck) == (1, False)


async def test_an_approval_that_was_given_counts_though_its_giver_is_away(pair: Bench) -> None:
    order = await offered(pair)
    await pair.decide(Act.APPROVE, order)
    await go_away(pair, "UMEI")

    await look(pair, order)

    assert ("UOLU", ReplyKind.ALERT_NOBODY) not in await alarmed(pair)
    assert (await pair.order(order)).escalated_at is None


async def test_the_last_of_two_approvals_that_nobody_can_give_is_alarmed(pair: Bench) -> None:
    order = await offered(pair)
    await pair.decide(Act.APPROVE, order)
    await go_away(pair, "URAJ", "UOLU")

    await look(pair, order)

    assert ("UOLU", ReplyKind.ALERT_NOBODY) in await alarmed(pair)
    assert pair.announcer.replies[-1][1].detail == "0 of 1"


async def test_while_groups_can_not_be_read_nobody_is_alarmed(bench: Bench) -> None:
    order = await bench.placed()
    await bench.work(Kind.CHECK)
    bench.directory.broken = True

    again = await bench.work(Kind.ESCALATE)
    await bench.work(Kind.DRAW)

    assert again == [NOON + timedelta(seconds=30)]
    assert all(picture.only is None for _, _, picture in bench.announcer.posted)
    assert (await bench.order(order)).escalated_at is None


@pytest.mark.parametrize(
    ("way", "where"),
    [(Way.DM, [ASKED]), (Way.CHANNEL, []), (Way.NONE, [])],
)
async def test_backups_are_told_as_the_policy_says(
    bench: Bench, way: Way, where: list[tuple[str, str]]
) -> None:
    bench.policy = replace(bench.policy, notify=Notify(backup_approvers=way))
    order = await offered(bench)
    bench.clock.move(hours=4)

    await pass_on(bench)

    told = [(to, digest.topic) for to, digest in bench.announcer.digests]
    assert [each for each in posted(bench) if each[1].startswith("asked:")] == where
    assert told == ([("CAPPROVE", Topic.BACKUPS)] if way is Way.CHANNEL else [])
    assert (await bench.order(order)).escalated_at is not None
    assert (await bench.order(order)).reminded_at is None


async def test_a_channels_message_pings_the_backups_group(bench: Bench) -> None:
    bench.directory.groups["S2"] = frozenset({"UOLU"})
    notify = Notify(backup_approvers=Way.CHANNEL)
    bench.policy = replace(bench.policy, notify=notify, backup_approvers=("S2",))
    await offered(bench)
    bench.clock.move(hours=4)

    await pass_on(bench)

    [(_, digest)] = bench.announcer.digests
    assert digest.mention == "S2"


async def test_backups_are_told_in_the_channel_once_it_can_be_used_again(bench: Bench) -> None:
    notify = Notify(backup_approvers=Way.CHANNEL)
    bench.policy = replace(bench.policy, notify=notify, operators=("UMEI",))
    await offered(bench)
    bench.clock.move(hours=4)
    bench.announcer.refuses = {"CAPPROVE": SlackRefusedError("no", code="is_archived")}
    await bench.work(Kind.ESCALATE)

    again = await bench.work(Kind.DIGEST)
    alarms = await alarmed(bench)
    bench.announcer.refuses = {}
    await bench.work(Kind.DIGEST)

    assert again == [bench.clock.at + timedelta(minutes=2)]
    assert alarms == [
        ("UMEI", ReplyKind.APPROVAL_CHANNEL_MISSING),
        ("UANA", ReplyKind.APPROVAL_CHANNEL_MISSING),
    ]
    assert [digest.topic for _, digest in bench.announcer.digests] == [Topic.BACKUPS]


@pytest.mark.parametrize("refused", ["DUOLU", "direct"])
async def test_a_backup_who_can_not_be_written_to_holds_up_nothing(
    bench: Bench, refused: str
) -> None:
    bench.announcer.refuses = {refused: SlackRefusedError("no", code="user_disabled")}
    await offered(bench)
    bench.clock.move(hours=4)

    await pass_on(bench)

    assert ASKED not in posted(bench)
    assert await bench.work(Kind.DRAW) == []


async def test_a_card_that_slack_does_not_take_is_tried_again(bench: Bench) -> None:
    order = await offered(bench)
    bench.announcer.refuses = {"DUOLU": SlackUnavailableError("away")}
    claim = Claim(jobs.draw(order.id, "asked:UOLU"), 1, 1, 0)

    assert await bench.handlers[Kind.DRAW](claim) == NOON + timedelta(seconds=1)


async def test_a_card_that_is_sent_while_somebody_decides_shows_the_decision(
    bench: Bench,
) -> None:
    order = await offered(bench)
    bench.clock.move(hours=4)
    await bench.work(Kind.ESCALATE)

    async def denied() -> None:
        bench.announcer.while_posting = None
        await bench.decide(Act.DENY, order, reason="no")

    bench.announcer.while_posting = denied
    await bench.work(Kind.DRAW)

    drawn = dict(bench.announcer.redrawn)
    assert ASKED in posted(bench)
    assert drawn["asked:UOLU"].order.state is State.DENIED


async def test_a_card_that_a_backup_deleted_stays_away(bench: Bench) -> None:
    order = await offered(bench)
    bench.clock.move(hours=4)
    await pass_on(bench)
    cards = await bench.store.ledger.read(lambda books: books.cards(order.id))
    [copy] = [card for card in cards if card.kind == "asked:UOLU"]
    bench.announcer.refuses = {copy.ts: SlackRefusedError("no", code="message_not_found")}

    await bench.decide(Act.DENY, order)
    await bench.work(Kind.DRAW)

    assert posted(bench).count(ASKED) == 1


async def look(bench: Bench, order: Order) -> None:
    await bench.store.ledger.write(lambda books: books.want(jobs.escalate(order.id)))
    await pass_on(bench)
