"""The forms of a US telephone number that a carrier writes and reads.

Inside the local carrier a number is an integer of ten digits, which SQLite keeps as its key.
"""

import re

TOLL_FREE_CODES = ("800", "833", "844", "855", "866", "877", "888")
"""Toll-free area codes in use; Source: NANPA."""

KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
"""For `str.translate`: capitals to the digits of a telephone's keys."""

_TEN_DIGITS = re.compile(r"[2-9][0-9]{2}[2-9][0-9]{6}")
_E164 = re.compile(r"\+1([2-9][0-9]{2}[2-9][0-9]{6})")


def e164(tn: int) -> str:
    """The number with country code, such as `+19195550142`."""
    return f"+1{tn}"


def national(tn: int) -> str:
    """The number in 14 characters, such as `(919) 555-0142`."""
    digits = str(tn)
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"


def parse_e164(text: str) -> int | None:
    """The ten digits of a `+1…` number, or None when it is not one."""
    found = _E164.fullmatch(text)
    return int(found[1]) if found else None


def parse_ten_digits(text: str) -> int | None:
    """The number without country code, or None when it is not one."""
    return int(text) if _TEN_DIGITS.fullmatch(text) else None


def is_toll_free(tn: int) -> bool:
    """Whether the caller pays nothing for this number."""
    return str(tn)[:3] in TOLL_FREE_CODES
