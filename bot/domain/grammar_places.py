"""City and state among plain words: the longest state name at the end wins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.criteria import CriteriaError
from bot.domain.grammar_asking import city_or_state, hardly_a_state, swapped, whole_or_split
from bot.domain.grammar_text import quoted
from bot.domain.parameters import city_name, is_city
from bot.domain.places import Gazetteer
from bot.domain.us_states import (
    CITIES_NAMED_LIKE_STATES,
    CODE_LENGTH,
    LONGEST_NAME,
    NAMES_THAT_END_CITIES,
    nearest_states,
    state_code,
)

# Codes that are also what people say to a bot.
_SMALL_TALK = frozenset({"as", "hi", "id", "in", "ma", "me", "oh", "ok", "or", "pa"})


def place_words(
    words: Sequence[str], parameters: Mapping[str, str], gazetteer: Gazetteer
) -> dict[str, str]:
    """The city and state that words name; the state as typed where it is none.

    Args:
        words: The words of the place and the commas between them; one word at least.
        parameters: What else was read, for the choices of a question.
        gazetteer: Asked only where a state's name may be a part of a city's.

    Raises:
        UnclearError: It is not clear which part of it is the state.
        CriteriaError: It is no name of a place.
    """
    parts = _parts(words)
    named = _state_at_end(parts[-1])
    if not named.code:
        return _without_state(parts, parameters, gazetteer)
    city = _words_before(parts, named.size)
    found = {"state": named.code} | ({"city": _city(city)} if city else {})
    _ask_when_double(parts, named, {**parameters, **found}, gazetteer)
    return found


@dataclass(frozen=True, slots=True)
class _State:
    """A state at the end of some words.

    Attributes:
        code: Its two letters; empty when there is none.
        text: What was typed for it.
        size: How many words that is, with the word "state" after it.
    """

    code: str
    text: str
    size: int


_NO_STATE = _State("", "", 0)


def _parts(words: Sequence[str]) -> list[list[str]]:
    """The words between commas."""
    parts: list[list[str]] = [[]]
    for word in words:
        if word == ",":
            parts.append([])
        else:
            parts[-1].append(word)
    return [part for part in parts if part]


def _state_at_end(words: Sequence[str]) -> _State:
    spoken = len(words) > 1 and words[-1].lower() == "state"
    names = words[:-1] if spoken else words
    for size in range(min(LONGEST_NAME, len(names)), 0, -1):
        text = " ".join(names[-size:])
        code = state_code(text)
        if code and not (spoken and _is_code(text)):
            return _State(code, text, size + spoken)
    return _NO_STATE


def _is_code(text: str) -> bool:
    return len(text.replace(".", "")) == CODE_LENGTH


def _words_before(parts: Sequence[list[str]], size: int) -> list[str]:
    """The city's words, without an "in" before or after them."""
    *before, last = parts
    cities = [*before, last[:-size]] if size < len(last) else before
    if len(cities) > 1:
        raise _unreadable(cities[-1])
    city = cities[0] if cities else []
    if len(city) > 1 and city[0].lower() == "in":
        city = city[1:]
    return city[:-1] if len(city) > 1 and city[-1].lower() == "in" else city


def _ask_when_double(
    parts: Sequence[list[str]], named: _State, found: Mapping[str, str], gazetteer: Gazetteer
) -> None:
    typed = " ".join(parts[0])
    if "city" not in found:
        _ask_about_lone_state(typed, named, found)
    ends_cities = named.code in NAMES_THAT_END_CITIES and "city" in found
    spoken = named.size > len(named.text.split())
    if len(parts) == 1 and not _is_code(named.text) and (ends_cities or spoken):
        whole = city_name(typed)
        states = gazetteer.states_with(whole)
        if states:
            raise whole_or_split(found, whole, states)


def _ask_about_lone_state(typed: str, named: _State, found: Mapping[str, str]) -> None:
    if typed.lower() in CITIES_NAMED_LIKE_STATES:
        raise city_or_state(found, typed)
    unlikely = typed.lower() in _SMALL_TALK and not typed.isupper()
    if unlikely and ("quantity" not in found or typed.lower() == "in"):
        raise hardly_a_state(found, named.text)


def _without_state(
    parts: Sequence[list[str]], parameters: Mapping[str, str], gazetteer: Gazetteer
) -> dict[str, str]:
    code, *rest = [word for part in parts for word in part]
    state = state_code(code)
    if rest and state and state in gazetteer.states_with(_city(rest)):
        raise swapped(parameters, _city(rest), state)
    match parts:
        case [words]:
            return _unknown_words(words, gazetteer)
        case [city, state]:
            return {"city": _city(city), "state": " ".join(state)}
        case _:
            raise _unreadable([word for part in parts for word in part])


def _unknown_words(words: list[str], gazetteer: Gazetteer) -> dict[str, str]:
    """A city without its state, or with what was meant to be one."""
    city = _city(words)
    _refuse_after_state(words, gazetteer)
    if gazetteer.states_with(city):
        return {"city": city}
    for size in range(min(LONGEST_NAME, len(words)), 0, -1):
        tail = " ".join(words[-size:])
        if _is_code(tail) or nearest_states(tail, ()):
            rest = words[:-size]
            return {"city": _city(rest), "state": tail} if rest else {"state": tail}
    return {"city": city}


def _refuse_after_state(words: Sequence[str], gazetteer: Gazetteer) -> None:
    """Refuse `Cary NC please`: what follows the state is neither quantity nor place."""
    for index, word in enumerate(words[:-1]):
        code = state_code(word) if index else None
        if code:
            before = gazetteer.states_with(_city(words[:index]))
            if word.isupper() or code in before:
                raise _unreadable(words[index + 1 :])
            return


def _city(words: Sequence[str]) -> str:
    name = city_name(" ".join(words))
    if not is_city(name):
        raise _unreadable([word for word in words if not is_city(word)] or words)
    return name


def _unreadable(words: Sequence[str]) -> CriteriaError:
    return CriteriaError(f"I can't read {quoted(' '.join(words))}.")
