"""Every store keeps deliveries, approvals, cards and switches like this."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.order import Approval
from bot.domain.picture import Card
from bot.store import Store
from tests.store_samples import ANA, MEI, NOW, StoreHome, draft


async def test_a_delivery_is_new_only_once(store: Store) -> None:
    first = await store.ledger.write(lambda books: books.first_time("trigger", NOW))
    second = await store.ledger.write(lambda books: books.first_time("trigger", NOW))
    other = await store.ledger.write(lambda books: books.first_time("other", NOW))

    assert (first, second, other) == (True, False, True)


async def test_a_sweep_forgets_deliveries_after_a_day(store: Store) -> None:
    await store.ledger.write(lambda books: books.first_time("old", NOW))
    await store.ledger.write(lambda books: books.first_time("new", NOW + timedelta(hours=1)))

    swept = await store.queue.sweep(NOW + timedelta(hours=24, seconds=1))

    assert swept == 1
    assert await store.ledger.write(lambda books: books.first_time("old", NOW))
    assert not await store.ledger.write(lambda books: books.first_time("new", NOW))


async def test_an_approver_approves_a_revision_once(store: Store) -> None:
    order = await store.ledger.write(lambda books: books.open_order(draft()))

    given = [
        await store.ledger.write(lambda books, who=who: books.approve(order, who, NOW))
        for who in (MEI, ANA, MEI)
    ]

    assert given == [True, True, False]
    approvals = await store.ledger.read(lambda books: books.approvals(order))
    assert approvals == [Approval(ANA, 1, NOW), Approval(MEI, 1, NOW)]


async def test_a_raised_revision_voids_earlier_approvals(store: Store) -> None:
    order = await store.ledger.write(lambda books: books.open_order(draft()))
    await store.ledger.write(lambda books: books.approve(order, MEI, NOW))

    changed = await store.ledger.write(lambda books: books.amend(order, revision=2))

    assert await store.ledger.read(lambda books: books.approvals(changed)) == []
    assert await store.ledger.write(lambda books: books.approve(changed, MEI, NOW))


async def test_an_approval_keeps_the_digest_of_what_was_approved(
    store: Store, home: StoreHome
) -> None:
    order = await store.ledger.write(lambda books: books.open_order(draft()))
    await store.ledger.write(lambda books: books.approve(order, MEI, NOW))
    dearer = await store.ledger.write(lambda books: books.amend(order, revision=2))
    await store.ledger.write(lambda books: books.approve(dearer, MEI, NOW))

    digests = {digest for (digest,) in await home.execute("SELECT digest FROM approvals")}

    assert {len(digest) for digest in digests} == {64}
    assert len(digests) == 2


async def test_a_card_stands_where_it_was_put_last(store: Store) -> None:
    await store.ledger.write(lambda books: books.open_order(draft()))
    root = Card("01A", "root", "CNUMBERS")
    notice = Card("01A", "notice:completed", "CNUMBERS", "2.2", "1.1")

    for card in (root, notice, replace(root, ts="1.1")):
        await store.ledger.write(lambda books, card=card: books.put_card(card))

    cards = await store.ledger.read(lambda books: books.cards("01A"))
    assert cards == [notice, replace(root, ts="1.1")]


async def test_a_switch_is_off_until_it_gets_a_reason(store: Store) -> None:
    async def seen() -> str | None:
        return await store.ledger.read(lambda books: books.flag("paused"))

    before = await seen()
    await store.ledger.write(lambda books: books.set_flag("paused", "maintenance"))
    await store.ledger.write(lambda books: books.set_flag("paused", "carrier maintenance"))
    during = await seen()
    await store.ledger.write(lambda books: books.set_flag("paused", None))

    assert (before, during, await seen()) == (None, "carrier maintenance", None)


async def test_an_absence_lasts_until_its_end_or_until_it_is_taken_back(store: Store) -> None:
    day = timedelta(days=1)
    for until in (NOW + day, NOW + 2 * day):
        await store.ledger.write(lambda books, until=until: books.set_absence("UMEI", until))
    await store.ledger.write(lambda books: books.set_absence("URAJ", NOW + day))
    among = ["UMEI", "URAJ", "UOLU"]
    first = await store.ledger.read(lambda books: books.absences(among, NOW))
    later = await store.ledger.read(lambda books: books.absences(among, NOW + day))

    await store.ledger.write(lambda books: books.set_absence("UMEI", None))

    assert first == {"UMEI": NOW + 2 * day, "URAJ": NOW + day}
    assert later == {"UMEI": NOW + 2 * day}
    assert await store.ledger.read(lambda books: books.absences(["UMEI"], NOW)) == {}
    assert await store.ledger.read(lambda books: books.absences([], NOW)) == {}
