"""Telephone numbers (TNs) of the North American Numbering Plan; inside the bot always E.164."""

import re

_TN = re.compile(r"(?:\+?1)?([2-9][0-9]{2}[2-9][0-9]{6})", re.ASCII)
_SEPARATORS = re.compile(r"[ ().-]")
_NPA = re.compile(r"[2-9][0-9]{2}", re.ASCII)
_LONGEST = 32  # Characters: more than any way to write a TN.
_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")

# Toll-free NPAs in service or set aside: FCC, "What is a toll-free number".
TOLL_FREE_NPAS = frozenset({"800", "822", "833", "844", "855", "866", "877", "888"})


def to_e164(text: str) -> str:
    """The TN in E.164, from 10 digits, 11 digits, a national format or E.164.

    Raises:
        ValueError: It is not a TN of the North American Numbering Plan.
    """
    found = _TN.fullmatch(_SEPARATORS.sub("", text)) if len(text) <= _LONGEST else None
    if found is None:
        raise ValueError(text[:_LONGEST])
    return f"+1{found[1]}"


def national(tn: str) -> str:
    """`(919) 555-0142` for `+19195550142`."""
    return f"({tn[2:5]}) {tn[5:8]}-{tn[8:]}"


def is_npa(text: str) -> bool:
    """Whether the text could be an area code: three digits, the first of them 2 to 9."""
    return _NPA.fullmatch(text) is not None


def keypad(text: str) -> str:
    """The text with its letters as keypad digits: `CALL` is `2255`. Other characters stay."""
    return text.upper().translate(_LETTERS)
