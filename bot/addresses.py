"""Which base URLs the bot may be pointed at."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# RFC 1123, 2.1: labels of letters, digits and inner hyphens, 63 at most; 253 in all. Cloud hosts
# use the underscore too.
_HOST = re.compile(r"(?!.{254})(?:(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?=.)|$))+", re.ASCII)


def checked_base_url(url: str) -> str:
    """The URL, if secrets may travel to it.

    Raises:
        ValueError: It names no host, holds more than a base, or is `http://` to another machine.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https" and (parts.scheme != "http" or host not in LOOPBACK):
        raise ValueError("use https:// (plain http:// only to this machine itself)")
    if not _is_host(host) or re.search(r"\s", url) or not _has_good_port(parts):
        raise ValueError("name a host, such as https://api.example.com")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("leave out user, password, query and fragment")
    return url


def _is_host(name: str) -> bool:
    if _HOST.fullmatch(name):
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _has_good_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False
