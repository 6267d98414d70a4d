"""OAuth 2.0 client credentials: tokens that expire, and survive a restart of the carrier."""

import hmac
import re
from base64 import b64encode

from aiohttp import web

from sandbox.carrier.options import BandwidthAccount
from sandbox.carrier.stamp import Clock

_TOKEN = re.compile(r"([0-9]{1,12})\.[0-9a-f]{64}")


class Tokens:
    """Gives tokens out, and knows its own again.

    Args:
        account: Whose client may have one.
        clock: The time now.
        lifetime_s: How long each is good.
    """

    def __init__(self, account: BandwidthAccount, clock: Clock, lifetime_s: int) -> None:
        self._account = account
        self._clock = clock
        self._lifetime_s = lifetime_s

    async def give(self, request: web.Request) -> web.Response:
        """POST oauth2/token; the client is known already. Errors: RFC 6749, 5.2."""
        form = await request.post()
        if form.get("grant_type") != "client_credentials":
            return web.json_response({"error": "unsupported_grant_type"}, status=400)
        return web.json_response(
            {
                "access_token": self._made(int(self._clock().timestamp()) + self._lifetime_s),
                "token_type": "Bearer",
                "expires_in": self._lifetime_s,
            },
            headers={"Cache-Control": "no-store"},
        )

    def knows_client(self, request: web.Request) -> bool:
        """Whether the client's id and secret come with the request."""
        pair = f"{self._account.client_id}:{self._account.client_secret}"
        return _same(_given(request, "basic"), b64encode(pair.encode()).decode())

    def knows_bearer(self, request: web.Request) -> bool:
        """Whether a token comes with the request that is ours and has not expired."""
        token = _given(request, "bearer")
        found = _TOKEN.fullmatch(token)
        if found is None or not _same(token, self._made(int(found[1]))):
            return False
        return int(found[1]) > self._clock().timestamp()

    def _made(self, expires: int) -> str:
        key = self._account.client_secret.encode()
        return f"{expires}.{hmac.new(key, str(expires).encode(), 'sha256').hexdigest()}"


def _given(request: web.Request, wanted: str) -> str:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return given.strip() if scheme.lower() == wanted else ""


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
