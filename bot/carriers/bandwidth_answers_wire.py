"""The answers of Bandwidth's Numbers API, read into the domain's values.

Source: the samples and schemas of the Numbers API, docs/carriers.md. TNs come as ten digits or in
E.164; one element and many are both lists.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote

from bot.carriers.bandwidth_refusals_wire import codes_in, lost, meaning, refusal, refused_with
from bot.carriers.bounded_json import UnreadableError
from bot.carriers.bounded_xml import Element, read_xml
from bot.carriers.exchange import Answer, Call
from bot.domain.errors import CarrierError, CarrierRefusedError, CarrierUnavailableError
from bot.domain.purchase import Bought, Offer, Receipt, Stage
from bot.domain.telephone import to_e164

_OK, _NO_CONTENT, _NOT_FOUND = frozenset({200, 201}), 204, 404
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_PAGE = re.compile(r"[?&]page=([^&>;\s]{1,100})")
_COUNT = re.compile(r"[0-9]{1,6}", re.ASCII)
_COMPLETE = frozenset({"COMPLETE", "COMPLETED"})  # One guide prints the second.
_ENDED = _COMPLETE | {"PARTIAL", "FAILED"}
_HELD = frozenset({"", "inservice", "inaccount"})


@dataclass(frozen=True, slots=True)
class Order:
    """An order as the API shows it.

    Attributes:
        receipt: What has become of it.
        reference: Our reference on it; empty where it is not shown.
    """

    receipt: Receipt
    reference: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the account's numbers.

    Attributes:
        numbers: On this page.
        following: What the API calls the next page; empty after the last.
    """

    numbers: tuple[Bought, ...]
    following: str


def read_offers(call: Call, answer: Answer) -> tuple[Offer, ...]:
    """The free TNs of a search, with their places where these were asked for.

    Raises:
        CarrierError: The search was refused, or the answer can't be read.
    """
    root = _read(call, answer)
    found = root.all("TelephoneNumberDetailList", "TelephoneNumberDetail")
    found += root.all("TelephoneNumberList", "TelephoneNumber")
    if not found:
        _refuse_by_codes(call, answer, root)
    offers = [Offer(tn, None, *_place(each)) for each in found if (tn := _tn(each))]
    return tuple({offer.tn: offer for offer in offers}.values())


def read_order(call: Call, answer: Answer) -> Order:
    """An order, just accepted or as it stands by now.

    Raises:
        CarrierError: It was refused, or the answer can't be read.
    """
    root = _read(call, answer)
    status = root.text_at("OrderStatus").upper()
    order_id = root.text_at("Order", "id") or _last_segment(answer.headers.get("location", ""))
    if not (order_id if call.buys else status):
        _refuse_by_codes(call, answer, root)
        raise lost(call, answer)
    reference = root.text_at("Order", "CustomerOrderId")
    if status in _ENDED:
        return Order(_ended(call, answer, root, order_id), reference)
    stage = Stage.BACKORDERED if status == "BACKORDERED" else Stage.ACCEPTED
    return Order(Receipt((), stage, order_id), reference)


def read_found(call: Call, answer: Answer) -> tuple[tuple[str, str], ...]:
    """The ids of the orders that were found, each with our reference if it is shown.

    Raises:
        CarrierError: The look was refused, or does not say for certain that there are none.
    """
    if answer.status == _NOT_FOUND:
        if _document(call, answer).name.lower() == "html":
            raise lost(call, answer)
        return ()
    root = _read(call, answer)
    lists = root.all("ListOrderIdUserIdDate")
    if not lists:
        _refuse_by_codes(call, answer, root)
        raise lost(call, answer)
    entries = lists[0].all("OrderIdUserIdDate")
    found = [(each.text_at("OrderId"), each.text_at("CustomerOrderId")) for each in entries]
    if not all(order_id for order_id, _ in found) or len(found) < _count(lists[0], "TotalCount"):
        raise lost(call, answer)
    return tuple(found)


def read_release(call: Call, answer: Answer) -> str:
    """The id of an order to give numbers back.

    Raises:
        CarrierError: It was refused, or the answer can't be read.
    """
    root = _read(call, answer)
    order_id = root.text_at("orderRequest", "id")
    if not order_id:
        _refuse_by_codes(call, answer, root)
        raise lost(call, answer)
    return order_id


def read_released(call: Call, answer: Answer) -> tuple[str, ...]:
    """The TNs that were given back, once that has ended.

    Raises:
        CarrierUnavailableError: It has not ended yet, or the answer can't be read.
        CarrierRefusedError: None was given back.
    """
    root = _read(call, answer)
    if root.text_at("OrderStatus").upper() not in _ENDED:
        raise CarrierUnavailableError("Bandwidth has not given the numbers back yet.")
    gone = [_tn(each) for each in root.all("DisconnectedTelephoneNumberList", "TelephoneNumber")]
    if not gone:
        raise _shortfall(call, answer, root)
    return tuple(filter(None, gone))


def read_page(call: Call, answer: Answer) -> Page:
    """A page of the account's numbers, those that were given back left out.

    Raises:
        CarrierError: The list was refused, or can't be read.
    """
    if answer.status == _NO_CONTENT:
        return Page((), "")
    root = _read(call, answer)
    lists = root.all("TelephoneNumbers")
    if not lists:
        _refuse_by_codes(call, answer, root)
        raise lost(call, answer)
    held = [each for each in lists[0].all("TelephoneNumber") if _is_held(each)]
    numbers = [_number(tn, each) for each in held if (tn := _tn(each))]
    links = (_PAGE.search(each.text) for each in root.all("Links", "next"))
    following = [unquote(link[1]) for link in links if link]
    return Page(tuple(numbers), following[0] if following else "")


def _read(call: Call, answer: Answer) -> Element:
    if answer.status not in _OK:
        raise refusal(call, answer)
    return _document(call, answer)


def _document(call: Call, answer: Answer) -> Element:
    try:
        return read_xml(answer.body)
    except UnreadableError as error:
        raise lost(call, answer) from error


def _refuse_by_codes(call: Call, answer: Answer, root: Element) -> None:
    """Raise what a successful answer's error codes mean, if it has any."""
    codes = codes_in(root)
    if codes:
        raise refused_with(call, answer, codes)


def _ended(call: Call, answer: Answer, root: Element, order_id: str) -> Receipt:
    """What an order has brought that has ended, and why it is less than was asked for."""
    status, at = root.text_at("OrderStatus").upper(), _time(root.text_at("OrderCompleteDate"))
    listed = [
        Bought(tn, "", None, at, *_place(each))
        for each in root.all("CompletedNumbers", "TelephoneNumber")
        if (tn := _tn(each))
    ]
    bought = tuple({each.tn: each for each in listed}.values())
    if len(bought) < max(_count(root, "CompletedQuantity"), int(status != "FAILED")):
        raise lost(call, answer)  # It has brought more than it names here.
    short = None if status in _COMPLETE else _shortfall(call, answer, root)
    return Receipt(bought, Stage.ENDED, order_id, short)


def _shortfall(call: Call, answer: Answer, root: Element) -> CarrierError:
    codes = codes_in(root)
    if codes:
        return meaning(call, answer, codes)
    sentence = "Bandwidth could not do all of it, and does not say why."
    return CarrierRefusedError(sentence, status=answer.status)


def _tn(element: Element) -> str:
    """The TN in E.164; empty for what is none of the North American plan."""
    try:
        return to_e164(element.text_at("FullNumber") or element.text)
    except ValueError:
        return ""


def _place(element: Element) -> tuple[str, str]:
    city = element.text_at("City") or element.text_at("RateCenter")
    return city, element.text_at("State")[:2]


def _number(tn: str, element: Element) -> Bought:
    at = _time(element.text_at("InServiceDate") or element.text_at("LastModified"))
    city, state = _place(element)
    return Bought(tn, created_at=at, city=city, state=state)


def _is_held(element: Element) -> bool:
    return element.text_at("Status").lower() in _HELD


def _count(element: Element, name: str) -> int:
    text = element.text_at(name)
    return int(text) if _COUNT.fullmatch(text) else 0


def _time(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _last_segment(location: str) -> str:
    last = location.partition("?")[0].rstrip("/").rpartition("/")[2]
    return last if _ID.fullmatch(last) else ""
