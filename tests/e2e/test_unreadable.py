"""What can't be read orders nothing: it is answered privately, and never acts."""

import re
from typing import Any, cast

import pytest

from tests.e2e.driving import MANAGERS, Driver
from tests.e2e.reading import button, buttons, orders, shown

pytestmark = pytest.mark.e2e

_ASKED = {
    "Washington 2": ["Washington state", "Washington, DC"],
    "New York 2": ["New York state", "New York, NY"],
    "919 555": ["Exchange 919-555", "555 in 919"],
    "919 5551": ["Exchange 919-5551"],
    "Cary NC 27513 2": ["ZIP 27513", "Cary, NC"],
    "Cary 2": ["2 in Cary, NC"],
    "800 2": ["Toll-free"],
    "2": [],
}
_HOSTILE = {
    "10,000 characters": "x" * 10_000,
    "10,000 characters of a purpose": "Cary NC 2 for " + "<!channel> " * 1_000,
    "a ping of everybody": "<!channel> 2",
    "a ping of a person": "<@U0MEI00001> <@U0RAJ00001|raj> 2",
    "a ping of a group": "<!subteam^S0TELECOM1|@telecom-managers> NC 2",
    "superscript digits": "Cary NC ²",
    "Arabic digits": "Cary NC ١٢",
    "many digits": "Cary NC " + "9" * 4_500,
    "emoji": "🏙️ NC 2",
    "control characters": "Cary\x00\x07\x1b[31m NX\x7f 2",
    "quotes in quotes": "city=\"St. 'Lou\"is' state=MO quantity=2",
    "unclosed quotes": 'city="St. Louis state=MO quantity=2',
    "turned round": "\u202eCary NX\u202c 2",
    "markup": "*Cary* _NX_ ~2~ `<b>`",
    "an equals sign alone": "= = =",
}


@pytest.mark.parametrize(("typed", "labels"), _ASKED.items(), ids=_ASKED)
async def test_what_is_unclear_is_asked_with_a_button_for_each_reading(
    shared: Driver, typed: str, labels: list[str]
) -> None:
    mark = await shared.now()

    ack = (await shared.command("ana", typed))["ack"]

    assert "I didn't order anything." in shown(ack)
    assert ack["response_type"] == "ephemeral"
    assert [label for label in buttons(ack) if label in labels] == labels
    assert orders(await shared.carrier_calls(mark)) == []


async def test_a_button_of_the_answer_places_what_it_says_as_if_typed(either: Driver) -> None:
    await either.command("ana", "Cary NX 2 for the front desk")
    answer = await either.private("ana", "is not a US state", "numbers")

    number = await either.press("ana", answer, button(answer, "2 in Cary, NC")["action_id"])
    card = await either.order(number, "decide by", MANAGERS)

    assert "2 numbers in Cary, NC" in shown(card)
    assert "the front desk" in shown(card)


async def test_pressing_the_same_reading_twice_flags_the_second_order(shared: Driver) -> None:
    await shared.command("sam", "Washington 2")
    answer = await shared.private("sam", "can be the state or the city in DC", "numbers")
    choice = button(answer, "Washington, DC")["action_id"]

    first = await shared.press("sam", answer, choice)
    second = await shared.press("sam", answer, choice)

    assert f"same as Order {first}" in shown(await shared.order(second, "decide by", MANAGERS))


@pytest.mark.parametrize("typed", _HOSTILE.values(), ids=_HOSTILE)
async def test_hostile_text_is_answered_privately_and_pings_nobody(
    shared: Driver, typed: str
) -> None:
    mark, logged = await shared.now(), len(shared.log())

    answer = await shared.command("ana", typed)

    assert answer["status"] == "ok"
    assert "I didn't order anything" in shown(answer["ack"])
    assert _acting(answer["ack"]) == []
    assert orders(await shared.carrier_calls(mark)) == []
    assert "Traceback" not in shared.log()[logged:]


async def test_a_purpose_is_shown_verbatim_everywhere_and_acts_nowhere(shared: Driver) -> None:
    purpose = "<!channel> <@U0RAJ00001> @here & *bold* https://example.com =1+1 🎉"

    number = await shared.place(f"Cary NC 1 for {purpose}")
    card = await shared.order(number, "decide by", MANAGERS)
    await shared.deny(number, f"no {purpose}")
    notice = await shared.thread("denied by Mei", number)
    root = await shared.order(number, "Denied")

    for message in (card, root, notice):
        assert "&lt;!channel&gt;" in shown(message)
        assert _acting(message) == []
    assert "🎉" in shown(card)


def _acting(message: Any) -> list[str]:  # noqa: ANN401 - any JSON
    """What in a message would ping or lead elsewhere, but dates and the mention of who asked."""
    marks = [mark for text in _marked_up(message) for mark in re.findall(r"<[^>]*>", text)]
    return [mark for mark in marks if not mark.startswith("<!date^") and mark != "<@U0ANA00001>"]


def _marked_up(found: Any) -> list[str]:  # noqa: ANN401 - any JSON
    """The texts in which Slack looks for marks: all but plain ones and the values of buttons."""
    if isinstance(found, list):
        return [text for each in cast("list[Any]", found) for text in _marked_up(each)]
    if not isinstance(found, dict) or found.get("type") == "plain_text":
        return []
    body = cast("dict[str, Any]", found)
    inner = [text for each in body.values() for text in _marked_up(each)]
    return [*inner, body["text"]] if isinstance(body.get("text"), str) else inner
