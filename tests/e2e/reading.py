"""What messages, buttons and the carrier's traffic say, as tests ask it."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

Json = dict[str, Any]


@dataclass(frozen=True)
class CarrierCall:
    """One call of the bot, as the carrier saw it."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Mapping[str, str]
    status: str


def shown(message: object) -> str:
    """All words of a message, wherever they stand in its blocks."""
    return json.dumps(message, ensure_ascii=False)


def tns(text: str) -> list[str]:
    """The numbers in E.164 in a text, each once, in a fixed order."""
    return sorted(set(re.findall(r"\+1\d{10}", text)))


def order_number(answer: Json) -> int:
    """The number of the order that a receipt names."""
    found = re.search(r"Order (\d+) received", shown(answer["ack"]))
    assert found is not None, answer
    return int(found[1])


def button(message: Json, words: str) -> Json:
    """The button with these words in a message or an ack."""
    return buttons(message)[words]


def buttons(message: Json) -> dict[str, Json]:
    """The buttons of a message or an ack by their words."""
    elements = [e for block in message["blocks"] for e in block.get("elements", ())]
    return {e["text"]["text"]: e for e in elements if e["type"] == "button"}


def carrier_call(entry: Json) -> CarrierCall:
    method, _, path = entry["name"].partition(" ")
    sent = entry["request"]
    query = dict(parse_qsl(sent.get("query", "")))
    return CarrierCall(method, path, query, sent.get("request_body", {}), entry["status"])


def purchases(calls: Sequence[CarrierCall]) -> list[CarrierCall]:
    """The calls that buy."""
    return [call for call in orders(calls) if call.method == "POST"]


def orders(calls: Sequence[CarrierCall]) -> list[CarrierCall]:
    """The calls that search or buy; giving bought numbers their names comes later, in its time."""
    ordering = re.compile(r"/v1/availableNumbers/\w+|/v1/users/[^/]+/phoneNumbers")
    return [call for call in calls if ordering.fullmatch(call.path)]
