"""The order form as Slack gets it, and what people read in it."""

from datetime import timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from bot.domain.criteria import CityCriteria, Criteria, Match, TollFreeCriteria
from bot.domain.fields import Field
from bot.domain.order import Hold, PriceSource, Quote, Trouble
from bot.domain.picture import House, Reply, ReplyKind
from bot.domain.policy import Reason, Verdict
from bot.domain.preview import Preview
from bot.domain.rules import Limits, Policy
from bot.domain.wishes import Kind, WishError
from bot.slack.bodies import PayloadError
from bot.slack.filled import Filled
from bot.slack.sheets import Sheet, is_behind, read_sheet
from bot.slack.views import previews
from bot.slack.views.order_form import (
    closed_form,
    not_opened,
    order_form,
    refused_field,
    unreadable_fields,
)
from sandbox.slack.block_kit import checked_view
from tests.unit.slack.build import ASKED, CARY, HOSTILE, NAMES
from tests.unit.slack.reading import buttons, check, words

HOUSE = House(practice=True)
POLICY = Policy(("S1",), limits=Limits(quantity=25))
TWO = Criteria(CARY, 2)
EACH = Decimal("0.60")
FREE = Quote(EACH, PriceSource.CARRIER, seen=100, checked_at=ASKED)
EXAMPLES = ("+19195550142", "+19195550177")
URL = "https://hooks.example/commands/T0123456789/1234567890123/abcdefghijklmnopqrstuvwx"
ALL_FIELDS = {field.value: (HOSTILE * 30)[:130] for field in Field}


def drawn(typed: dict[str, str], **sheet: Any) -> dict[str, Any]:  # noqa: ANN401 - any attribute
    """The form, checked as Slack would."""
    origin: dict[str, Any] = {"channel": "C0NUMBERS", **sheet}
    shown = Sheet(typed, **origin)
    return checked_view(order_form(shown, POLICY, HOUSE), "modal")


def inputs(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {b["block_id"]: b["element"] for b in view["blocks"] if b["type"] == "input"}


def filled(view: dict[str, Any], **typed: str) -> Filled:
    """The form as its person sends it, with this typed in."""
    values = {name: typed.get(name, "") for name in inputs(view)}
    about = view["private_metadata"]
    return Filled("U0ANA", "ana", about, values, "Send", "", "1.2.a", "V1", "h")


def said(found: Preview) -> str:
    return "\n".join(line.plain for line in previews.found(found, HOUSE))


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (Kind.CITY, ["city", "state"]),
        (Kind.STATE, ["state"]),
        (Kind.ZIP, ["zip"]),
        (Kind.AREA_CODE, ["areaCode", "localNumber", "inLocalCallingArea"]),
        (Kind.TOLL_FREE, []),
    ],
)
def test_the_fields_follow_what_was_chosen_under_where(kind: Kind, fields: list[str]) -> None:
    view = drawn({"kind": kind})

    assert list(inputs(view)) == ["kind", *fields, "quantity", "match", "purpose", "for_whom"]


def test_the_form_says_what_sending_it_brings_and_that_nothing_is_bought_yet() -> None:
    view = drawn({})

    assert (view["title"]["text"], view["submit"]["text"]) == ("Order numbers", "Send for approval")
    assert view["blocks"][-1]["elements"][0]["text"] == (
        "Nothing is bought until a manager approves. · "
        "Practice carrier: nothing is bought for real."
    )


def test_the_default_quantity_and_the_limits_are_said() -> None:
    hints = {block.get("block_id"): block.get("hint", {}) for block in drawn({})["blocks"]}

    assert hints["quantity"]["text"] == "Left empty, it is 10. At most 25."
    assert hints["match"]["text"] == "Chosen digits: at most 25 numbers at a time."


def test_what_is_known_stands_in_the_fields() -> None:
    known = {"city": "Cary", "state": "NC", "quantity": "2", "match": "ending", "digits": "2020"}

    elements = inputs(drawn(known | {"purpose": "spring"}))

    assert elements["state"]["initial_option"]["text"]["text"] == "North Carolina"
    assert elements["match"]["initial_option"]["value"] == "ending"
    values = {name: elements[name].get("initial_value") for name in ("city", "quantity", "digits")}
    assert values == {"city": "Cary", "quantity": "2", "digits": "2020"}
    assert elements["purpose"]["initial_value"] == "spring"


def test_a_channel_is_asked_for_only_where_there_is_none() -> None:
    with_one, without = inputs(drawn({})), inputs(drawn({"channel": "C0RANDOM"}, channel=""))

    assert "channel" not in with_one
    assert without["channel"]["filter"] == {"include": ["public"], "exclude_bot_users": True}
    assert without["channel"]["initial_conversation"] == "C0RANDOM"


@pytest.mark.parametrize(
    ("match", "text", "meaning"),
    [
        ("ending", "2020", "Numbers that end in `2020`."),
        ("starting", "555", "Numbers with `555` right after the area code."),
        (
            "containing",
            "call",
            (
                "Numbers with `CALL` anywhere in their ten digits."
                " On a phone's keypad, CALL is 2255."
            ),
        ),
        ("pattern", "*2?9*", "Numbers like `*2?9*`: ? is one digit, * any number of digits."),
        ("ending", "20-20", "Digits to look for are letters and digits, 10 at most."),
    ],
)
def test_what_the_digits_mean_is_said_while_they_are_typed(
    match: str, text: str, meaning: str
) -> None:
    blocks = drawn({"match": match, "digits": text})["blocks"]

    below = [block["block_id"] for block in blocks].index("digits") + 1
    assert blocks[below]["elements"][0]["text"] == meaning


def test_digits_that_nobody_typed_yet_mean_nothing() -> None:
    contexts = [b for b in drawn({"match": "ending"})["blocks"] if b["type"] == "context"]

    assert len(contexts) == 1


@pytest.mark.parametrize(("kind", "match"), [*product(Kind, [*Match, "any"])])
def test_hostile_and_long_values_fit_every_shape_of_the_form(kind: Kind, match: str) -> None:
    typed = ALL_FIELDS | {"kind": kind.value, "match": match, "purpose": (HOSTILE * 9)[:300]}
    typed |= {"quantity": "5000", "channel": "C0NUMBERS", "digits": HOSTILE[:20]}
    typed |= {"for_whom": "U0LEE", "cost_center": "SALES"}

    view = drawn(typed, channel="", response_url=URL * 3)

    assert len(view["private_metadata"]) < 2700
    shown = [b["elements"][0]["text"] for b in view["blocks"] if b["type"] == "context"]
    assert not any("<" in text for text in shown)


def test_what_stood_in_a_field_survives_while_it_is_hidden() -> None:
    first = drawn({"kind": "city"})
    second = read_sheet(filled(first, kind="zip", city="Cary", state="NC", quantity="2"))
    third = read_sheet(filled(drawn(dict(second.typed)), kind="city", zip="27513"))

    elements = inputs(drawn(dict(third.typed)))
    assert elements["city"]["initial_value"] == "Cary"
    assert elements["state"]["initial_option"]["value"] == "NC"
    assert third.typed["zip"] == "27513"


def test_a_field_that_was_emptied_stays_empty() -> None:
    view = drawn({"city": "Cary"})

    assert read_sheet(filled(view, kind="city", city="")).typed["city"] == ""


def test_a_form_remembers_where_it_was_opened() -> None:
    origin = {"channel": "C0DEALS", "private": True, "response_url": URL}

    sheet = read_sheet(filled(drawn({}, **origin)))

    assert (sheet.destination, sheet.private, sheet.response_url) == ("C0DEALS", True, URL)


def test_a_chosen_channel_is_where_the_order_is_followed() -> None:
    sheet = read_sheet(filled(drawn({}, channel=""), channel="C0RANDOM"))

    assert (sheet.destination, sheet.private) == ("C0RANDOM", False)


@pytest.mark.parametrize("about", ["01JDW:3", "[1]", "null"])
def test_a_form_of_another_kind_is_refused(about: str) -> None:
    alien = Filled("U", "", about, {}, "", "", "1.2.a", "V1", "h")

    with pytest.raises(PayloadError):
        read_sheet(alien)


@pytest.mark.parametrize(
    ("chosen", "behind"),
    [
        ({"kind": "city"}, False),
        ({"kind": "zip"}, True),
        ({"kind": "tollFree"}, False),
        ({"kind": "city", "match": "ending"}, True),
    ],
)
def test_a_form_that_lacks_the_fields_of_what_was_chosen_is_behind(
    chosen: dict[str, str], *, behind: bool
) -> None:
    sent = filled(drawn({"kind": "city"}), **chosen)

    assert is_behind(sent, read_sheet(sent)) is behind


def test_a_check_tells_how_many_are_free_some_of_them_and_the_cost() -> None:
    found = Preview(TWO, FREE, more=True, examples=EXAMPLES)

    assert said(found).split("\n") == [
        "Cary, NC: at least 100 are free, checked 10:42 UTC.",
        "Such as (919) 555-0142, (919) 555-0177. Nothing is held, so others may come.",
        "2 numbers cost $1.20 a month ($0.60 each).",
    ]


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            Preview(TWO, Quote(EACH, PriceSource.LIST, 1, ASKED), examples=EXAMPLES[:1]),
            "Cary, NC: 1 is free, not 2, checked",
        ),
        (
            Preview(TWO.of(1), Quote(EACH, PriceSource.LIST, 7, ASKED), examples=EXAMPLES),
            "1 number costs $0.60 a month.",
        ),
        (
            Preview(TWO, Quote(None, PriceSource.LIST, 7, ASKED), examples=EXAMPLES),
            "What they cost is not known yet.",
        ),
        (
            Preview(TWO, Quote(EACH, PriceSource.LIST, 0, ASKED)),
            "Bandwidth has no free number in Cary, NC.",
        ),
        (
            Preview(TWO, hold=Hold(Trouble.CARRIER_AWAY, "Bandwidth can't be reached.")),
            "Bandwidth can't be reached. You can send the form all the same",
        ),
        (
            Preview(TWO, again_at=ASKED + timedelta(minutes=1)),
            "That was checked often just now. Check again after 10:43 UTC",
        ),
        (
            Preview(TWO, refused=Verdict(allowed=False, reason=Reason.TOO_MANY, detail="1")),
            "You may ask for up to 1 number at a time.",
        ),
    ],
)
def test_a_check_that_finds_less_says_so(found: Preview, sentence: str) -> None:
    assert sentence in said(found)


def test_the_longest_findings_fit_the_form() -> None:
    place = CityCriteria("A" * 40, "NC")
    long = Preview(Criteria(place, 5000), FREE, more=True, examples=EXAMPLES * 2)
    hostile = Preview(TWO, hold=Hold(Trouble.CARRIER_REFUSED, HOSTILE * 99))

    for found in (long, hostile):
        shown = order_form(Sheet(), POLICY, HOUSE, previews.found(found, HOUSE))
        assert checked_view(shown, "modal")


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        (ReplyKind.TOO_MANY, {}, "quantity"),
        (ReplyKind.STATE, {}, "state"),
        (ReplyKind.STATE, {"kind": "state"}, "state"),
        (ReplyKind.STATE_NOT_KNOWN, {"kind": "zip"}, "zip"),
        (ReplyKind.AREA_CODE, {"kind": "areaCode"}, "areaCode"),
        (ReplyKind.TOLL_FREE, {"kind": "tollFree"}, "kind"),
        (ReplyKind.TOO_MANY_WAITING, {}, "kind"),
        (ReplyKind.GUEST, {}, "kind"),
    ],
)
def test_the_policys_no_stands_below_the_field_it_is_about(
    kind: ReplyKind, typed: dict[str, str], field: str
) -> None:
    refused = refused_field(Reply(kind, detail="5"), typed, NAMES, HOUSE)

    assert refused.keys() == {field}
    assert field in inputs(drawn(typed))
    assert refused[field]


def test_wrong_fields_are_named_as_slack_names_their_blocks() -> None:
    error = WishError({Field.ZIP: "Five digits.", Field.QUANTITY: "How many?"})

    assert unreadable_fields(error) == {"zip": "Five digits.", "quantity": "How many?"}


def test_who_may_ask_for_nothing_reads_why_and_can_send_nothing() -> None:
    reply = Reply(ReplyKind.GUEST, people=("U0MEI",))

    view = checked_view(closed_form(reply, NAMES, HOUSE), "modal")

    assert view["submit"] is None if "submit" in view else True
    assert "Ask Mei." in view["blocks"][0]["text"]["text"]


def test_a_form_that_did_not_open_leaves_the_line_to_type_and_a_button() -> None:
    shown = check(not_opened(HOUSE, "Cary NX 2"))

    assert "/order-numbers Cary NC 2 for spring campaign" in words(shown)
    assert buttons(shown) == {"Open the form": "Cary NX 2"}


def test_toll_free_numbers_are_not_said_to_be_anywhere() -> None:
    found = Preview(Criteria(TollFreeCriteria(), 2), FREE, examples=EXAMPLES)

    assert said(found).startswith("toll-free: 100 are free")
