"""The requests to Bandwidth's Numbers API: which method, path, parameters and document.

Source: `availableNumbers`, `orders`, `disconnects`, `tns` and `inserviceNumbers`, docs/carriers.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from bot.carriers.bandwidth_criteria_wire import nearby, order_type, search_query
from bot.carriers.bounded_xml import Element, write_xml
from bot.carriers.exchange import Call, Group
from bot.domain.criteria import Criteria
from bot.domain.purchase import Part

_XML = "application/xml; charset=utf-8"
_FOUND_AT_MOST = "20"  # One is expected; the API insists on a page and its size.
_TNS_A_PAGE = "1000"  # The API refuses more than 2500.
_IN_SERVICE_A_PAGE = "300"  # The API's default.


def next_call(call: Call, page: str) -> Call:
    """The same list, another page of it."""
    return replace(call, query=tuple((dict(call.query) | {"page": page}).items()))


@dataclass(frozen=True, slots=True)
class Requests:
    """The calls of one account, in one version of the API.

    Attributes:
        account_id: In paths.
        site_id: The sub-account that numbers are ordered for.
        peer_id: Its location; empty leaves it to the sub-account.
        e164: Whether TNs travel in E.164, as in version 2; else as ten digits.
    """

    account_id: str
    site_id: str
    peer_id: str
    e164: bool

    def search(self, criteria: Criteria, quantity: int) -> Call:
        """Search for so many free numbers; what has another default there is always said."""
        query = search_query(criteria)
        if self.e164 and "areaCode" in query:
            query["countryCodeA3"] = "USA"
        query |= {"LCA": nearby(criteria.place), "quantity": str(quantity)}
        query["enableTNDetail"] = "true"
        return self._get("search", "availableNumbers", Group.SEARCH, **query)

    def order(self, criteria: Criteria, part: Part, client_ref: str) -> Call:
        """Order a part under our reference; fewer numbers are taken, no back order is asked for."""
        fields = [
            Element("Name", text=client_ref),
            Element("CustomerOrderId", text=client_ref),
            Element("SiteId", text=self.site_id),
            *([Element("PeerId", text=self.peer_id)] if self.peer_id else []),
            Element("PartialAllowed", text="true"),
            Element("BackOrderRequested", text="false"),
            order_type(criteria, [self._outward(tn) for tn in part.tns]),
        ]
        name = "order_chosen" if part.tns else "order"
        return self._post(name, "orders", Group.ORDER, Element("Order", tuple(fields)))

    def find(self, client_ref: str) -> Call:
        """The orders that bear our reference."""
        query = {"customerOrderId": client_ref, "page": "1", "size": _FOUND_AT_MOST}
        return self._get("find", "orders", Group.MANAGE, **query)

    def read(self, carrier_order: str, part: Part) -> Call:
        """The order of a part, with the details of its numbers."""
        name = "read_chosen" if part.tns else "read"
        path = f"orders/{quote(carrier_order, safe='')}"
        return self._get(name, path, Group.MANAGE, tndetail="true")

    def release(self, tns: Sequence[str]) -> Call:
        """Give numbers back."""
        listed = tuple(Element("TelephoneNumber", text=self._outward(tn)) for tn in tns)
        kind = Element(
            "DisconnectTelephoneNumberOrderType", (Element("TelephoneNumberList", listed),)
        )
        document = Element("DisconnectTelephoneNumberOrder", (kind,))
        return self._post("release", "disconnects", Group.OTHER, document)

    def released(self, disconnect: str) -> Call:
        """What became of numbers that were given back."""
        return self._get("released", f"disconnects/{quote(disconnect, safe='')}", Group.MANAGE)

    def numbers(self) -> Call:
        """The first page of the account's numbers, those that were given back left out."""
        status = {"status": "Inservice,InAccount", "page": "1", "size": _TNS_A_PAGE}
        query = {"accountId": self.account_id, **status}
        return Call("numbers", "GET", "/tns", Group.MANAGE, tuple(query.items()))

    def in_service(self) -> Call:
        """The same by an older resource, without details."""
        page = {"page": "1", "size": _IN_SERVICE_A_PAGE}
        return self._get("in_service", "inserviceNumbers", Group.MANAGE, **page)

    def _get(self, name: str, path: str, group: Group, **query: str) -> Call:
        return Call(name, "GET", self._path(path), group, tuple(query.items()))

    def _post(self, name: str, path: str, group: Group, document: Element) -> Call:
        body = write_xml(document)
        return Call(name, "POST", self._path(path), group, body=body, content_type=_XML)

    def _path(self, path: str) -> str:
        return f"/accounts/{quote(self.account_id, safe='')}/{path}"

    def _outward(self, tn: str) -> str:
        return tn if self.e164 else tn.removeprefix("+1")
