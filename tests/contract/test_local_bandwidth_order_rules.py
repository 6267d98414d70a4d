"""orders: what is refused, and how an order is found again."""

import pytest

from sandbox.carrier.options import SANDBOX_ACCOUNT
from tests.contract.local_bandwidths import (
    ORDERS,
    Numbers,
    existing,
    link_in,
    many,
    searched,
)

_REF = "01JD0000000000000000000000-1-1"
_CARY = searched("City", City="Cary", State="NC", Quantity="2")
_AT = "2026-11-23T10:00:00.000Z"


@pytest.mark.parametrize(
    ("kind", "fields", "code"),
    [
        (_CARY, {"SiteId": ""}, "5022"),
        (_CARY, {"SiteId": "1"}, "5016"),
        (_CARY, {"PeerId": "1"}, "5023"),
        (_CARY, {"CustomerOrderId": "x" * 41}, "5052"),
        (_CARY, {"CustomerOrderId": "a_b"}, "5052"),
        (_CARY, {"Name": "x" * 51}, "1011"),
        (_CARY, {"PartialAllowed": "perhaps"}, "5217"),
        (_CARY, {"BackOrderRequested": "perhaps"}, "5002"),
        ("", {}, "5087"),
        ("<OtherOrderType/>", {}, "5087"),
        (existing(), {}, "5001"),
        (existing("9195550142", "9195550142"), {}, "5093"),
        (existing("9195550142"), {"BackOrderRequested": "true"}, "5522"),
        (searched("NPANXX", NpaNxx="919555"), {"BackOrderRequested": "true"}, "5522"),
        (searched("TollFreeVanity", TollFreeVanity="CALL"), {"BackOrderRequested": "true"}, "5522"),
        (
            searched("Combined", AreaCode="919", LocalVanity="2020"),
            {"BackOrderRequested": "true"},
            "5522",
        ),
        (searched("State", State="NC", Quantity="0"), {}, "5009"),
        (searched("State", State="NC", Quantity="5001"), {}, "5009"),
        (searched("State", State="NC", Quantity="two"), {}, "5009"),
        (searched("State", State="NX"), {}, "5002"),
        (searched("State", City="Cary"), {}, "5002"),
        (searched("State", State="NC", Zip="27513"), {}, "5002"),
        (searched("NPANXX", EnableLCA="true"), {}, "5002"),
        (searched("City", City="Carey", State="NC"), {}, "5002"),
        (searched("Combined", LocalVanity="2020"), {}, "5002"),
        (searched("Combined", AreaCode="919", LocalVanity="20"), {}, "5002"),
        (searched("Combined", AreaCode="919", EnableLCA="true"), {}, "5002"),
        (searched("Combined"), {}, "5002"),
    ],
)
async def test_a_broken_rule_is_a_400_with_an_error_list_and_the_echo(
    numbers: Numbers, kind: str, fields: dict[str, str], code: str
) -> None:
    told = await numbers.order(kind, **fields)

    assert (told.status, told.root, told.codes) == (400, "OrderResponse", [code])
    assert told.body["Order"]["OrderCreateDate"] == _AT
    assert "id" not in told.body["Order"]
    assert numbers.running.carrier.ledger()["purchases"] == []


async def test_each_malformed_number_is_named(numbers: Numbers) -> None:
    told = await numbers.order(existing("9195550142", "55544433", "+19195550143"))

    assert (told.status, told.codes) == (400, ["5070", "5070"])
    assert [each["TelephoneNumber"] for each in told.body["ErrorList"]["Error"]] == [
        "55544433",
        "+19195550143",
    ]


async def test_more_numbers_than_an_order_may_have_are_refused(numbers: Numbers) -> None:
    told = await numbers.order(existing(*(f"919555{line:04}" for line in range(5001))))

    assert (told.status, told.codes) == (400, ["5095"])


async def test_numbers_without_their_type_break_the_carrier(numbers: Numbers) -> None:
    told = await numbers.order(
        "<TelephoneNumberList><TelephoneNumber>9195550142</TelephoneNumber></TelephoneNumberList>"
    )

    assert told.status == 500


@pytest.mark.parametrize(
    "document",
    [
        "",
        "<Order>",
        "<Other/>",
        '<!DOCTYPE Order [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Order>&b;</Order>',
        '<!DOCTYPE Order [<!ENTITY a SYSTEM "file:///etc/hostname">]><Order>&a;</Order>',
    ],
)
async def test_a_document_that_is_no_order_is_refused(numbers: Numbers, document: str) -> None:
    told = await numbers.post(ORDERS, document)

    assert (told.status, told.root, told.codes) == (400, "OrderResponse", ["5002"])


async def test_an_unknown_order_is_not_found(numbers: Numbers) -> None:
    told = await numbers.get(f"{ORDERS}/none")

    assert (told.status, told.root) == (404, "ErrorResponse")


async def test_an_order_is_found_by_the_customers_id(numbers: Numbers) -> None:
    made = await numbers.order(_CARY, CustomerOrderId=_REF)
    await numbers.order(_CARY, CustomerOrderId="another")
    await numbers.wait(1)

    told = await numbers.get(ORDERS, customerOrderId=_REF, page="1", size="20")

    found = told.body["ListOrderIdUserIdDate"]
    link = f"{numbers.running.url}{ORDERS}?customerOrderId={_REF}&page=1&size=20"
    assert (told.status, told.root) == (200, "ResponseSelectWrapper")
    assert found["TotalCount"] == "1"
    assert found["Links"] == {"first": f'Link=<{link}>;rel="first";'}
    assert found["OrderIdUserIdDate"] == {
        "CountOfTNs": "2",
        "CustomerOrderId": _REF,
        "userId": SANDBOX_ACCOUNT.client_id,
        "lastModifiedDate": "2026-11-23T10:00:01.000Z",
        "OrderType": "new_number",
        "OrderDate": _AT,
        "orderId": made.id,
        "OrderStatus": "COMPLETE",
        "TelephoneNumberDetails": "",
    }


async def test_the_same_customers_id_is_taken_twice(numbers: Numbers) -> None:
    made = [await numbers.order(_CARY, CustomerOrderId=_REF) for _ in range(2)]

    told = await numbers.get(ORDERS, customerOrderId=_REF, page="1", size="20")

    found = told.body["ListOrderIdUserIdDate"]["OrderIdUserIdDate"]
    assert [each["orderId"] for each in found] == [each.id for each in made]


async def test_a_search_for_orders_does_not_move_them_on(numbers: Numbers) -> None:
    await numbers.order(_CARY)

    told = [await numbers.get(ORDERS, page="1", size="20") for _ in range(3)]

    states = [each.body["ListOrderIdUserIdDate"]["OrderIdUserIdDate"] for each in told]
    assert [each["OrderStatus"] for each in states] == ["RECEIVED"] * 3


async def test_orders_are_listed_page_by_page(numbers: Numbers) -> None:
    made = [await numbers.order(_CARY) for _ in range(5)]
    seen: list[str] = []

    link: str | None = f"{ORDERS}?page=1&size=2"
    while link:
        told = (await numbers.get(link)).body["ListOrderIdUserIdDate"]
        seen += [each["orderId"] for each in many(told["OrderIdUserIdDate"])]
        link = link_in(told["Links"].get("next"))

    assert seen == [each.id for each in made]


@pytest.mark.parametrize(
    "params", [{"customerOrderId": "none"}, {"status": "FAILED"}, {"page": "none"}]
)
async def test_no_order_that_fits_is_a_404_with_links(
    numbers: Numbers, params: dict[str, str]
) -> None:
    await numbers.order(_CARY)

    told = await numbers.get(ORDERS, **{"page": "1", "size": "20", **params})

    assert (told.status, told.root, list(told.body)) == (404, "Links", ["first"])


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"page": "1"}, "1003"),
        ({"size": "1"}, "1003"),
        ({"page": "1", "size": "0"}, "1006"),
        ({"page": "1", "size": "1001"}, "1006"),
    ],
)
async def test_a_list_needs_a_page_and_a_size(
    numbers: Numbers, params: dict[str, str], code: str
) -> None:
    told = await numbers.get(ORDERS, **params)

    assert (told.status, told.body["ResponseStatus"]["ErrorCode"]) == (400, code)
