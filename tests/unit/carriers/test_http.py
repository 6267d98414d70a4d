"""The transport against servers that misbehave."""

import asyncio
import gzip
import socket
from datetime import timedelta

import pytest

from bot.carriers.exchange import Call
from bot.carriers.http import MAX_BODY
from bot.carriers.pace import Limit
from bot.domain.errors import CarrierUnavailableError, OutcomeUnknownError
from tests.fakes import NOON
from tests.unit.carriers.doors import OK, Door, Naps, always, in_turn, silent, transport
from tests.unit.carriers.shapes import ALLOCATE, GET, ORDER, SEARCH

_NOON_S = int(NOON.timestamp())
_BUSY = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"


def _slow_down(reset_s: int) -> bytes:
    head = b"HTTP/1.1 429 Slow down\r\nContent-Length: 0\r\n"
    return head + f"X-RateLimit-Reset: {reset_s}\r\n\r\n".encode()


async def _refusing_root() -> str:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unheard.getsockname()[1]}"


async def test_an_order_arrives_as_a_post_without_body_or_content_type() -> None:
    async with Door(always(OK)).open() as door, transport(door.root) as http:
        got = await http.purchase(ORDER, timeout_s=5)

    head = door.requests[0].lower()
    assert head.startswith(
        b"post /v1/availablenumbers/local?city=cary&state=nc&quantity=2 http/1.1\r\n"
    )
    assert b"\r\ncontent-length: 0\r\n" in head
    assert b"content-type" not in head
    assert b"\r\nauthorization: basic x\r\n" in head
    assert (got.status, got.body, got.received_at) == (200, b"[]", NOON)


async def test_an_allocation_arrives_as_json() -> None:
    async with Door(always(OK)).open() as door, transport(door.root) as http:
        await http.purchase(ALLOCATE, timeout_s=5)

    assert b"\r\nContent-Type: application/json\r\n" in door.requests[0]
    assert door.requests[0].endswith(b'{"number": "+19195550142", "name": "01JD-1-1"}')


async def test_escapes_in_an_address_arrive_as_they_were_written() -> None:
    async with Door(always(OK)).open() as door, transport(door.root) as http:
        await http.read(GET, timeout_s=5)

    assert b"/phoneNumbers/%2B19195550142 HTTP/1.1" in door.requests[0]


@pytest.mark.parametrize("call", [ORDER, ALLOCATE])
async def test_a_refused_connection_means_that_surely_nothing_was_sent(call: Call) -> None:
    async with transport(await _refusing_root()) as http:
        with pytest.raises(CarrierUnavailableError, match="can't be reached"):
            await http.purchase(call, timeout_s=5)


async def test_a_host_that_does_not_exist_means_that_surely_nothing_was_sent() -> None:
    async with transport("http://nowhere.invalid") as http:
        with pytest.raises(CarrierUnavailableError):
            await http.purchase(ORDER, timeout_s=1)


async def test_a_failed_tls_handshake_means_that_surely_nothing_was_sent() -> None:
    async with (
        Door(always(OK)).open() as door,
        transport(door.root.replace("http:", "https:")) as http,
    ):
        # The server takes the handshake for a request without end, and hangs up.
        door.serve = in_turn(b"")
        with pytest.raises(CarrierUnavailableError):
            await http.purchase(ORDER, timeout_s=0.2)

    assert door.requests == []


async def test_a_purchase_whose_connection_is_dropped_is_unknown_and_sent_once() -> None:
    async with Door(in_turn(b"")).open() as door, transport(door.root) as http:
        with pytest.raises(OutcomeUnknownError):
            await http.purchase(ORDER, timeout_s=5)

    assert len(door.requests) == 1


async def test_a_purchase_that_is_not_answered_in_time_is_unknown_and_sent_once() -> None:
    async with Door(silent).open() as door, transport(door.root) as http:
        with pytest.raises(OutcomeUnknownError):
            await http.purchase(ORDER, timeout_s=0.1)

    assert len(door.requests) == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n[",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 201 Created\r\nX: " + b"y" * 20_000 + b"\r\n\r\n",
    ],
)
async def test_a_purchase_with_a_torn_answer_is_unknown(raw: bytes) -> None:
    async def torn(door: Door, writer: asyncio.StreamWriter) -> None:
        del door
        writer.write(raw)
        writer.close()

    async with Door(torn).open() as door, transport(door.root) as http:
        with pytest.raises(OutcomeUnknownError):
            await http.purchase(ORDER, timeout_s=5)

    assert len(door.requests) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 429])
async def test_a_purchase_is_not_repeated_whatever_its_answer(status: int) -> None:
    raw = f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n".encode()
    async with Door(always(raw)).open() as door, transport(door.root) as http:
        got = await http.purchase(ORDER, timeout_s=5)

    assert got.status == status
    assert len(door.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_not_followed(status: int) -> None:
    head = f"HTTP/1.1 {status} Elsewhere\r\nContent-Length: 0\r\nLocation: /elsewhere\r\n\r\n"
    async with Door(always(head.encode())).open() as door, transport(door.root) as http:
        bought = await http.purchase(ORDER, timeout_s=5)
        read = await http.read(SEARCH, timeout_s=5)

    assert (bought.status, read.status) == (status, status)
    assert len(door.requests) == 2


async def test_a_purchase_never_uses_a_connection_that_the_server_may_have_closed() -> None:
    async def close_after_each(door: Door, writer: asyncio.StreamWriter) -> None:
        # Promises to keep the connection, and closes it before the next request.
        del door
        writer.write(OK)
        writer.close()

    async with Door(close_after_each).open() as door, transport(door.root) as http:
        await http.read(SEARCH, timeout_s=5)
        await http.purchase(ORDER, timeout_s=5)
        await http.purchase(ORDER, timeout_s=5)

    posts = [request for request in door.requests if request.startswith(b"POST")]
    assert len(posts) == 2
    assert door.connections == 3


async def test_reads_share_a_connection_and_purchases_do_not() -> None:
    async with Door(always(OK)).open() as door, transport(door.root) as http:
        await http.read(SEARCH, timeout_s=5)
        await http.read(SEARCH, timeout_s=5)
        await http.purchase(ORDER, timeout_s=5)

    assert door.connections == 2


@pytest.mark.parametrize("head", ["", "Transfer-Encoding: chunked\r\n"])
async def test_an_answer_without_end_is_cut_off(head: str) -> None:
    async def flood(door: Door, writer: asyncio.StreamWriter) -> None:
        del door
        writer.write(f"HTTP/1.1 201 Created\r\n{head}\r\n".encode())
        block = b" " * 65536
        for _ in range(MAX_BODY // len(block) + 2):
            writer.write(b"10000\r\n" + block + b"\r\n" if head else block)
            await writer.drain()

    async with Door(flood).open() as door, transport(door.root) as http:
        with pytest.raises(OutcomeUnknownError):
            await http.purchase(ORDER, timeout_s=20)


async def test_a_packed_answer_stays_packed() -> None:
    packed = gzip.compress(b"[]" * 1000)
    head = f"HTTP/1.1 201 Created\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n"
    serve = always(head.encode() + b"\r\n" + packed)
    async with Door(serve).open() as door, transport(door.root) as http:
        got = await http.purchase(ORDER, timeout_s=5)

    assert got.body == packed


async def test_a_proxy_in_the_environment_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", await _refusing_root())
    async with Door(always(OK)).open() as door, transport(door.root) as http:
        assert (await http.purchase(ORDER, timeout_s=5)).status == 200


async def test_a_read_is_tried_again_after_trouble() -> None:
    naps = Naps()
    async with (
        Door(in_turn(_BUSY, _BUSY, OK)).open() as door,
        transport(door.root, naps) as http,
    ):
        got = await http.read(SEARCH, timeout_s=5)

    assert got.status == 200
    assert naps.taken == [0.2, 0.4]


async def test_a_read_survives_dropped_connections() -> None:
    async with Door(in_turn(b"", b"", b"", OK)).open() as door, transport(door.root) as http:
        got = await http.read(SEARCH, timeout_s=5)

    assert got.status == 200


async def test_a_read_that_fails_every_time_is_given_up() -> None:
    naps = Naps()
    async with transport(await _refusing_root(), naps) as http:
        with pytest.raises(CarrierUnavailableError):
            await http.read(SEARCH, timeout_s=5)

    assert naps.taken == [0.2, 0.4]


async def test_the_last_answer_of_a_read_stands() -> None:
    async with Door(always(_BUSY)).open() as door, transport(door.root) as http:
        got = await http.read(SEARCH, timeout_s=5)

    assert got.status == 503
    assert len(door.requests) == 3


async def test_all_tries_of_a_read_share_one_limit_of_time() -> None:
    naps = Naps()
    async with Door(silent).open() as door, transport(door.root, naps) as http:
        with pytest.raises(CarrierUnavailableError):
            await http.read(SEARCH, timeout_s=0.1)

    assert (len(door.requests), naps.taken) == (1, [])


async def test_a_read_can_be_sent_just_once() -> None:
    async with Door(always(_BUSY)).open() as door, transport(door.root) as http:
        await http.read(SEARCH, timeout_s=5, tries=1)

    assert len(door.requests) == 1


async def test_a_short_rate_limit_is_waited_for_by_a_read() -> None:
    naps = Naps()
    async with (
        Door(in_turn(_slow_down(_NOON_S + 1), OK)).open() as door,
        transport(door.root, naps) as http,
    ):
        got = await http.read(SEARCH, timeout_s=5)

    assert got.status == 200
    assert naps.taken == [1.2]


@pytest.mark.parametrize(
    "raw", [_slow_down(_NOON_S + 60), b"HTTP/1.1 429 No\r\nContent-Length: 0\r\n\r\n"]
)
async def test_a_long_or_unknown_rate_limit_is_left_to_the_caller(raw: bytes) -> None:
    naps = Naps()
    async with Door(always(raw)).open() as door, transport(door.root, naps) as http:
        got = await http.read(SEARCH, timeout_s=5)

    assert (got.status, len(door.requests), naps.taken) == (429, 1, [])


async def test_our_own_rate_limit_is_kept_before_anything_is_sent() -> None:
    naps = Naps()
    async with (
        Door(always(OK)).open() as door,
        transport(door.root, naps, Limit(per_second=0.6, burst=1)) as http,
    ):
        await http.purchase(ORDER, timeout_s=5)
        await http.purchase(ORDER, timeout_s=5)
        with pytest.raises(CarrierUnavailableError) as caught:
            await http.purchase(ORDER, timeout_s=5)

    assert len(door.requests) == 2
    assert len(naps.taken) == 1
    assert caught.value.retry_at is not None
    assert NOON + timedelta(seconds=2) < caught.value.retry_at < NOON + timedelta(seconds=4)


async def test_credentials_show_in_no_repr() -> None:
    async with transport("http://127.0.0.1:1") as http:
        assert "Basic" not in repr(http)
