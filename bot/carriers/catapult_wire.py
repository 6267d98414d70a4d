"""Catapult's requests: which method, path and parameters say what is wanted.

Source: Catapult v1 `availableNumbers`, `phoneNumbers` and `account`, docs/carriers.md. Parameters
go in the query, for GET and POST alike, each under its API name.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, quote, urlsplit

from bot.carriers.exchange import Answer, Call, Group
from bot.domain.criteria import Criteria, TollFreeCriteria
from bot.domain.errors import CarrierUnavailableError
from bot.domain.parameters import to_parameters

PAGE_SIZE = 1000  # Catapult documents 25 by default and 1000 at most (docs/carriers.md).

_NEXT = re.compile(r'<([^<>]{1,2000})>\s*;\s*rel="?next"?', re.IGNORECASE)


def search_call(criteria: Criteria, quantity: int) -> Call:
    """Search for so many free numbers; letters and digits travel as `pattern`."""
    query = _query(criteria, quantity)
    if criteria.digits is not None:
        query["pattern"] = criteria.digits.pattern
    return Call("search", "GET", _available(criteria), Group.SEARCH, tuple(query.items()))


def order_call(criteria: Criteria) -> Call:
    """Search and order; without a pattern, which the API refuses on an order."""
    query = _query(criteria, criteria.quantity)
    return Call("order", "POST", _available(criteria), Group.ORDER, tuple(query.items()))


def allocate_call(user_id: str, tn: str, name: str) -> Call:
    """Buy this TN under this name."""
    body = _json({"number": tn, "name": name})
    return Call("allocate", "POST", _numbers(user_id), Group.ORDER, body=body)


def list_call(user_id: str, filters: Mapping[str, str]) -> Call:
    """The first page of the account's numbers; filters are `name`, `state`, `city` and so on."""
    query = {**filters, "size": str(PAGE_SIZE)}
    return Call("list", "GET", _numbers(user_id), Group.MANAGE, tuple(query.items()))


def get_call(user_id: str, key: str) -> Call:
    """One number, by id or E.164."""
    return Call("get", "GET", _number(user_id, key), Group.MANAGE)


def sign_call(user_id: str, key: str, name: str) -> Call:
    """Give a number this name; nothing else of it changes."""
    body = _json({"name": name})
    return Call("sign", "POST", _number(user_id, key), Group.OTHER, body=body)


def release_call(user_id: str, key: str) -> Call:
    """Give a number back."""
    return Call("release", "DELETE", _number(user_id, key), Group.OTHER)


def account_call(user_id: str) -> Call:
    """Balance and type of the account."""
    return Call("account", "GET", f"{_user(user_id)}/account", Group.OTHER)


def next_call(call: Call, answer: Answer, root: str) -> Call | None:
    """The call for the next page, by the answer's Link header; None after the last page.

    Args:
        call: The one that brought this page.
        answer: The page.
        root: Our own base URL, without the version segment.

    Raises:
        CarrierUnavailableError: The link leads elsewhere, so that the list can't be completed.
    """
    found = _NEXT.search(answer.headers.get("link", ""))
    if found is None:
        return None
    try:
        link = urlsplit(found[1])
        query = tuple(parse_qsl(link.query, keep_blank_values=True, max_num_fields=20))
    except ValueError:
        raise _astray(answer) from None
    if f"{link.scheme}://{link.netloc}{link.path}".lower() != f"{root}{call.path}".lower():
        raise _astray(answer)
    return replace(call, query=query)


def _astray(answer: Answer) -> CarrierUnavailableError:
    return CarrierUnavailableError(
        "Bandwidth's list goes on at an address that is not its own.", status=answer.status
    )


def _query(criteria: Criteria, quantity: int) -> dict[str, str]:
    query = to_parameters(replace(criteria, quantity=quantity, digits=None))
    query.pop("tollFree", None)  # It is in the path.
    if "localNumber" not in query:
        query.pop("inLocalCallingArea", None)  # Only meaningful with localNumber.
    return query


def _available(criteria: Criteria) -> str:
    kind = "tollFree" if isinstance(criteria.place, TollFreeCriteria) else "local"
    return f"/v1/availableNumbers/{kind}"


def _user(user_id: str) -> str:
    return f"/v1/users/{quote(user_id, safe='')}"


def _numbers(user_id: str) -> str:
    return f"{_user(user_id)}/phoneNumbers"


def _number(user_id: str, key: str) -> str:
    return f"{_numbers(user_id)}/{quote(key, safe='')}"


def _json(fields: Mapping[str, str]) -> bytes:
    return json.dumps(fields).encode()
