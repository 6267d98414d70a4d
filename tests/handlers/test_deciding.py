"""Approve, Deny and Cancel by button: decided at the click, answered always, once each."""

import asyncio
import json

import pytest
import structlog
from aiohttp import web

from bot.domain.jobs import Kind
from bot.domain.order import State
from tests.handlers.front_door import CLICK_URL, FrontDoor, ref

REFUSED = ["trigger_expired", "invalid_trigger", "internal_error", "ratelimited"]


async def test_an_approval_is_committed_with_the_purchase_and_acked_with_nothing(
    house: FrontDoor,
) -> None:
    order = await house.waiting()

    acked = await house.click("approve", ref(order))

    decided = await house.only_order()
    assert (acked.status, acked.body) == (200, "")
    assert decided.state is State.APPROVED
    assert decided.decided_by is not None
    assert decided.decided_by.id == "UMEI"
    assert [job.key for job in await house.jobs(Kind.BUY)] == [f"buy:{order.id}"]


async def test_the_answer_to_a_click_goes_to_its_own_address(house: FrontDoor) -> None:
    await house.click("approve", ref(await house.waiting()))

    [promised] = await house.jobs(Kind.ANSWER)
    assert (promised.payload["user"], promised.payload["response_url"]) == ("UMEI", CLICK_URL)


@pytest.mark.parametrize(
    ("action", "who", "answered"),
    [
        ("approve", "USAM", "not_approver"),
        ("approve", "UANA", "not_approver"),
        ("cancel", "USAM", "not_yours"),
    ],
)
async def test_a_click_by_someone_else_changes_nothing_and_is_answered(
    house: FrontDoor, action: str, who: str, answered: str
) -> None:
    order = await house.waiting()

    acked = await house.click(action, ref(order), user=who)

    assert acked.status == 200
    assert (await house.only_order()).state is State.AWAITING_APPROVAL
    assert await house.answers() == [(who, answered)]


async def test_nobody_approves_their_own_request(house: FrontDoor) -> None:
    await house.command("Cary NC 2", user="UMEI")
    order = await house.only_order()

    await house.click("approve", ref(order))

    assert await house.answers() == [("UMEI", "own_request")]


async def test_the_requester_cancels_by_button(house: FrontDoor) -> None:
    order = await house.waiting()

    await house.click("cancel", ref(order), user="UANA")

    assert (await house.only_order()).state is State.CANCELLED


async def test_the_requester_has_the_managers_reminded_by_button(house: FrontDoor) -> None:
    order = await house.waiting()

    acked = await house.click("remind", ref(order), user="UANA")

    assert (acked.status, acked.body) == (200, "")
    assert await house.answers() == [("UANA", "reminded")]
    assert [job.payload["order"] for job in await house.jobs(Kind.REMIND)] == [order.id]


async def test_a_late_click_learns_who_was_first(house: FrontDoor) -> None:
    order = await house.waiting()
    await house.click("approve", ref(order))

    await house.click("approve", ref(order), user="URAJ")

    assert ("URAJ", "already_decided") in await house.answers()


async def test_the_same_click_delivered_twice_is_answered_once(house: FrontDoor) -> None:
    order = await house.waiting()

    for _ in range(2):
        acked = await house.click("approve", ref(order), trigger="same")
        assert acked.status == 200

    assert await house.answers() == [("UMEI", "approved")]


async def test_clicks_at_the_same_moment_are_one_purchase_and_an_answer_each(
    house: FrontDoor,
) -> None:
    order = await house.waiting()

    acked = await asyncio.gather(*(house.click("approve", ref(order)) for _ in range(20)))

    assert {each.status for each in acked} == {200}
    assert len(await house.jobs(Kind.BUY)) == 1
    assert len(await house.answers()) == 20


async def test_deny_opens_the_form_that_asks_why(house: FrontDoor) -> None:
    house.slack.says("views.open", {"view": {"id": "V1"}})
    order = await house.waiting()

    acked = await house.click("deny", ref(order), trigger="7.8.fresh")

    [asked] = house.slack.asked("views.open")
    view = json.loads(asked["view"]) if isinstance(asked["view"], str) else asked["view"]
    assert acked.status == 200
    assert asked["trigger_id"] == "7.8.fresh"
    assert view["private_metadata"] == ref(order)
    assert (await house.only_order()).state is State.AWAITING_APPROVAL
    assert await house.answers() == []


@pytest.mark.parametrize("code", REFUSED)
async def test_a_form_that_does_not_open_is_acked_and_the_person_is_told(
    house: FrontDoor, code: str
) -> None:
    house.slack.says("views.open", {"error": code})
    order = await house.waiting()

    with structlog.testing.capture_logs() as log:
        acked = await house.click("deny", ref(order))

    assert acked.status == 200
    assert (await house.only_order()).state is State.AWAITING_APPROVAL
    assert await house.answers() == [("UMEI", "unexpected")]
    assert [(each["event"], each["code"]) for each in log] == [("form_not_opened", code)]


async def test_a_form_that_slack_garbles_is_acked_and_the_person_is_told(
    house: FrontDoor,
) -> None:
    house.slack.says("views.open", web.Response(text="<html>Bad gateway</html>", status=502))
    order = await house.waiting()

    acked = await house.click("deny", ref(order))

    assert acked.status == 200
    assert await house.answers() == [("UMEI", "unexpected")]


@pytest.mark.parametrize("action", ["approve", "deny", "cancel"])
async def test_a_button_of_an_order_that_is_no_more_is_answered(
    house: FrontDoor, action: str
) -> None:
    acked = await house.click(action, "01JNOSUCHORDER0000000000000:1")

    assert acked.status == 200
    assert await house.answers() == [("UMEI", "no_such_order")]
    assert house.slack.asked("views.open") == []


async def test_a_denial_is_committed_with_its_reason_and_closes_the_form(
    house: FrontDoor,
) -> None:
    order = await house.waiting()

    acked = await house.submit(ref(order), " Use the Raleigh numbers first. ")

    denied = await house.only_order()
    assert (acked.status, acked.body) == (200, "")
    assert (denied.state, denied.reason) == (State.DENIED, "Use the Raleigh numbers first.")
    assert await house.answers() == [("UMEI", "denied")]


async def test_a_denial_by_a_colleague_changes_nothing(house: FrontDoor) -> None:
    order = await house.waiting()

    await house.submit(ref(order), "I would rather not", user="USAM")

    assert (await house.only_order()).state is State.AWAITING_APPROVAL
    assert await house.answers() == [("USAM", "not_approver")]


async def test_a_denial_that_comes_too_late_is_answered(house: FrontDoor) -> None:
    order = await house.waiting()
    await house.click("approve", ref(order))

    await house.submit(ref(order), "No", user="URAJ")

    assert (await house.only_order()).state is State.APPROVED
    assert ("URAJ", "already_decided") in await house.answers()


async def test_a_form_that_a_failing_store_can_not_take_stays_open(house: FrontDoor) -> None:
    order = await house.waiting()
    house.ledger.broken = True

    acked = await house.submit(ref(order), "A reason that took a while to write")

    assert acked.status == 500
    assert (await house.only_order()).state is State.AWAITING_APPROVAL
