"""Places, quantities, prices and people in words."""

from collections.abc import Sequence
from decimal import Decimal

from bot.domain.criteria import (
    CityCriteria,
    Criteria,
    NpaCriteria,
    Place,
    StateCriteria,
    TollFreeCriteria,
    ZipCriteria,
)
from bot.domain.money import dollars
from bot.domain.order import Order, Person
from bot.domain.picture import House, Picture
from bot.domain.purchase import Bought
from bot.domain.telephone import national
from bot.slack.ids import OrderRef
from bot.slack.views.text import Rich, code, name, names, say

PRACTICE = say("Practice carrier: nothing is bought for real.")


def numbers(quantity: int, kind: str = "") -> str:
    """`1 number`, `5,000 numbers`, `2 toll-free numbers`."""
    words = [f"{quantity:,}", kind, "number" if quantity == 1 else "numbers"]
    return " ".join(word for word in words if word)


def asked(criteria: Criteria) -> str:
    """`2 numbers in Cary, NC`; the digits are said by `digits`."""
    if isinstance(criteria.place, TollFreeCriteria):
        return numbers(criteria.quantity, "toll-free")
    return f"{numbers(criteria.quantity)} {_where(criteria.place)}"


def digits(criteria: Criteria) -> Rich:
    """` ending 2020`, with the space before it; nothing when any digits will do."""
    if criteria.digits is None:
        return say()
    match = {"pattern": "matching"}.get(criteria.digits.match.value, criteria.digits.match.value)
    return say(f" {match} ", code(criteria.digits.text))


def asked_fully(criteria: Criteria) -> Rich:
    """`2 numbers in Cary, NC ending 2020`."""
    return say(asked(criteria), digits(criteria))


def unfound(criteria: Criteria) -> Rich:
    """`number in Cary, NC ending 2020`: what there is none of."""
    if isinstance(criteria.place, TollFreeCriteria):
        return say("toll-free number", digits(criteria))
    return say(f"number {_where(criteria.place)}", digits(criteria))


def place(criteria: Criteria) -> Rich:
    """`Cary, NC ending 2020`: the request without its quantity."""
    return say(bare_place(criteria), digits(criteria))


def bare_place(criteria: Criteria) -> str:
    """`Cary, NC`."""
    return _place_name(criteria.place)


def _where(where: Place) -> str:
    match where:
        case NpaCriteria(npa, "", _):
            return f"with area code {npa}"
        case NpaCriteria(_, _, True):
            return f"in or near {where.npa}-{where.local_number}"
        case _:
            return f"in {_place_name(where)}"


def _place_name(where: Place) -> str:
    match where:
        case CityCriteria(city, state):
            return f"{city}, {state}"
        case StateCriteria(state):
            return state
        case ZipCriteria(zip_code):
            return f"ZIP {zip_code}"
        case NpaCriteria(npa, local_number, nearby):
            exchange = f"{npa}-{local_number}{' and nearby' if nearby else ''}"
            return exchange if local_number else f"area code {npa}"
        case TollFreeCriteria():
            return "toll-free"


def a_month(amount: Decimal | None) -> str:
    """`$1.20 a month`, or that nobody knows."""
    return "price not known" if amount is None else f"{dollars(amount)} a month"


def quoted_price(order: Order) -> str:
    """What the order would cost a month; nothing while it was not priced yet."""
    return "" if order.quote is None else a_month(order.monthly)


def charged(order: Order, bought: Sequence[Bought]) -> Decimal | None:
    """US dollars a month for what was bought: as charged, else as quoted; None if unknown."""
    quoted = order.quote.each if order.quote else None
    prices = [quoted if each.price is None else each.price for each in bought]
    known = [price for price in prices if price is not None]
    return sum(known, Decimal(0)) if len(known) == len(prices) else None


def both_forms(tn: str) -> Rich:
    """A number as people say it, and in E.164 to copy."""
    return say(code(national(tn)), f" · {tn}")


def order_name(order: Order) -> str:
    """What people call it."""
    return f"Order {order.number}"


def ref(order: Order) -> str:
    """The value of the order's buttons."""
    return OrderRef(order.id, order.revision).value


def person_name(picture: Picture, person: Person) -> str:
    """A person's name now, else as it was when they acted."""
    return name(picture.names.get(person.id) or person.name)


def requester(picture: Picture) -> str:
    """The name of who asked."""
    return person_name(picture, picture.order.requester)


def for_whom(order: Order) -> str:
    """` for Lee`, with the space before it; nothing where it is for who asked."""
    whom = order.request.for_whom
    return f" for {name(whom.name) if whom.name else 'somebody else'}" if whom else ""


def asked_by(order: Order, who: str) -> str:
    """`asked by Ana for Lee`; `who` is the name of who asked."""
    return f"asked by {who}{for_whom(order)}"


def asked_for(order: Order) -> Rich:
    """`2 numbers in Cary, NC ending 2020 for Lee`."""
    return say(asked_fully(order.request.criteria), for_whom(order))


def cost_center(order: Order) -> str:
    """`cost center Sales`; nothing where none was chosen."""
    chosen = order.request.cost_center
    return f"cost center {name(chosen)}" if chosen else ""


def operators(picture: Picture) -> str:
    """The names of who mends what a machine can't; nothing when the policy names nobody."""
    return names(picture.names.get(each, "") for each in picture.operators)


def told(picture: Picture) -> str:
    """That the operators know, with a space before it."""
    who = operators(picture)
    return f" {who} {'has' if len(picture.operators) == 1 else 'have'} been told." if who else ""


def not_before(house: House) -> str:
    """What has to happen before anything is bought."""
    who = "a manager or a rule" if house.rules else "a manager"
    return f"Nothing is bought until {who} approves."


def practice(house: House) -> list[Rich]:
    """What every message of a practice carrier says in its small print."""
    return [PRACTICE] if house.practice else []
