"""Catapult's answers, read into the domain's values; anything else is a typed error.

Source: the samples and error list of Catapult v1, docs/carriers.md.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeVar

from bot.carriers.bounded_json import Json, UnreadableError, objects, read_json, text_of, the_object
from bot.carriers.catapult_refusals_wire import lost, refusal
from bot.carriers.exchange import Answer, Call
from bot.domain.errors import CarrierRefusedError
from bot.domain.purchase import Bought, Offer
from bot.domain.telephone import to_e164

T = TypeVar("T")

_MONEY = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,9})?", re.ASCII)
_ID = re.compile(r"/([A-Za-z0-9_-]{1,64})/?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Account:
    """What the account says of itself.

    Attributes:
        balance: US dollars; None where it is not said.
        kind: `pre-pay` or `post-pay`.
    """

    balance: Decimal | None
    kind: str


def read_offers(call: Call, answer: Answer) -> tuple[Offer, ...]:
    """The free TNs of a search.

    Raises:
        CarrierError: The search was refused, or the answer can't be read.
    """
    return _read(call, answer, lambda: _each(answer, _offer, lambda offer: offer.tn))


def read_order(call: Call, answer: Answer) -> tuple[Bought, ...]:
    """The TNs that an order bought, perhaps fewer or more than it asked for.

    Raises:
        OutcomeUnknownError: The answer can't be read, or names no TN.
        CarrierError: The order was refused.
    """
    bought = _read(call, answer, lambda: _each(answer, _ordered, lambda one: one.tn))
    if not bought:
        raise lost(call, answer)
    return bought


def read_allocated(call: Call, answer: Answer) -> str:
    """The id of the TN that was allocated, from the Location header.

    Raises:
        OutcomeUnknownError: There is no Location.
        CarrierError: The allocation was refused.
    """
    number_id = _read(call, answer, lambda: _last_segment(answer.headers.get("location", "")))
    if not number_id:
        raise lost(call, answer)
    return number_id


def read_numbers(call: Call, answer: Answer) -> tuple[Bought, ...]:
    """A page of the account's TNs, released ones left out.

    Raises:
        CarrierError: The list was refused, or can't be read.
    """
    return _read(call, answer, lambda: _each(answer, _held, lambda one: one.tn))


def read_number(call: Call, answer: Answer) -> Bought:
    """One TN of the account.

    Raises:
        CarrierRefusedError: The account does not have it, or has it no longer.
        CarrierError: The answer can't be read.
    """
    held = _read(call, answer, lambda: _held(the_object(read_json(answer.body))))
    if held is None:
        sentence = "Bandwidth: the account has no such number."
        raise CarrierRefusedError(sentence, code="number-not-found", status=answer.status)
    return held


def read_account(call: Call, answer: Answer) -> Account:
    """Balance and type of the account.

    Raises:
        CarrierError: The call was refused, or the answer can't be read.
    """
    item = _read(call, answer, lambda: the_object(read_json(answer.body)))
    return Account(_money(item, "balance"), text_of(item, "accountType"))


def read_nothing(call: Call, answer: Answer) -> None:
    """Success without content, as an update or a release has it.

    Raises:
        CarrierError: The call was refused.
    """
    _read(call, answer, lambda: None)


def _read(call: Call, answer: Answer, reader: Callable[[], T]) -> T:
    # The documents say 201 for what creates; samples also have 200, so each will do.
    if answer.status not in {200, 201}:
        raise refusal(call, answer)
    try:
        return reader()
    except UnreadableError as error:
        raise lost(call, answer) from error


def _each(
    answer: Answer, reader: Callable[[dict[str, Json]], T | None], key: Callable[[T], str]
) -> tuple[T, ...]:
    """What the reader makes of each element, in order and each TN once."""
    found = [reader(item) for item in objects(read_json(answer.body))]
    return tuple({key(one): one for one in found if one is not None}.values())


def _offer(item: dict[str, Json]) -> Offer | None:
    tn = _tn(item)
    if tn is None:
        return None
    city = text_of(item, "city") or text_of(item, "rateCenter")
    return Offer(tn, _price(item), city, text_of(item, "state", 2))


def _ordered(item: dict[str, Json]) -> Bought:
    tn = _tn(item)
    if tn is None:
        raise UnreadableError("an order brought a number that is not of the US")
    return Bought(
        tn,
        carrier_id=_last_segment(text_of(item, "location", 500)),
        price=_price(item),
        city=text_of(item, "city"),
        state=text_of(item, "state", 2),
    )


def _held(item: dict[str, Json]) -> Bought | None:
    tn = _tn(item)
    if tn is None or text_of(item, "numberState") == "released":
        return None
    return Bought(
        tn,
        carrier_id=text_of(item, "id"),
        price=_price(item),
        created_at=_time(text_of(item, "createdTime", 40)),
        city=text_of(item, "city"),
        state=text_of(item, "state", 2),
        name=text_of(item, "name"),
    )


def _tn(item: dict[str, Json]) -> str | None:
    """The TN in E.164; None for a number of another country, which this bot never buys.

    Raises:
        UnreadableError: There is no number at all.
    """
    number = text_of(item, "number", 32)
    if not number:
        raise UnreadableError("an element without a number")
    try:
        return to_e164(number)
    except ValueError:
        return None


def _price(item: dict[str, Json]) -> Decimal | None:
    price = _money(item, "price")
    return None if price is None or price < 0 else price


def _money(item: dict[str, Json], name: str) -> Decimal | None:
    # Text in the documents, a bare number in one sample; `read_json` leaves numbers as text.
    text = text_of(item, name, 40)
    return Decimal(text) if _MONEY.fullmatch(text) else None


def _time(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _last_segment(location: str) -> str:
    path = location.partition("?")[0]
    found = _ID.fullmatch(path, max(path.rstrip("/").rfind("/"), 0))
    return found[1] if found else ""
