"""Where the bot may not post it says so, and nothing is lost."""

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio

from tests.e2e.driving import MANAGERS, Driver
from tests.e2e.reading import shown, tns

pytestmark = pytest.mark.e2e


@pytest_asyncio.fixture(loop_scope="session")
async def open_channels(shared: Driver) -> AsyncGenerator[Driver]:
    """The shared sandbox; afterwards its channels are brought back, and nothing may have failed."""
    logged = len(shared.log())
    yield shared
    for channel in ("numbers", MANAGERS):
        await shared.archive(channel, archived=False)
    assert "Traceback" not in shared.log()[logged:]


async def test_where_the_bot_is_no_member_the_order_goes_on_in_direct_messages(
    shared: Driver,
) -> None:
    bought = await shared.bought("Cary NC 1", channel="random", where="@ana")

    card = await shared.card("@ana", "I can't post in the channel where you asked")
    assert len(bought) == 1
    assert "/invite @order-numbers" in shown(card)
    assert await shared.messages("random") == []


async def test_a_private_channel_is_named_nowhere(shared: Driver) -> None:
    number = await shared.place("Cary NC 1 for a quiet deal", channel="deals")
    card = await shared.order(number, "decide by", MANAGERS)

    await shared.approve(number)
    said = await shared.thread("is bought", number, "@ana")

    assert "asked in a private channel" in shown(card)
    assert "deals" not in shown(await shared.messages(MANAGERS))
    assert len(tns(said)) == 1


async def test_a_channel_that_is_archived_meanwhile_hands_over_to_direct_messages(
    open_channels: Driver,
) -> None:
    number = await open_channels.place("Cary NC 1")
    await open_channels.order(number, "Waiting for approval")
    await open_channels.archive("numbers")

    await open_channels.approve(number)
    said = await open_channels.thread("is bought", number, "@ana")

    assert len(tns(said)) == 1


async def test_without_the_approval_channel_people_are_told_and_the_card_comes_later(
    open_channels: Driver,
) -> None:
    await open_channels.archive(MANAGERS)
    number = await open_channels.place("Cary NC 1")

    told = await open_channels.card(
        "@ana", f"I can't post about Order {number} in the approval channel"
    )
    operator = await open_channels.card(
        "@olu", f"I can't post about Order {number} in the approval channel"
    )
    await open_channels.archive(MANAGERS, archived=False)
    await open_channels.approve(number)

    assert "Nothing is lost" in shown(told)
    assert "is_archived" in shown(operator)
    assert await open_channels.thread("is bought", number)


async def test_a_decided_card_is_redrawn_though_its_channel_was_archived_meanwhile(
    open_channels: Driver,
) -> None:
    number = await open_channels.place("Cary NC 1")
    await open_channels.order(number, "decide by", MANAGERS)
    root = await open_channels.order(number, "Waiting for approval")
    await open_channels.archive(MANAGERS)
    mark = await open_channels.now()

    async def refused() -> bool:
        return "is_inactive" in shown(await open_channels.get("journal", since=mark))

    await open_channels.click("ana", root, "cancel", "numbers")
    await open_channels.order(number, "Cancelled by Ana")
    await open_channels.until(refused, "a refused redraw")
    await open_channels.archive(MANAGERS, archived=False)

    assert await open_channels.order(number, "Cancelled by Ana", MANAGERS)
    assert await open_channels.cards("@olu", f"Order {number} has not reached") == []


async def test_a_card_that_somebody_deleted_is_posted_again(shared: Driver) -> None:
    number = await shared.place("Cary NC 1")
    card = await shared.order(number, "decide by", MANAGERS)
    root = await shared.order(number, "Waiting for approval")

    await shared.delete_message("numbers", root)
    await shared.click("mei", card, "approve")
    said = await shared.thread("is bought", number)

    assert len(tns(said)) == 1
    assert await shared.order(number, "Done: 1 of 1")
