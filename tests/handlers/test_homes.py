"""The Home: opening it promises a drawing, and its switch obeys operators alone."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.domain.jobs import Kind
from bot.domain.rules import Policy
from bot.services.pausing import pause_of
from tests.handlers.front_door import FrontDoor

OPENED: dict[str, object] = {"type": "app_home_opened", "user": "UANA", "tab": "home"}


@pytest.fixture
def house(house: FrontDoor) -> FrontDoor:
    house.policy = Policy(("S1",), operators=("UOLU",))
    return house


async def reason(house: FrontDoor) -> str | None:
    paused = await house.store.ledger.read(pause_of)
    return paused and paused.why


async def submit(house: FrontDoor, why: str, user: str = "UOLU", trigger: str = "") -> int:
    acked = await house.submit("", why, user=user, trigger=trigger, form="pause_reason")
    return acked.status


async def wanted(house: FrontDoor) -> list[str]:
    return [job.key for job in await house.jobs(Kind.HOME)]


async def test_an_opened_home_is_acked_with_the_promise_to_draw_it_and_asks_slack_nothing(
    house: FrontDoor,
) -> None:
    acked = await house.event(OPENED)

    assert acked.status == 200
    assert await wanted(house) == ["home:UANA"]
    assert house.slack.heard == []


async def test_the_other_tab_needs_no_drawing(house: FrontDoor) -> None:
    acked = await house.event({**OPENED, "tab": "messages"})

    assert acked.status == 200
    assert await wanted(house) == []


async def test_an_opened_home_that_can_not_be_written_down_is_sent_again(house: FrontDoor) -> None:
    house.ledger.broken = True

    acked = await house.event(OPENED)

    assert acked.status == 500


async def test_pausing_asks_why_and_pauses_nothing_yet(house: FrontDoor) -> None:
    house.slack.says("views.open", {"view": {"id": "V3"}})

    acked = await house.click_at_home("pause")

    [asked] = house.slack.asked("views.open")
    view: dict[str, Any] = asked["view"]
    assert acked.status == 200
    assert view["callback_id"] == "pause_reason"
    assert await reason(house) is None


async def test_who_can_not_be_asked_why_is_told(house: FrontDoor) -> None:
    house.slack.says("views.open", {"error": "expired_trigger_id"})

    acked = await house.click_at_home("pause")

    assert acked.status == 200
    assert await house.answers() == [("UOLU", "unexpected")]


async def test_the_reason_pauses_buying_and_closes_the_form(house: FrontDoor) -> None:
    acked = await house.submit("", " carrier maintenance ", user="UOLU", form="pause_reason")

    assert (acked.status, acked.body) == (200, "")
    assert await reason(house) == "carrier maintenance"
    assert await house.answers() == [("UOLU", "paused")]
    assert await wanted(house) == ["home:UOLU"]


async def test_a_form_that_a_failing_store_can_not_take_stays_open(house: FrontDoor) -> None:
    house.ledger.broken = True

    assert await submit(house, "carrier maintenance") == 500
    assert await reason(house) is None


async def test_one_click_resumes(house: FrontDoor) -> None:
    await submit(house, "carrier maintenance")

    acked = await house.click_at_home("resume")

    assert (acked.status, acked.body) == (200, "")
    assert await reason(house) is None
    assert ("UOLU", "resumed") in await house.answers()


async def test_a_submission_that_is_delivered_twice_is_answered_once(house: FrontDoor) -> None:
    for _ in range(2):
        assert await submit(house, "carrier maintenance", trigger="same") == 200

    assert await house.answers() == [("UOLU", "paused")]


async def test_answers_go_by_direct_message_because_a_home_has_no_address(
    house: FrontDoor,
) -> None:
    await house.click_at_home("resume")

    [promised] = await house.jobs(Kind.ANSWER)
    assert promised.payload["response_url"] == ""


@pytest.mark.parametrize("who", ["UANA", "UMEI"], ids=["requester", "approver"])
async def test_nobody_but_an_operator_pauses_or_resumes(house: FrontDoor, who: str) -> None:
    await submit(house, "I would rather not", who)
    never_paused = await reason(house)
    await submit(house, "carrier maintenance")
    acked = await house.click_at_home("resume", user=who)

    assert acked.status == 200
    assert (never_paused, await reason(house)) == (None, "carrier maintenance")
    assert (await house.answers()).count((who, "not_operator")) == 2


async def test_where_the_group_must_be_read_first_the_click_is_kept(house: FrontDoor) -> None:
    house.policy = Policy(("S1",), operators=("S9",))
    house.directory.cold = True

    assert await submit(house, "carrier maintenance") == 200

    assert len(await house.jobs(Kind.DECIDE)) == 1
    assert await reason(house) is None


async def test_a_forged_click_and_a_forged_form_switch_nothing(house: FrontDoor) -> None:
    user, trigger = {"id": "UOLU"}, "9.9.z"
    values = {"reason": {"reason": {"value": "forged"}}}
    view = {"id": "V1", "callback_id": "pause_reason", "state": {"values": values}}
    click: dict[str, object] = {"actions": [{"action_id": "resume", "value": "resume"}]}
    forged = [{"type": "block_actions", **click}, {"type": "view_submission", "view": view}]

    for body in forged:
        payload = json.dumps({**body, "user": user, "trigger_id": trigger})
        answer = await house.send(urlencode({"payload": payload}), secret="another")

        assert answer.status == 401
    assert await house.jobs() == []
    assert await reason(house) is None
