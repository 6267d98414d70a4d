"""Who may ask, votes and self-approval, through the front door."""

import json
from dataclasses import replace

from bot.domain.asking import Account
from bot.domain.jobs import Kind
from bot.domain.order import Order, Person, State
from bot.domain.rules import Policy, Tier
from tests.handlers.front_door import FrontDoor, ref, said

TWO = Policy(("S1",), tiers=(Tier("many", above_quantity=1, approvals=2),))
OWN = Policy(("S1",), self_approval=True)


async def test_a_guest_is_told_at_once_whom_to_ask(house: FrontDoor) -> None:
    house.directory.accounts["ULEE"] = Account.GUEST
    house.directory.people["UMEI"] = Person("UMEI", "Mei")

    answer = said(await house.command("Cary NC 2", user="ULEE"))

    assert answer["text"] == (
        "I didn't order anything. Guests may ask for numbers only where the policy names them. "
        "Ask Mei."
    )
    assert await house.jobs() == []


async def test_help_tells_a_guest_that_they_may_not_ask(house: FrontDoor) -> None:
    house.directory.accounts["ULEE"] = Account.GUEST

    guest = said(await house.command("help", user="ULEE"))
    member = said(await house.command("help"))

    assert "Guests may ask for numbers only" in json.dumps(guest)
    assert "You may ask for up to 5,000 numbers" in json.dumps(member)


async def test_who_is_not_known_yet_gets_an_order_that_is_checked_first(house: FrontDoor) -> None:
    house.directory.cold = True

    answer = said(await house.command("Cary NC 2", user="UANA"))

    assert answer["text"].startswith("Order 1001 received")
    assert (await house.only_order()).state is State.CHECKING


async def test_a_first_approval_of_two_is_answered_and_can_be_withdrawn(house: FrontDoor) -> None:
    house.policy = TWO
    order = await house.waiting()

    await house.click("approve", ref(order))
    await house.click("withdraw", ref(order))

    assert (await house.only_order()).state is State.AWAITING_APPROVAL
    assert await house.answers() == [("UMEI", "voted"), ("UMEI", "withdrawn")]


async def meis(house: FrontDoor) -> Order:
    """Mei, who is an approver, asks; and clicks Approve."""
    house.policy = OWN
    house.slack.says("views.open", {"view": {"id": "V1"}})
    order = await house.waiting(user="UMEI")
    await house.click("approve", ref(order))
    return order


async def test_self_approval_asks_for_a_reason_first(house: FrontDoor) -> None:
    order = await meis(house)

    [asked] = house.slack.asked("views.open")
    form = asked["view"]
    assert (form["callback_id"], form["private_metadata"]) == ("own_reason", ref(order))
    assert (await house.only_order()).state is State.AWAITING_APPROVAL
    assert await house.answers() == []


async def test_self_approval_counts_with_its_reason(house: FrontDoor) -> None:
    order = await meis(house)

    acked = await house.submit(ref(order), "Raj is on leave.", form="own_reason")

    approved = await house.only_order()
    assert (acked.status, acked.body) == (200, "")
    assert (approved.state, approved.reason) == (State.APPROVED, "Raj is on leave.")
    assert f"draw:{order.id}:own" in {job.key for job in await house.jobs(Kind.DRAW)}


async def test_self_approval_with_blanks_for_a_reason_stays_in_the_form(house: FrontDoor) -> None:
    order = await meis(house)

    acked = await house.submit(ref(order), "  \n ", form="own_reason")

    assert json.loads(acked.body)["response_action"] == "errors"
    assert (await house.only_order()).state is State.AWAITING_APPROVAL


async def test_a_form_for_self_approval_that_does_not_open_is_said(house: FrontDoor) -> None:
    house.policy = OWN
    house.slack.says("views.open", {"error": "internal_error"})
    order = await house.waiting(user="UMEI")

    acked = await house.click("approve", ref(order))

    assert acked.status == 200
    assert await house.answers() == [("UMEI", "unexpected")]


async def test_others_approve_without_a_form_though_self_approval_is_on(house: FrontDoor) -> None:
    order = await meis(house)

    await house.click("approve", ref(order), user="URAJ")

    assert (await house.only_order()).state is State.APPROVED


async def test_a_forged_form_for_self_approval_makes_nobody_an_approver(house: FrontDoor) -> None:
    house.policy = replace(OWN, approvers=("URAJ",))
    order = await house.waiting()

    await house.submit(ref(order), "because", user="UANA", form="own_reason")

    assert await house.answers() == [("UANA", "not_approver")]
