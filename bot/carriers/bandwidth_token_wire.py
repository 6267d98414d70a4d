"""Access tokens of Bandwidth: OAuth 2 client credentials.

Source: Bandwidth's own clients, and RFC 6749, 4.4 and 5.2; docs/carriers.md.
"""

import re
from dataclasses import dataclass, replace

from bot.carriers.bandwidth_refusals_wire import lost, refusal
from bot.carriers.bounded_json import UnreadableError, read_json, text_of, the_object
from bot.carriers.exchange import Answer, Call, Group

_FORM = "application/x-www-form-urlencoded"
_LIFE_S = re.compile(r"[0-9]{1,9}", re.ASCII)
_USUAL_LIFE_S = 3600  # What Bandwidth's own command line takes for granted.
_LONGEST = 8192
# OAuth answers 400 `invalid_client` where it does not answer 401.
_WRONG_CLIENT = frozenset({400, 401, 403})
_RATE_LIMITED = 429


@dataclass(frozen=True, slots=True)
class Issued:
    """A token as it was issued.

    Attributes:
        value: As it travels in the header.
        lives_s: Seconds from then on.
    """

    value: str
    lives_s: int


def token_call(path: str) -> Call:
    """Ask for a token; client id and secret are in the header."""
    body = b"grant_type=client_credentials"
    return Call("token", "POST", path, Group.OTHER, body=body, content_type=_FORM)


def read_token(call: Call, answer: Answer) -> Issued:
    """The token.

    Raises:
        AccessDeniedError: Client id or secret is wrong.
        CarrierUnavailableError: No usable answer.
    """
    if answer.status in _WRONG_CLIENT:
        raise refusal(call, replace(answer, status=401, body=b""))
    if answer.status == _RATE_LIMITED:
        raise refusal(call, answer)
    try:
        body = the_object(read_json(answer.body))
    except UnreadableError as error:
        raise lost(call, answer) from error
    value, life = text_of(body, "access_token", _LONGEST), text_of(body, "expires_in")
    if not value:
        raise lost(call, answer)
    return Issued(value, int(life) if _LIFE_S.fullmatch(life) else _USUAL_LIFE_S)
