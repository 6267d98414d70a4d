"""Change…: a form that opens filled in, says what it brings, and is checked field by field."""

import json
from typing import Any

import pytest
import structlog
from slack_bolt import BoltResponse

from bot.domain.jobs import Kind
from bot.domain.order import State
from tests.handlers.front_door import FrontDoor, ref

MORE = {"quantity": "12", "where": "Cary, NC", "note": " The fair is bigger. "}
FEWER = {"quantity": "4", "where": "Cary, NC", "note": ""}


def view(asked: dict[str, Any]) -> dict[str, Any]:
    return json.loads(asked["view"]) if isinstance(asked["view"], str) else asked["view"]


def errors(response: BoltResponse) -> dict[str, str]:
    assert response.status == 200
    answer = json.loads(response.body)
    assert answer["response_action"] == "errors"
    return answer["errors"]


async def test_change_opens_a_form_with_what_is_asked_now(house: FrontDoor) -> None:
    house.slack.says("views.open", {"view": {"id": "V1"}})
    order = await house.waiting("Cary NC 10 ending 2020")

    acked = await house.click("change", ref(order), trigger="7.8.fresh")

    [asked] = house.slack.asked("views.open")
    fields = {block.get("block_id"): block for block in view(asked)["blocks"]}
    assert (acked.status, asked["trigger_id"]) == (200, "7.8.fresh")
    assert fields["quantity"]["element"]["initial_value"] == "10"
    assert fields["where"]["element"]["initial_value"] == "Cary, NC ending 2020"
    assert await house.answers() == []


async def test_a_form_that_does_not_open_is_acked_and_the_person_is_told(house: FrontDoor) -> None:
    house.slack.says("views.open", {"error": "expired_trigger_id"})
    order = await house.waiting()

    with structlog.testing.capture_logs():
        acked = await house.click("change", ref(order))

    assert acked.status == 200
    assert await house.answers() == [("UMEI", "unexpected")]


async def test_a_change_is_committed_before_the_ack_that_closes_the_form(house: FrontDoor) -> None:
    order = await house.waiting("Cary NC 10")

    acked = await house.fill("change", ref(order), **MORE)

    [promised] = await house.jobs(Kind.CHANGE)
    assert (acked.status, acked.body) == (200, "")
    assert promised.payload["wanted"] == {"city": "Cary", "state": "NC", "quantity": "12"}
    assert promised.payload["choice"]["reason"] == "The fair is bigger."
    assert promised.payload["choice"]["revision"] == 1


async def test_a_change_that_is_delivered_twice_is_promised_once(house: FrontDoor) -> None:
    order = await house.waiting("Cary NC 10")

    for _ in range(2):
        acked = await house.fill("change", ref(order), trigger="same", **MORE)
        assert acked.status == 200

    assert len(await house.jobs(Kind.CHANGE)) == 1


@pytest.mark.parametrize(
    ("typed", "block", "sentence"),
    [
        ({"where": "Cary NX"}, "where", "“NX” is not a US state."),
        ({"where": "Cary NC 5"}, "where", "The quantity has a field of its own."),
        ({"quantity": "none"}, "quantity", "a whole number from 1 to 5000"),
        ({"quantity": "10"}, "quantity", "Nothing is changed"),
        (
            {"where": "Cary NC ending 2020", "quantity": "51"},
            "quantity",
            "up to 50 numbers",
        ),
    ],
)
async def test_what_cannot_be_changed_is_said_below_its_field(
    house: FrontDoor, typed: dict[str, str], block: str, sentence: str
) -> None:
    order = await house.waiting("Cary NC 10")

    wrong = errors(await house.fill("change", ref(order), **(MORE | typed)))

    assert wrong.keys() == {block}
    assert sentence in wrong[block]
    assert await house.jobs(Kind.CHANGE) == []
    assert (await house.only_order()).revision == 1


async def test_a_form_that_a_failing_store_can_not_take_stays_open(house: FrontDoor) -> None:
    order = await house.waiting("Cary NC 10")
    house.ledger.broken = True

    acked = await house.fill("change", ref(order), **MORE)

    assert acked.status == 500
    assert (await house.only_order()).state is State.AWAITING_APPROVAL


async def test_the_button_says_approve_once_only_fewer_are_asked_for(house: FrontDoor) -> None:
    house.slack.says("views.update", {"view": {"id": "V1"}})
    order = await house.waiting("Cary NC 10")

    acked = await house.type_in("change", ref(order), "quantity", **FEWER)
    await house.updates.finished()

    [asked] = house.slack.asked("views.update")
    assert acked.status == 200
    assert (asked["view_id"], asked["hash"]) == ("V1", "1.abc")
    assert view(asked)["submit"]["text"] == "Approve fewer"


@pytest.mark.parametrize("typed", [MORE, FEWER | {"where": "Cary N"}])
async def test_a_button_that_says_the_right_thing_is_left_alone(
    house: FrontDoor, typed: dict[str, str]
) -> None:
    order = await house.waiting("Cary NC 10")

    await house.type_in("change", ref(order), "where", **typed)
    await house.updates.finished()

    assert house.slack.asked("views.update") == []


async def test_a_button_that_slack_does_not_draw_anew_harms_nobody(house: FrontDoor) -> None:
    house.slack.says("views.update", {"error": "hash_conflict"})
    order = await house.waiting("Cary NC 10")

    acked = await house.type_in("change", ref(order), "quantity", **FEWER)
    await house.updates.finished()

    assert acked.status == 200
    assert await house.answers() == []
