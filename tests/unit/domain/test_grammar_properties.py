"""Read or refuse: what holds for every text and every request."""

from dataclasses import replace

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.domain.criteria import CriteriaError, Digits, Match, Request
from bot.domain.grammar import Command, OrderCommand
from bot.domain.grammar_writing import command_text, command_text_as_given, label
from bot.domain.order import Person
from bot.domain.parameters import city_name, from_parameters, to_parameters
from bot.domain.telephone import TOLL_FREE_NPAS
from bot.domain.us_states import STATES
from tests.unit.domain.fake_places import DEFAULT, read

WORDS = [
    "Cary", "NC", "nc", "NX", "North", "Carolina", "New", "York", "Washington", "state", "Port",
    "2", "0", "5001", "27513", "919", "(919)", "555", "5551", "919-555", "800", "9195550142",
    "x5", "x", "in", "IN", "for", "For", "spring", "toll-free", "toll", "free", "nearby",
    "containing", "ending", "starting", "pattern:*2?9*", "pattern", "CALL", "2020", ",", '"', "'",
    "“St.", "Louis”", "city=Cary", "state=NC", "quantity=2", "zip=27513", "areaCode=919",
    "tollFree=true", "purpose=x", "=", "status", "cancel", "help", "mine", "#1042", "order", "²",
    "away", "until", "back",
    "١٢", "😀", "<!channel>", "\u00a0", "—", ".", "numbers", "Oregon", "hi",
]  # fmt: skip


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """Requests as they can be made."""
    letters = st.sampled_from("abcdefghinorstwxyzé")
    word = st.text(letters, min_size=1, max_size=6)
    keyword = st.sampled_from(
        ["for", "in", "ending", "Toll", "Free", "x", "numbers", "state", "NC"]
    )
    city = st.lists(word | keyword, min_size=1, max_size=4).map(" ".join)
    state = st.sampled_from(sorted(STATES))
    npa = st.from_regex(r"\A[2-9][0-9]{2}\Z").filter(lambda text: text not in TOLL_FREE_NPAS)
    local = st.from_regex(r"\A[2-9][0-9]{2,3}\Z")
    place = draw(
        st.fixed_dictionaries({"city": city, "state": state})
        | st.fixed_dictionaries({"state": state})
        | st.fixed_dictionaries({"zip": st.from_regex(r"\A[0-9]{5}\Z")})
        | st.fixed_dictionaries({"areaCode": npa})
        | st.fixed_dictionaries({"areaCode": npa, "localNumber": local})
        | st.fixed_dictionaries(
            {"areaCode": npa, "localNumber": local, "inLocalCallingArea": st.just("true")}
        )
        | st.just({"tollFree": "true"})
    )
    digits = draw(
        st.builds(dict[str, str])
        | st.fixed_dictionaries({"pattern": st.from_regex(r"\A[A-Z0-9?*]{0,9}[A-Z0-9][?*]{0,9}\Z")})
        | st.dictionaries(
            st.sampled_from(["containing", "ending", "starting"]),
            st.from_regex(r"\A[A-Z0-9]{1,10}\Z") | st.sampled_from(["FOR", "IN", "WITH", "ENDING"]),
            min_size=1,
            max_size=1,
        )
    )
    # A city that is named like its own state is asked about.
    assume(city_name(place.get("city", "")).upper() != place.get("state"))
    quantity = draw(st.integers(1, 5000) | st.sampled_from([199, 200, 555, 919, 1000, 5000]))
    purpose = draw(st.sampled_from(["", "spring", "for “you” <b>.", 'a "b', "x=1"]))
    criteria = from_parameters({**place, **digits, "quantity": str(quantity)})
    whom = draw(st.none() | st.sampled_from(["U0LEE00001", "W123"]).map(Person))
    pays = draw(st.sampled_from(["", "Sales", "R&D – East for it's 4.7", "a=b, c"]))
    return Request(criteria, purpose, for_whom=whom, cost_center=pays)


def outcome(text: str) -> Command | CriteriaError:
    try:
        return read(text)
    except CriteriaError as error:
        return error


@given(st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join))
@example("\ud800")
@example('"' * 1000)
@example("='" * 500)
@example("x " * 500)
@example("NC " * 333)
@example("a" * 1000)
@example("9" * 1000)
@example("5 x" * 333)
def test_any_text_is_read_or_refused_with_readings_that_are_read(text: str) -> None:
    result = outcome(text)

    if isinstance(result, CriteriaError):
        assert result.user_message
        assert not set("<>&*`") & set(result.user_message.replace("? (one digit) and * (any", ""))
        assert len(result.readings) == len({reading.label for reading in result.readings})
        for reading in result.readings:
            assert 0 < len(reading.label) <= 24
            assert isinstance(read(reading.text), OrderCommand)


@given(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join))
def test_a_command_written_down_is_read_as_the_same_request(text: str) -> None:
    result = outcome(text)

    if isinstance(result, OrderCommand):
        assert read(command_text_as_given(result.request)) == result


@given(requests())
def test_every_request_can_be_written_as_a_command(request: Request) -> None:
    assert read(command_text(request)) == OrderCommand(request)


@given(requests())
def test_parameters_and_criteria_are_two_forms_of_the_same(request: Request) -> None:
    parameters = to_parameters(request.criteria)

    assert from_parameters(parameters) == request.criteria
    assert to_parameters(from_parameters(parameters)) == parameters


@given(requests(), st.booleans())
def test_a_label_fits_a_button(request: Request, quantity_given: bool) -> None:  # noqa: FBT001 - a generated value
    assert 0 < len(label(request.criteria, quantity_given=quantity_given)) <= 24


@pytest.mark.parametrize(
    ("parameters", "words", "count"),
    [
        ({"city": "Cary", "state": "NC"}, "Cary, NC", "2 in Cary, NC"),
        ({"state": "NC"}, "Anywhere in NC", "2 in NC"),
        ({"zip": "27513"}, "ZIP 27513", "2 in ZIP 27513"),
        ({"areaCode": "919"}, "919", "2 in 919"),
        ({"areaCode": "919", "localNumber": "5551"}, "919-5551", "2 in 919-5551"),
        ({"tollFree": "true"}, "Toll-free", "2 toll-free"),
    ],
)
def test_a_label_names_the_place_and_a_quantity_that_was_given(
    parameters: dict[str, str], words: str, count: str
) -> None:
    criteria = from_parameters({**parameters, "quantity": "2"})

    assert label(criteria, quantity_given=False) == words
    assert label(criteria, quantity_given=True) == count


def test_a_quantity_nobody_gave_is_left_to_the_default_again() -> None:
    criteria = from_parameters({"areaCode": "919", "quantity": str(DEFAULT)})
    plain = Request(criteria, "spring", quantity_given=False)
    digits = Digits(Match.CONTAINING, "FOR")
    by_name = Request(replace(criteria, digits=digits), quantity_given=False)

    assert command_text_as_given(plain) == "919 for spring"
    assert command_text(plain) == "919 10 for spring"
    assert command_text_as_given(by_name) == 'areaCode="919" containing="FOR"'
