"""What an order asks for, and the API's rules for it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from sandbox.carrier.bandwidth.book import Plan, Problem
from sandbox.carrier.bandwidth.criteria import MAXIMUM, CriteriaError, wanted
from sandbox.carrier.bandwidth.dialect import Dialect
from sandbox.carrier.bandwidth.errors import BandwidthError
from sandbox.carrier.bandwidth.markup import child, said, text
from sandbox.carrier.options import BandwidthAccount

EXISTING = "ExistingTelephoneNumberOrderType"

# The criteria of each type: what it must have, and what it may have beside a quantity.
_DIGITS = frozenset({"npanxx", "npanxxx"})
_TYPES: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "AreaCodeSearchAndOrderType": (frozenset({"areacode"}), frozenset()),
    "NPANXXSearchAndOrderType": (frozenset(), _DIGITS | {"enabletndetail", "lca"}),
    "RateCenterSearchAndOrderType": (frozenset({"ratecenter", "state"}), frozenset({"lca"})),
    "StateSearchAndOrderType": (frozenset({"state"}), frozenset()),
    "CitySearchAndOrderType": (frozenset({"city", "state"}), frozenset()),
    "ZIPSearchAndOrderType": (frozenset({"zip"}), frozenset()),
    "LATASearchAndOrderType": (frozenset({"lata"}), frozenset()),
    "TollFreeVanitySearchAndOrderType": (frozenset({"tollfreevanity"}), frozenset()),
    "TollFreeWildCharSearchAndOrderType": (frozenset({"tollfreewildcardpattern"}), frozenset()),
    "CombinedSearchAndOrderType": (
        frozenset(),
        _DIGITS
        | {"areacode", "ratecenter", "state", "lata", "city", "zip", "lca"}
        | {"localvanity", "endsin"},
    ),
}
_REF = re.compile(r"[A-Za-z0-9 -]{1,40}")
_LONGEST_NAME = 50
_QUANTITY = re.compile(r"[0-9]{1,9}")
_BOOLEANS = {"true": True, "false": False}
_NEVER_BACKORDERED = {*_DIGITS, "tollfreevanity", "localvanity"}


class OrderError(Exception):
    """The order is refused.

    Args:
        problems: Why.
    """

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """An order that keeps the rules."""

    ref: str | None
    plan: Plan


def order_request(root: Element, dialect: Dialect, account: BandwidthAccount) -> OrderRequest:
    """Read the document of an order; the order of its elements does not matter.

    Raises:
        OrderError: A rule of the API is broken.
    """
    if root.tag != "Order":
        raise _refused(5002, "The document is no Order.")
    kind = _type_of(root)
    ref = reference(root)
    _check_place(root, account)
    partial = _flag(root, "PartialAllowed", 5217, default=True)
    backorder = _flag(root, "BackOrderRequested", 5002, default=False)
    if kind.tag == EXISTING:
        tns = named_numbers(kind, dialect)
        if backorder:
            raise _no_backorder()
        ids = tuple(each.strip() for each in _texts(kind, "ReservationIdList"))
        return OrderRequest(
            ref, Plan(quantity=len(tns), tns=tns, reservations=ids, partial=partial)
        )
    criteria = _criteria(kind)
    if backorder and _NEVER_BACKORDERED.intersection(criteria):
        raise _no_backorder()
    quantity = int(criteria["quantity"])
    return OrderRequest(
        ref, Plan(quantity=quantity, criteria=criteria, partial=partial, backorder=backorder)
    )


def reference(root: Element) -> str | None:
    """The customer's own id of an order.

    Raises:
        OrderError: It, or the order's name, is too long or has other characters.
    """
    ref = text(root, "CustomerOrderId")
    if ref is not None and not _REF.fullmatch(ref):
        raise _refused(5052, "CustomerOrderId has 1 to 40 letters, digits, dashes and spaces.")
    if len(text(root, "Name") or "") > _LONGEST_NAME:
        raise _refused(1011, f"Name has at most {_LONGEST_NAME} characters.")
    return ref


def named_numbers(kind: Element, dialect: Dialect) -> tuple[int, ...]:
    """The numbers of a TelephoneNumberList.

    Raises:
        OrderError: There is none, there are too many, or some are no numbers or come twice.
    """
    texts = _texts(kind, "TelephoneNumberList")
    if not texts:
        raise _refused(5001, "There is no telephone number.")
    if len(texts) > MAXIMUM:
        raise _refused(5095, f"An order has at most {MAXIMUM} telephone numbers.")
    tns = [dialect.read(each) for each in texts]
    bad = [each for each, tn in zip(texts, tns, strict=True) if tn is None]
    if bad:
        raise OrderError(*(Problem(5070, "This is no telephone number.", each) for each in bad))
    found = tuple(tn for tn in tns if tn is not None)
    if len(set(found)) < len(found):
        raise _refused(5093, "A telephone number comes twice.")
    return found


def type_element(root: Element) -> Element | None:
    """The element that says what kind of order it is."""
    return next((each for each in root if each.tag.endswith("OrderType")), None)


def _type_of(root: Element) -> Element:
    kind = type_element(root)
    if kind is None and child(root, "TelephoneNumberList") is not None:
        # A client's source says that this is what such an order gets.
        raise BandwidthError(500)
    if kind is None or kind.tag not in {EXISTING, *_TYPES}:
        raise _refused(5087, "The order has no type that is known.")
    return kind


def _check_place(root: Element, account: BandwidthAccount) -> None:
    site, peer = text(root, "SiteId"), text(root, "PeerId")
    if site is None:
        raise _refused(5022, "SiteId is required.")
    if site != account.site_id:
        raise _refused(5016, f"There is no site {site}.")
    if peer not in {None, account.peer_id}:
        raise _refused(5023, f"The site {site} has no SIP peer {peer}.")


def _criteria(kind: Element) -> Mapping[str, str]:
    given = {_criterion(each.tag): said(each) or "" for each in kind if said(each)}
    given["quantity"] = _quantity(given.get("quantity", str(MAXIMUM)))
    needed, more = _TYPES[kind.tag]
    names = given.keys() - {"quantity"}
    if not needed <= names or names - needed - more or not names:
        raise _refused(5002, f"{kind.tag} cannot be ordered by: {', '.join(sorted(names))}.")
    if "localvanity" in given:
        if "areacode" not in given:
            raise _refused(5002, "LocalVanity needs an AreaCode.")
        given.setdefault("lca", "false")
    try:
        wanted(given)
    except CriteriaError as error:
        raise _refused(5002, error.description) from None
    return given


def _criterion(name: str) -> str:
    lower = name.lower()
    return "lca" if lower == "enablelca" else lower


def _quantity(given: str) -> str:
    if not _QUANTITY.fullmatch(given) or not 1 <= int(given) <= MAXIMUM:
        raise _refused(5009, f"The quantity {given} is not 1 to {MAXIMUM}.")
    return given


def _flag(root: Element, name: str, code: int, *, default: bool) -> bool:
    given = text(root, name)
    if given is None:
        return default
    if given.lower() not in _BOOLEANS:
        raise _refused(code, f"{name} must be true or false.")
    return _BOOLEANS[given.lower()]


def _texts(element: Element, name: str) -> Sequence[str]:
    """What the children of that child say."""
    found = child(element, name)
    return [] if found is None else [said(each) or "" for each in found]


def _no_backorder() -> OrderError:
    return _refused(5522, "This type of order cannot be backordered.")


def _refused(code: int, description: str) -> OrderError:
    return OrderError(Problem(code, description))
