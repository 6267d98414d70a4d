"""From the command to the manager's card."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain.criteria import (
    CityCriteria,
    Criteria,
    NpaCriteria,
    Place,
    Request,
    Suggestion,
    TollFreeCriteria,
)
from bot.domain.errors import AccessDeniedError, CarrierUnavailableError, PlaceUnknownError
from bot.domain.jobs import Kind
from bot.domain.money import ListPrices
from bot.domain.order import PriceSource, State, Trouble
from bot.domain.picture import ReplyKind
from bot.domain.policy import Act
from bot.domain.rules import Limits
from tests.unit.services.conftest import CARY, Bench

AWAY = CarrierUnavailableError("away")


async def test_a_request_is_written_with_all_that_carries_it_on(bench: Bench) -> None:
    order = await bench.placed()

    claims = await bench.store.queue.claim(10)
    keys = {claim.job.key for claim in claims}
    assert order.state is State.CHECKING
    assert {f"check:{order.id}", f"offer:{order.id}", f"draw:{order.id}:root"} <= keys


async def test_a_delivery_that_comes_twice_is_one_order(bench: Bench) -> None:
    first = await bench.place(key="same")
    second = await bench.place(key="same")

    orders = await bench.store.ledger.read(lambda books: books.orders_of("UANA", 9))
    assert [order.id for order in orders] == [first.order and first.order.id]
    assert second.repeated


async def test_the_same_again_within_ten_minutes_is_placed_and_flagged(bench: Bench) -> None:
    first = await bench.placed()

    second = await bench.place()

    assert second.order is not None
    assert second.order.duplicate_of == first.number
    assert second.twin == first


async def test_the_same_again_after_ten_minutes_is_no_repeat(bench: Bench) -> None:
    await bench.placed()
    bench.clock.move(minutes=10, seconds=1)

    assert (await bench.place()).twin is None


async def test_more_than_the_policy_allows_is_refused_and_on_the_record(bench: Bench) -> None:
    bench.policy = replace(bench.policy, limits=Limits(quantity=1))

    placed = await bench.place()

    assert placed.order is None
    assert await bench.events("UANA") == ["refused"]


async def test_a_button_that_places_gets_its_answer_privately(bench: Bench) -> None:
    await bench.place(response_url="https://hooks.example/1")
    await bench.work(Kind.ANSWER)

    assert [(user, reply.kind) for user, reply, _ in bench.announcer.replies] == [
        ("UANA", ReplyKind.RECEIVED)
    ]


async def test_managers_are_asked_with_price_and_what_was_seen(bench: Bench) -> None:
    order = await bench.placed()

    await bench.work(Kind.CHECK)

    checked = await bench.order(order)
    assert checked.state is State.AWAITING_APPROVAL
    assert checked.quote is not None
    assert (str(checked.quote.each), checked.quote.seen) == ("0.60", 2)
    assert checked.quote.source is PriceSource.CARRIER


async def test_nothing_free_ends_the_request_and_no_manager_is_bothered(bench: Bench) -> None:
    bench.carrier.stock = []
    order = await bench.placed()

    await bench.work(Kind.CHECK, Kind.DRAW)

    ended = await bench.order(order)
    assert (ended.state, ended.suggestions) == (State.REFUSED, ())
    assert set(bench.announcer.kinds()) == {"root"}


async def test_where_nothing_is_free_what_is_free_nearby_is_counted_and_offered(
    bench: Bench,
) -> None:
    bench.carrier.empty = {CARY.criteria.place, NpaCriteria("919")}
    order = await bench.placed()

    await bench.work(Kind.CHECK)

    assert (await bench.order(order)).suggestions == (
        Suggestion("2 in Apex, NC", "Apex, NC 2 for spring campaign", 100, more=True),
        Suggestion("2 in area code 984", "984 2 for spring campaign", 100, more=True),
        Suggestion("2 anywhere in NC", "NC 2 for spring campaign", 100, more=True),
    )


async def test_what_the_policy_forbids_is_neither_counted_nor_offered(bench: Bench) -> None:
    bench.policy = replace(bench.policy, limits=Limits(forbidden_area_codes=frozenset({"984"})))
    bench.carrier.empty = {CARY.criteria.place}
    order = await bench.placed()

    await bench.work(Kind.CHECK)

    offered = [each.text for each in (await bench.order(order)).suggestions]
    assert offered == [f"{place} 2 for spring campaign" for place in ("Apex, NC", "919", "NC")]
    assert NpaCriteria("984") not in [each.place for each in bench.carrier.searched]


async def test_a_place_that_the_carrier_does_not_count_is_offered_last(bench: Bench) -> None:
    bench.carrier.stock = bench.carrier.stock[:3]
    bench.carrier.empty = {CARY.criteria.place}
    bench.carrier.searches = [None, AWAY, PlaceUnknownError("no such area code"), None]
    order = await bench.placed()

    await bench.work(Kind.CHECK)

    offered = [(each.text, each.free) for each in (await bench.order(order)).suggestions]
    assert offered == [
        ("984 2 for spring campaign", 3),
        ("NC 2 for spring campaign", 3),
        ("Apex, NC 2 for spring campaign", None),
    ]


async def test_an_unknown_place_ends_the_request_with_a_place_that_is_like_it(
    bench: Bench,
) -> None:
    bench.carrier.searches = [PlaceUnknownError("no Carey in NC")]
    bench.carrier.stock = bench.carrier.stock[:2]
    order = await bench.placed(Request(Criteria(CityCriteria("Carey", "NC"), 2)))

    await bench.work(Kind.CHECK)

    ended = await bench.order(order)
    assert ended.hold is not None
    assert ended.hold.trouble is Trouble.PLACE_UNKNOWN
    assert ended.suggestions == (
        Suggestion("2 in Cary, NC", "Cary, NC 2", 2),
        Suggestion("2 anywhere in NC", "NC 2", 2),
    )


async def test_a_carrier_that_is_away_is_asked_again(bench: Bench) -> None:
    bench.carrier.searches = [AWAY]
    order = await bench.placed()

    again = await bench.work(Kind.CHECK)
    await bench.work(Kind.CHECK)

    assert again != [None]
    assert (await bench.order(order)).state is State.AWAITING_APPROVAL


async def test_credentials_that_are_refused_do_not_end_a_request(bench: Bench) -> None:
    bench.carrier.searches = [AccessDeniedError("who are you")]
    order = await bench.placed()

    await bench.work(Kind.CHECK)

    assert (await bench.order(order)).state is State.CHECKING


async def test_credentials_refused_at_a_search_pause_nothing_until_a_purchase_meets_it(
    bench: Bench,
) -> None:
    order = await bench.placed()
    bench.carrier.searches = [denied := AccessDeniedError("who are you")]
    await bench.work(Kind.CHECK)
    first = await alarms(bench)
    bench.carrier.answers = [denied]
    await bench.work(Kind.CHECK)
    await bench.decide(Act.APPROVE, order)
    await bench.work(Kind.BUY)

    assert first == [ReplyKind.ALERT_SEARCH_DENIED]
    assert await alarms(bench) == [*first, ReplyKind.ALERT_ACCESS_DENIED]
    assert await bench.events("policy") == ["paused"]


async def alarms(bench: Bench) -> list[ReplyKind]:
    await bench.work(Kind.ALERT)
    await bench.work(Kind.ANSWER)
    return [reply.kind for user, reply, _ in bench.announcer.replies if user == "UOLU"]


async def test_managers_are_asked_anyway_when_the_carrier_stays_away(bench: Bench) -> None:
    order = await bench.placed()

    await bench.work(Kind.OFFER_ANYWAY, Kind.DRAW)

    offered = await bench.order(order)
    assert offered.state is State.AWAITING_APPROVAL
    assert offered.quote is not None
    assert (offered.quote.seen, offered.quote.checked_at) == (None, None)
    assert "approval" in bench.announcer.kinds()


async def test_the_check_goes_on_after_the_card_was_posted_and_redraws_it(bench: Bench) -> None:
    order = await bench.placed()
    await bench.work(Kind.OFFER_ANYWAY, Kind.DRAW)

    await bench.work(Kind.CHECK, Kind.DRAW)

    checked = await bench.order(order)
    assert checked.quote is not None
    assert checked.quote.seen == 2
    assert "approval" in [kind for kind, _ in bench.announcer.redrawn]


async def test_a_price_that_turns_out_dearer_is_a_new_revision(bench: Bench) -> None:
    order = await bench.placed()
    await bench.work(Kind.OFFER_ANYWAY)

    await bench.work(Kind.CHECK)

    assert (await bench.order(order)).revision == order.revision + 1


async def test_self_repair_gives_a_request_its_lost_jobs_back(bench: Bench) -> None:
    order = await bench.placed()
    for claim in await bench.store.queue.claim(10):
        await bench.store.queue.done(claim)

    await bench.repairing.repair()
    await bench.work(Kind.CHECK)

    assert (await bench.order(order)).state is State.AWAITING_APPROVAL


async def test_a_form_places_one_order_however_often_it_is_sent(bench: Bench) -> None:
    first = await bench.place(form="V1", response_url="")
    second = await bench.place(form="V1", response_url="")
    another = await bench.place(form="V2", response_url="")

    assert first.order is not None
    assert (second.order, second.repeated) == (None, True)
    assert another.order is not None


async def test_a_form_that_was_refused_can_be_sent_again_and_its_no_is_told_in_it(
    bench: Bench,
) -> None:
    bench.policy = replace(bench.policy, limits=Limits(quantity=1))
    refused = await bench.place(form="V1", response_url="")
    fewer = replace(CARY, criteria=CARY.criteria.of(1))

    placed = await bench.place(fewer, form="V1", response_url="")
    await bench.work(Kind.ANSWER)

    assert (refused.order, refused.repeated) == (None, False)
    assert placed.order is not None
    assert [reply.kind for _, reply, _ in bench.announcer.replies] == [ReplyKind.RECEIVED]


async def test_an_order_without_a_channel_is_followed_in_direct_messages(bench: Bench) -> None:
    placed = await bench.place(form="V1", response_url="", channel="")
    await bench.work(Kind.DRAW)

    assert placed.order is not None
    [(where, kind, picture)] = bench.announcer.posted
    assert (where, kind, picture.homeless) == ("DUANA", "root", False)


@pytest.mark.parametrize("job", [Kind.CHECK, Kind.OFFER_ANYWAY])
@pytest.mark.parametrize(
    ("place", "price"), [(CityCriteria("Cary", "NC"), "0.35"), (TollFreeCriteria(), "0.75")]
)
async def test_where_the_carrier_names_no_price_the_list_price_of_the_kind_counts(
    bench: Bench, place: Place, price: str, job: Kind
) -> None:
    bench.carrier.price, bench.prices = None, ListPrices(Decimal("0.35"), Decimal("0.75"))
    order = await bench.placed(Request(Criteria(place, 2)))

    await bench.work(job)

    quote = (await bench.order(order)).quote
    assert quote is not None
    assert (quote.each, quote.source) == (Decimal(price), PriceSource.LIST)


async def test_a_list_price_that_nobody_named_is_not_known(bench: Bench) -> None:
    bench.carrier.price, bench.prices = None, ListPrices(Decimal("0.35"))
    order = await bench.placed(Request(Criteria(TollFreeCriteria(), 2)))

    await bench.work(Kind.CHECK)

    quote = (await bench.order(order)).quote
    assert quote is not None
    assert quote.each is None
