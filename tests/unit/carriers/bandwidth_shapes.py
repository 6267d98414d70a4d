"""Documents in the shapes that Bandwidth's Numbers API documents, and calls to go with them."""

from collections.abc import Mapping
from textwrap import dedent

from bot.carriers.bandwidth_wire import Requests
from bot.carriers.exchange import Answer, Call
from bot.domain.criteria import CityCriteria, Criteria, StateCriteria
from bot.domain.purchase import Part
from tests.fakes import NOON

REF = "01JDF0000000000000000000AA-1-1"
TN, OTHER_TN = "+19195550142", "+19195550177"
CARY = Criteria(CityCriteria("Cary", "NC"), 2)
CHOSEN = Part(1, 2, (TN, OTHER_TN))
V2 = Requests("9500001", "4711", "8812", e164=True)
V1 = Requests("9500001", "4711", "", e164=False)
SEARCH = V2.search(CARY, 2)
ORDER = V2.order(CARY, Part(1, 2), REF)
ORDER_CHOSEN = V2.order(CARY, CHOSEN, REF)
FIND = V2.find(REF)
READ = V2.read("0b-1", Part(1, 2))
READ_CHOSEN = V2.read("0b-1", CHOSEN)
RELEASE = V2.release([TN])
RELEASED = V2.released("0d-1")
NUMBERS = V2.numbers()
IN_SERVICE = V2.in_service()
ANYWHERE = Criteria(StateCriteria("NC"), 1)

FREE = """
    <SearchResult>
      <ResultCount>2</ResultCount>
      <TelephoneNumberDetailList>
        <TelephoneNumberDetail>
          <City>CARY</City><LATA>426</LATA><RateCenter>CARY</RateCenter><State>NC</State>
          <FullNumber>9195550142</FullNumber><Tier>0.00</Tier>
          <VendorId>49</VendorId><VendorName>Bandwidth CLEC</VendorName>
        </TelephoneNumberDetail>
        <TelephoneNumberDetail>
          <City></City><RateCenter>APEX</RateCenter><State>NC</State>
          <FullNumber>+19195550177</FullNumber>
        </TelephoneNumberDetail>
      </TelephoneNumberDetailList>
    </SearchResult>"""
RECEIVED = f"""
    <OrderResponse>
      <Order>
        <CustomerOrderId>{REF}</CustomerOrderId>
        <id>0b-1</id>
        <Name>{REF}</Name>
        <OrderCreateDate>2026-11-23T12:00:00.123Z</OrderCreateDate>
        <BackOrderRequested>false</BackOrderRequested>
        <CitySearchAndOrderType>
          <City>Cary</City><State>NC</State><Quantity>2</Quantity>
        </CitySearchAndOrderType>
        <PartialAllowed>true</PartialAllowed>
        <SiteId>4711</SiteId>
      </Order>
      <OrderStatus>RECEIVED</OrderStatus>
    </OrderResponse>"""
DETAILS = """
    <TelephoneNumber>
      <City>CARY</City><LATA>426</LATA><State>NC</State><FullNumber>9195550142</FullNumber>
    </TelephoneNumber>"""


def ended(status: str, *numbers: str, codes: tuple[str, ...] = (), count: int | None = None) -> str:
    """An order that has ended with these numbers, and with errors of these codes."""
    listed = "".join(
        f"<TelephoneNumber><FullNumber>{each}</FullNumber></TelephoneNumber>" for each in numbers
    )
    errors = "".join(
        f"<Error><Code>{code}</Code><Description>A sentence of theirs</Description></Error>"
        for code in codes
    )
    return f"""
        <OrderResponse>
          <CompletedQuantity>{len(numbers) if count is None else count}</CompletedQuantity>
          <LastModifiedDate>2026-11-23T12:00:01.000Z</LastModifiedDate>
          <OrderCompleteDate>2026-11-23T12:00:01.000Z</OrderCompleteDate>
          <Order><CustomerOrderId>{REF}</CustomerOrderId><SiteId>4711</SiteId></Order>
          <OrderStatus>{status}</OrderStatus>
          <CompletedNumbers>{listed}</CompletedNumbers>
          <ErrorList>{errors}</ErrorList>
        </OrderResponse>"""


def found(*entries: tuple[str, str], total: int | None = None) -> str:
    """A list of orders: their ids, each with its reference, which may be left out."""
    listed = "".join(
        "<OrderIdUserIdDate><CountOfTNs>2</CountOfTNs>"
        + (f"<CustomerOrderId>{reference}</CustomerOrderId>" if reference else "")
        + f"<orderId>{order_id}</orderId><OrderStatus>RECEIVED</OrderStatus></OrderIdUserIdDate>"
        for order_id, reference in entries
    )
    count = len(entries) if total is None else total
    return f"""
        <ResponseSelectWrapper><ListOrderIdUserIdDate>
          <TotalCount>{count}</TotalCount>{listed}
        </ListOrderIdUserIdDate></ResponseSelectWrapper>"""


def refused(code: str) -> str:
    """An order that was not taken on."""
    return f"""
        <OrderResponse><ErrorList>
          <Error><Code>{code}</Code><Description>A sentence of theirs</Description></Error>
        </ErrorList><Order><SiteId>1</SiteId></Order></OrderResponse>"""


def response_status(code: str) -> str:
    """The shape of reservations, of lists and of most 404s."""
    return f"""
        <ErrorResponse><ResponseStatus>
          <ErrorCode>{code}</ErrorCode><Description>A sentence of theirs</Description>
        </ResponseStatus></ErrorResponse>"""


def answer(status: int, body: str = "", headers: Mapping[str, str] | None = None) -> Answer:
    """An answer with this document."""
    return Answer(status, dict(headers or {}), dedent(body).strip().encode(), NOON)


def calls() -> tuple[Call, ...]:
    """One call of each kind."""
    return (SEARCH, ORDER, ORDER_CHOSEN, FIND, READ, READ_CHOSEN, RELEASE, RELEASED, NUMBERS)
