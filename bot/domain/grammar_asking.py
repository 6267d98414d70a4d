"""What is never guessed: each question, with every way to read what was typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.criteria import MAX_QUANTITY
from bot.domain.errors import BotError
from bot.domain.grammar_text import LONGEST_LABEL, quoted
from bot.domain.parameters import given_places
from bot.domain.places import Gazetteer
from bot.domain.telephone import TOLL_FREE_NPAS
from bot.domain.us_states import (
    CITIES_NAMED_LIKE_STATES,
    STATES,
    nearest_states,
    state_code,
)

_FEW_STATES = 4
_MOST_CHOICES = 3
_KINDS = ("zip", "areaCode", "state", "tollFree")
_KIND_WORDS = {"zip": "ZIP", "areaCode": "area code", "state": "state", "tollFree": "toll-free"}
_BELONGS = {"state": ("city",), "areaCode": ("localNumber", "inLocalCallingArea")}
_WHERE = frozenset(_KINDS) | {"city", "localNumber", "inLocalCallingArea"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to read a command.

    Attributes:
        parameters: The criteria it stands for, in API names; a quantity only if one was given.
        label: The button's words; empty where the usual ones will do.
    """

    parameters: Mapping[str, str]
    label: str = ""


class UnclearError(BotError):
    """The command can be read in several ways, or in none that the API knows.

    Attributes:
        read: What is beyond doubt, in API names.
        choices: The ways to read it; one that breaks a rule of the API is no choice.
    """

    def __init__(
        self, user_message: str, *, read: Mapping[str, str], choices: Iterable[Choice] = ()
    ) -> None:
        """Keep what is beyond doubt beside the ways to read the rest."""
        super().__init__(user_message)
        self.read = dict(read)
        self.choices = tuple(choices)


def ask_where_unclear(parameters: Mapping[str, str], gazetteer: Gazetteer) -> None:
    """Let pass what names one place; else ask, with a choice for each place it may be.

    Raises:
        UnclearError: The place has to be asked for.
    """
    if parameters.get("areaCode") in TOLL_FREE_NPAS:
        raise _toll_free(parameters)
    given = given_places(parameters)
    city = parameters.get("city", "")
    if len(given) > 1 or (city and given and given != ("state",)):
        raise _several(parameters, given)
    if city and not given:
        raise _which_state(parameters, gazetteer)
    if parameters.get("state"):
        _ask_about_state(parameters, gazetteer)


def exchange_or_quantity(parameters: Mapping[str, str], number: str) -> UnclearError:
    """The question what a number after an area code is."""
    npa = parameters["areaCode"]
    other = "or the quantity" if int(number) <= MAX_QUANTITY else "but not the quantity"
    sentence = f"“{number}” can be the digits after {npa} {other}."
    exchange = Choice({**parameters, "localNumber": number}, f"Exchange {npa}-{number}")
    count = Choice({**parameters, "quantity": number})
    return UnclearError(sentence, read=parameters, choices=(exchange, count))


def area_code_or_quantity(parameters: Mapping[str, str], number: str) -> UnclearError:
    """The question what a number before a place is."""
    choices = (
        Choice({**_elsewhere(parameters), "areaCode": number}, f"Area code {number}"),
        Choice({**parameters, "quantity": number}),
    )
    sentence = f"“{number}” can be an area code or the quantity."
    return UnclearError(sentence, read=parameters, choices=choices)


def whole_number(parameters: Mapping[str, str], digits: str, *, apart: bool) -> UnclearError:
    """The answer to a whole telephone number.

    Args:
        parameters: What else was read.
        digits: Its ten digits.
        apart: Whether the last four stand apart, so that they may be the quantity.
    """
    npa, nxx, last = digits[:3], digits[3:6], digits[6:]
    sentence = (
        "I can't order one particular number. "
        f"Ask for its last digits instead, such as {npa} 1 ending {last}."
    )
    count = Choice({**parameters, "areaCode": npa, "localNumber": nxx, "quantity": last})
    return UnclearError(sentence, read=parameters, choices=(count,) if apart else ())


def city_or_state(parameters: Mapping[str, str], name: str) -> UnclearError:
    """The question whether Washington or New York is meant as a city or as a state."""
    state = STATES[parameters["state"]]
    home = CITIES_NAMED_LIKE_STATES[name.lower()]
    choices = (
        Choice(parameters, f"{state} state"),
        Choice({**parameters, "city": state, "state": home}, f"{state}, {home}"),
    )
    sentence = f"{quoted(state)} can be the state or the city in {home}."
    return UnclearError(sentence, read=_elsewhere(parameters), choices=choices)


def whole_or_split(
    parameters: Mapping[str, str], whole: str, states: Iterable[str]
) -> UnclearError:
    """The question whether a state's name ends the city's name, as in Port Washington."""
    rest = _elsewhere(parameters)
    cities = [Choice({**rest, "city": whole, "state": state}) for state in states]
    other = "a place in" if "city" in parameters else "the state of"
    sentence = f"{quoted(whole)} can be a city, or {other} {STATES[parameters['state']]}."
    choices = (*cities[:_MOST_CHOICES], Choice(parameters))
    return UnclearError(sentence, read=rest, choices=choices)


def swapped(parameters: Mapping[str, str], city: str, state: str) -> UnclearError:
    """The question whether a state before its city is meant."""
    choice = Choice({**parameters, "city": city, "state": state})
    sentence = "The state comes after the city."
    return UnclearError(sentence, read=choice.parameters, choices=(choice,))


def hardly_a_state(parameters: Mapping[str, str], word: str) -> UnclearError:
    """The question whether a short English word is meant as a state's code."""
    code = parameters["state"]
    sentence = f"{quoted(word)} is the code of {STATES[code]}; is that where?"
    choices = (Choice(parameters, f"Anywhere in {code}"),)
    return UnclearError(sentence, read=_elsewhere(parameters), choices=choices)


def _elsewhere(parameters: Mapping[str, str]) -> dict[str, str]:
    """What was read apart from the place."""
    return {name: value for name, value in parameters.items() if name not in _WHERE}


def _several(parameters: Mapping[str, str], given: tuple[str, ...]) -> UnclearError:
    kinds = [kind for kind in _KINDS if kind in given]
    words = ["city" if kind == "state" and "city" in parameters else _KIND_WORDS[kind]
             for kind in kinds]  # fmt: skip
    if "city" in parameters and "state" not in given:
        words.append("city")
    sentence = f"Bandwidth searches by {' or by '.join(words)}, not both."
    if "zip" in kinds and "quantity" not in parameters:
        sentence += f" {parameters['zip']} reads as a ZIP code; the quantity is 5000 at most."
    choices = [_only(parameters, kind) for kind in kinds]
    return UnclearError(sentence, read=parameters, choices=choices)


def _only(parameters: Mapping[str, str], kind: str) -> Choice:
    names = (kind, *_BELONGS.get(kind, ()))
    place = {name: parameters[name] for name in names if name in parameters}
    state = place.get("state")
    labels = {
        "zip": f"ZIP {place.get('zip')}",
        "areaCode": f"Area code {place.get('areaCode')}",
        "state": f"{place['city']}, {state}" if "city" in place else f"Anywhere in {state}",
        "tollFree": "Toll-free",
    }
    usual = len(labels[kind]) > LONGEST_LABEL or "localNumber" in place
    return Choice(_elsewhere(parameters) | place, "" if usual else labels[kind])


def _toll_free(parameters: Mapping[str, str]) -> UnclearError:
    npa = parameters["areaCode"]
    wanted = _elsewhere(parameters) | {"tollFree": "true"}
    choices = [Choice(wanted, "Toll-free")]
    if "tollFree" in parameters and "quantity" not in parameters:
        choices.append(Choice({**wanted, "quantity": npa}))
    sentence = f"{npa} is toll-free, and toll-free prefixes can't be chosen."
    return UnclearError(sentence, read=_elsewhere(parameters), choices=choices)


def _which_state(parameters: Mapping[str, str], gazetteer: Gazetteer) -> UnclearError:
    states = gazetteer.states_with(parameters["city"])
    choices = [Choice({**parameters, "state": state}) for state in states]
    return UnclearError(
        f"Which state is {quoted(parameters['city'])} in?",
        read=parameters,
        choices=choices if len(states) <= _FEW_STATES else (),
    )


def _ask_about_state(parameters: Mapping[str, str], gazetteer: Gazetteer) -> None:
    state, city = parameters["state"], parameters.get("city", "")
    code = state_code(state)
    if code is None:
        raise _no_state(parameters, gazetteer)
    if state_code(city) != code or CITIES_NAMED_LIKE_STATES.get(city.lower()) == code:
        return
    if code not in gazetteer.states_with(city):
        choices = (Choice(_elsewhere(parameters) | {"state": code}, f"Anywhere in {code}"),)
        sentence = f"{quoted(city)} is the state itself; which city is it?"
        raise UnclearError(sentence, read=parameters, choices=choices)


def _no_state(parameters: Mapping[str, str], gazetteer: Gazetteer) -> UnclearError:
    typed, city = parameters["state"], parameters.get("city", "")
    read = {name: value for name, value in parameters.items() if name != "state"}
    states = nearest_states(typed, gazetteer.states_with(city) if city else ())
    choices = [Choice({**parameters, "state": state}) for state in states[:_MOST_CHOICES]]
    return UnclearError(f"{quoted(typed)} is not a US state.", read=read, choices=choices)
