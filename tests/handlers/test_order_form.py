"""The order form: opened in five ways, kept in step, checked, and committed before its ack."""

import json
from typing import Any

import pytest
import structlog
from slack_bolt import BoltResponse

from bot.domain.asking import Account
from bot.domain.criteria import CityCriteria, Criteria, Request, ZipCriteria
from bot.domain.errors import CarrierUnavailableError
from bot.domain.jobs import Kind
from bot.domain.order import Person, State
from bot.domain.rules import CostCenter, Limits, Policy
from bot.slack.sheets import Sheet
from tests.handlers.front_door import CLICK_URL, COMMAND_URL, FrontDoor, buttons, said

IN_NUMBERS = Sheet({}, "C0NUMBERS", response_url=COMMAND_URL)
ABOUT = IN_NUMBERS.about
CARY = {"kind": "city", "city": "Cary", "state": "NC", "quantity": "2", "match": "any"}
WHOLE = CARY | {"purpose": " spring campaign "}
GLOBAL: dict[str, object] = {"type": "shortcut", "callback_id": "order"}
ON_MESSAGE: dict[str, object] = {
    "type": "message_action",
    "callback_id": "order_for_message",
    "channel": {"id": "C0DEALS", "name": "privategroup"},
    "message": {"text": "&lt;!channel&gt; for the *fair*", "ts": "17.1"},
    "response_url": CLICK_URL,
}


@pytest.fixture
def house(house: FrontDoor) -> FrontDoor:
    house.slack.says("views.open", {"view": {"id": "V1"}})
    house.slack.says("views.update", {"view": {"id": "V1", "hash": "1.b"}})
    return house


def opened(house: FrontDoor) -> dict[str, Any]:
    [asked] = house.slack.asked("views.open")
    return view(asked)


def view(asked: dict[str, Any]) -> dict[str, Any]:
    return json.loads(asked["view"]) if isinstance(asked["view"], str) else asked["view"]


def fields(shown: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {b["block_id"]: b["element"] for b in shown["blocks"] if b["type"] == "input"}


def text(shown: dict[str, Any]) -> str:
    return "\n".join(b["text"]["text"] for b in shown["blocks"] if b["type"] == "section")


def errors(response: BoltResponse) -> dict[str, str]:
    assert response.status == 200
    answer = json.loads(response.body)
    assert answer["response_action"] == "errors"
    return answer["errors"]


async def send(house: FrontDoor, about: str = ABOUT, **typed: str) -> BoltResponse:
    return await house.fill("order", about, user="UANA", **(typed or WHOLE))


async def press_check(house: FrontDoor, **typed: str) -> BoltResponse:
    typed = {"check": "check", **(typed or CARY)}
    return await house.type_in("order", ABOUT, "check", user="UANA", **typed)


async def drawn(house: FrontDoor) -> list[dict[str, Any]]:
    """What was drawn in the place of the form, in order."""
    await house.updates.finished()
    return [view(asked) for asked in house.slack.asked("views.update")]


async def test_a_bare_command_opens_the_form_for_its_channel(house: FrontDoor) -> None:
    acked = await house.command("", trigger="7.8.fresh")

    shown = opened(house)
    assert (acked.status, acked.body) == (200, "")
    assert house.slack.asked("views.open")[0]["trigger_id"] == "7.8.fresh"
    assert "channel" not in fields(shown)
    assert json.loads(shown["private_metadata"])["channel"] == "C0NUMBERS"
    assert house.carrier.searched == []


async def test_the_global_shortcut_opens_a_form_that_asks_where_to_report(
    house: FrontDoor,
) -> None:
    acked = await house.use_shortcut(GLOBAL)

    assert acked.status == 200
    assert "channel" in fields(opened(house))


async def test_the_message_shortcut_takes_the_message_as_the_purpose(house: FrontDoor) -> None:
    await house.use_shortcut(ON_MESSAGE)

    shown = opened(house)
    about = json.loads(shown["private_metadata"])
    assert fields(shown)["purpose"]["initial_value"] == "<!channel> for the *fair*"
    assert (about["channel"], about["private"]) == ("C0DEALS", "yes")
    assert about["url"] == CLICK_URL


async def test_the_homes_button_opens_a_form_that_asks_where_to_report(house: FrontDoor) -> None:
    acked = await house.click_at_home("open_form", value="?", user="UANA")

    shown = opened(house)
    assert acked.status == 200
    assert "channel" in fields(shown)
    assert "initial_value" not in fields(shown)["city"]


async def test_a_command_that_could_not_be_read_opens_the_form_filled_in(
    house: FrontDoor,
) -> None:
    *_, form = buttons(said(await house.command("Cary NX 2 for the fair")))

    await house.click(form["action_id"], form["value"], user="UANA")

    shown = fields(opened(house))
    assert form["text"]["text"] == "Open the form"
    assert shown["city"]["initial_value"] == "Cary"
    assert shown["quantity"]["initial_value"] == "2"
    assert "initial_option" not in shown["state"]


async def test_who_may_ask_for_nothing_gets_the_reason_instead_of_fields(
    house: FrontDoor,
) -> None:
    house.directory.accounts["UANA"] = Account.GUEST

    await house.command("")

    shown = opened(house)
    assert fields(shown) == {}
    assert "Guests may ask for numbers only" in text(shown)


async def test_a_form_that_does_not_open_leaves_the_line_to_type_in_the_ack(
    house: FrontDoor,
) -> None:
    house.slack.says("views.open", {"error": "expired_trigger_id"})

    with structlog.testing.capture_logs():
        answer = said(await house.command(""))

    [again] = buttons(answer)
    assert "/order-numbers Cary NC 2 for spring campaign" in json.dumps(answer)
    assert (again["action_id"], again["text"]["text"]) == ("open_form", "Open the form")


@pytest.mark.parametrize("act", ["global", "message", "button", "home"])
async def test_where_no_ack_can_say_so_a_form_that_does_not_open_is_answered_privately(
    house: FrontDoor, act: str
) -> None:
    house.slack.says("views.open", {"error": "expired_trigger_id"})
    acts = {
        "global": lambda: house.use_shortcut(GLOBAL),
        "message": lambda: house.use_shortcut(ON_MESSAGE),
        "button": lambda: house.click("open_form", "Cary NX 2", user="UANA"),
        "home": lambda: house.click_at_home("open_form", value="?", user="UANA"),
    }

    with structlog.testing.capture_logs():
        acked = await acts[act]()

    assert acked.status == 200
    assert await house.answers() == [("UANA", "form_not_opened")]


async def test_a_sent_form_is_an_order_on_disk_when_the_ack_closes_it(house: FrontDoor) -> None:
    acked = await send(house)

    order = await house.only_order()
    assert (acked.status, acked.body) == (200, "")
    assert order.request == Request(Criteria(CityCriteria("Cary", "NC"), 2), "spring campaign")
    assert (order.requester.id, order.channel, order.private) == ("UANA", "C0NUMBERS", False)
    assert order.state is State.CHECKING
    kinds = {job.kind for job in await house.jobs()}
    assert kinds == {Kind.CHECK, Kind.OFFER_ANYWAY, Kind.EXPIRE, Kind.DRAW, Kind.ANSWER}


async def test_the_receipt_goes_where_the_form_was_opened(house: FrontDoor) -> None:
    await send(house)

    [promised] = await house.jobs(Kind.ANSWER)
    assert await house.answers() == [("UANA", "received")]
    assert promised.payload["response_url"] == COMMAND_URL


async def test_without_any_channel_order_and_receipt_go_to_direct_messages(
    house: FrontDoor,
) -> None:
    await send(house, Sheet().about, **WHOLE, channel="")

    [promised] = await house.jobs(Kind.ANSWER)
    assert promised.payload["response_url"] == ""
    assert (await house.only_order()).channel == ""


async def test_a_form_sent_twice_is_one_order_and_one_receipt(house: FrontDoor) -> None:
    for trigger in ("same", "same", "pressed again"):
        acked = await house.fill("order", ABOUT, user="UANA", trigger=trigger, **WHOLE)
        assert (acked.status, acked.body) == (200, "")

    assert len(await house.orders()) == 1
    assert await house.answers() == [("UANA", "received")]


@pytest.mark.parametrize(
    ("typed", "block", "sentence"),
    [
        ({"city": ""}, "city", "Which city?"),
        ({"state": ""}, "state", "Which state?"),
        ({"kind": "zip", "zip": "2751"}, "zip", "five digits"),
        ({"kind": "state", "state": ""}, "state", "Which state?"),
        (
            {
                "kind": "areaCode",
                "areaCode": "91",
                "localNumber": "",
                "inLocalCallingArea": "",
            },
            "areaCode",
            "three digits",
        ),
        (
            {
                "kind": "areaCode",
                "areaCode": "919",
                "localNumber": "1",
                "inLocalCallingArea": "",
            },
            "localNumber",
            "3 or 4 digits",
        ),
        ({"quantity": "5001"}, "quantity", "1 to 5000"),
        ({"match": "ending", "digits": "20?"}, "digits", "letters and digits"),
    ],
)
async def test_what_is_wrong_is_said_below_its_field_and_nothing_is_sent(
    house: FrontDoor, typed: dict[str, str], block: str, sentence: str
) -> None:
    wrong = errors(await send(house, **(WHOLE | typed)))

    assert wrong.keys() == {block}
    assert sentence in wrong[block]
    assert await house.jobs() == []


async def test_the_policys_no_is_said_in_the_form_and_a_smaller_wish_goes_through(
    house: FrontDoor,
) -> None:
    house.policy = Policy(("S1",), limits=Limits(quantity=1))

    refused = errors(await send(house))
    acked = await send(house, **(WHOLE | {"quantity": "1"}))

    assert refused == {"quantity": "You may ask for up to 1 number at a time."}
    assert acked.body == ""
    assert (await house.only_order()).quantity == 1
    assert await house.answers() == [("UANA", "received")]


async def test_a_refusal_in_the_form_is_on_the_record(house: FrontDoor) -> None:
    house.policy = Policy(("S1",), limits=Limits(quantity=1))

    await send(house)

    [event] = await house.store.ledger.read(lambda books: books.history("UANA"))
    assert (event["kind"], event["reason"]) == ("refused", "too_many")


async def test_a_form_that_a_failing_store_can_not_take_stays_open(house: FrontDoor) -> None:
    house.ledger.broken = True

    assert (await send(house)).status == 500
    assert await house.orders() == []


async def test_a_form_that_lags_behind_its_own_choice_is_drawn_anew_instead_of_sent(
    house: FrontDoor,
) -> None:
    acked = await send(house, **(WHOLE | {"kind": "zip"}))

    answer = json.loads(acked.body)
    assert answer["response_action"] == "update"
    assert "zip" in fields(answer["view"])
    assert await house.orders() == []


async def test_another_kind_of_place_brings_its_fields_and_keeps_what_was_typed(
    house: FrontDoor,
) -> None:
    typed = CARY | {"kind": "zip"}

    acked = await house.type_in("order", ABOUT, "kind", user="UANA", **typed)

    [shown] = await drawn(house)
    kept = json.loads(shown["private_metadata"])["kept"]
    assert acked.status == 200
    assert list(fields(shown)) == ["kind", "zip", "quantity", "match", "purpose", "for_whom"]
    assert (kept["city"], kept["state"]) == ("Cary", "NC")
    assert house.slack.asked("views.update")[0]["hash"] == "1.abc"


async def test_what_was_hidden_and_shown_again_still_holds_its_value(house: FrontDoor) -> None:
    await house.type_in("order", ABOUT, "kind", user="UANA", **(CARY | {"kind": "zip"}))
    [shown] = await drawn(house)
    back = {"kind": "city", "zip": "27513", "quantity": "2", "match": "any"}

    await house.type_in("order", shown["private_metadata"], "kind", user="UANA", **back)

    again = fields((await drawn(house))[-1])
    assert again["city"]["initial_value"] == "Cary"
    assert again["state"]["initial_option"]["value"] == "NC"


async def test_digits_are_explained_while_they_are_typed(house: FrontDoor) -> None:
    typed = CARY | {"match": "ending", "digits": "20"}

    await house.type_in("order", ABOUT, "digits", user="UANA", **typed)

    [shown] = await drawn(house)
    said_below = [b["elements"][0]["text"] for b in shown["blocks"] if b["type"] == "context"]
    assert "Numbers that end in `20`." in said_below


async def test_a_check_asks_the_carrier_beside_the_ack_and_shows_what_is_free(
    house: FrontDoor,
) -> None:
    acked = await press_check(house)

    asking, found = await drawn(house)
    hashes = [asked["hash"] for asked in house.slack.asked("views.update")]
    assert acked.status == 200
    assert text(asking) == "Asking Bandwidth what is free…"
    assert "Cary, NC*: at least 100 are free*" in text(found)
    assert text(found).count("(919) 555-") == 5
    assert "2 numbers cost $1.20 a month ($0.60 each)." in text(found)
    assert hashes == ["1.abc", "1.b"]


async def test_a_carrier_that_does_not_answer_is_said_in_words(house: FrontDoor) -> None:
    house.carrier.searches = [CarrierUnavailableError("Bandwidth can't be reached.")]

    await press_check(house)

    assert "Bandwidth can't be reached. You can send" in text((await drawn(house))[-1])


async def test_a_check_of_fields_that_are_empty_asks_nobody(house: FrontDoor) -> None:
    await press_check(house, **(CARY | {"city": ""}))

    [shown] = await drawn(house)
    assert "please fill in the fields first" in text(shown)
    assert house.carrier.searched == []


async def test_who_checks_too_often_is_told_when_to_check_again(house: FrontDoor) -> None:
    for _ in range(7):
        await press_check(house)
        await house.updates.finished()

    assert "checked often just now" in text((await drawn(house))[-1])
    assert len(house.carrier.searched) == 6


async def test_a_check_that_slack_does_not_draw_harms_nobody(house: FrontDoor) -> None:
    house.slack.says("views.update", {"error": "hash_conflict"})

    acked = await press_check(house)

    assert len(await drawn(house)) == 1
    assert acked.status == 200
    assert house.carrier.searched == []


async def test_a_zip_code_is_asked_for_as_such(house: FrontDoor) -> None:
    await send(house, kind="zip", zip="27513", quantity="", match="any", purpose="")

    order = await house.only_order()
    assert order.request == Request(Criteria(ZipCriteria("27513"), 10), quantity_given=False)


CENTERS = (CostCenter("Sales & Co", "S1", ("UANA",)), CostCenter("IT", "S1"))
TEAMS = Policy(("S1",), limits=Limits(pending=1), cost_centers=CENTERS)
BOTH = WHOLE | {"for_whom": "ULEE", "cost_center": "Sales & Co"}


async def test_the_form_is_for_oneself_until_somebody_else_is_chosen(house: FrontDoor) -> None:
    house.policy = TEAMS

    await house.command("", user="UANA")

    shown = fields(opened(house))
    chosen = shown["cost_center"]["initial_option"]["text"]["text"]
    assert (shown["for_whom"]["initial_user"], chosen) == ("UANA", "None")


async def test_an_order_keeps_for_whom_it_is_and_who_pays(house: FrontDoor) -> None:
    house.policy = TEAMS

    await send(house, **BOTH)

    request = (await house.only_order()).request
    assert (request.for_whom, request.cost_center) == (Person("ULEE"), "Sales & Co")


async def test_choices_left_alone_are_oneself_and_no_cost_center(house: FrontDoor) -> None:
    house.policy = TEAMS
    await house.command("", user="UANA")
    none = fields(opened(house))["cost_center"]["initial_option"]["value"]

    await send(house, **WHOLE, for_whom="UANA", cost_center=none)

    request = (await house.only_order()).request
    assert (request.for_whom, request.cost_center) == (None, "")


async def test_a_form_that_is_filled_in_keeps_for_whom_it_is_and_who_pays(
    house: FrontDoor,
) -> None:
    house.policy = TEAMS
    command = 'city=Cary state=NC quantity=2 for_whom="ULEE" cost_center="Sales & Co"'

    await house.click("open_form", command, user="UANA")

    shown = fields(opened(house))
    chosen = shown["cost_center"]["initial_option"]["value"]
    assert (shown["for_whom"]["initial_user"], chosen) == ("ULEE", "Sales & Co")


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"for_whom": "UGIL"}, "for_whom", "full members of this workspace"),
        ({"for_whom": "USAM"}, "for_whom", "1 request by them or for them waits"),
        ({"cost_center": "IT"}, "cost_center", "Only people whom the policy names"),
        (
            {"cost_center": "Legal"},
            "cost_center",
            "There are: Sales & Co, IT.",
        ),
    ],
    ids=["a guest", "one who waits for enough", "another team's", "one that is no more"],
)
async def test_whom_it_can_not_be_for_and_who_can_not_pay_is_said_below_the_field(
    house: FrontDoor, changes: dict[str, str], field: str, why: str
) -> None:
    house.policy, house.directory.accounts["UGIL"] = TEAMS, Account.GUEST
    await house.fill("order", ABOUT, user="USAM", **WHOLE)

    refused = errors(await send(house, **(BOTH | changes)))

    assert refused.keys() == {field}
    assert why in refused[field]
    assert len(await house.orders()) == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"for_whom": "UGIL"}, "full members"), ({"cost_center": "IT"}, "the policy names")],
)
async def test_a_check_says_whom_it_can_not_be_for_and_who_can_not_pay(
    house: FrontDoor, changes: dict[str, str], why: str
) -> None:
    house.policy, house.directory.accounts["UGIL"] = TEAMS, Account.GUEST

    await press_check(house, **(CARY | changes))

    assert why in str((await drawn(house))[-1])
    assert house.carrier.searched == []


async def test_choosing_somebody_draws_nothing_anew(house: FrontDoor) -> None:
    typed = CARY | {"for_whom": "ULEE"}

    acked = await house.type_in("order", ABOUT, "for_whom", user="UANA", **typed)

    assert acked.status == 200
    assert await drawn(house) == []


async def test_a_command_says_by_names_for_whom_it_is_and_who_pays(house: FrontDoor) -> None:
    house.policy = TEAMS
    named = 'for_whom=<@ULEE> cost_center="Sales & Co"'

    said(await house.command(f"city=Cary state=NC quantity=2 {named}"))

    request = (await house.only_order()).request
    assert (request.for_whom, request.cost_center) == (Person("ULEE"), "Sales & Co")
