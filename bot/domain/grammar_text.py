"""Characters before words: their plain forms, the purpose cut off, people's text made showable.

The punctuation is what phones and word processors put in.
"""

import re
from dataclasses import dataclass

from bot.domain.criteria import CriteriaError

LONGEST_TEXT = 1000
LONGEST_PURPOSE = 300
LONGEST_LABEL = 24
_LONGEST_SHOWN = 40

# Spaces of all kinds, control and format characters, halves of characters.
_BLANK = re.compile(
    "[\x00-\x20\x7f-\xa0\xad\u061c\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"
    "\ud800-\udfff]"
)
# Unlike _BLANK these have no place in a purpose; joiners, which emoji need, do.
_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
_LAYOUT = re.compile("[\t\n\v\f\r\x85\u2028\u2029]+")
_PLAIN = str.maketrans(
    dict.fromkeys("\u00ab\u00bb\u201c\u201d\u201e\u201f\u2033\uff02", '"')
    | dict.fromkeys("`\u00b4\u2018\u2019\u201a\u201b\u2032\u2039\u203a\uff07", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")
    | {"\uff0c": ",", "\u00d7": "x", "\u2715": "x"}
)
_MARKUP = re.compile("[<>&*_~`]")
# In quotes "for" is not the word that starts the purpose.
_QUOTED_OR_FOR = re.compile(r"\"[^\"]*\"|='[^']*'|(?<!\S)(for)(?!\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Split:
    """A command in two: what is asked for, in plain characters, and why.

    Attributes:
        head: What is asked for; each character stands where it was typed.
        purpose: Verbatim but for control characters; None when there was no `for`.
    """

    head: str
    purpose: str | None


def plain(text: str) -> str:
    """The text, as long as before, with each quote, dash and space in its plain form."""
    return _BLANK.sub(" ", text.translate(_PLAIN))


def split(text: str) -> Split:
    """Cut the text at its first stand-alone `for` outside quotes.

    Raises:
        CriteriaError: The purpose is longer than 300 characters.
    """
    plainly = plain(text)
    for found in _QUOTED_OR_FOR.finditer(plainly):
        if found[1]:
            return Split(_head(plainly[: found.start()]), clean_purpose(text[found.end() :]))
    return Split(_head(plainly), None)


def clean_purpose(text: str) -> str:
    """The purpose as it is kept: trimmed, and without control characters.

    Raises:
        CriteriaError: It is longer than 300 characters.
    """
    purpose = _tidy(text)
    if len(purpose) > LONGEST_PURPOSE:
        sentence = f"The reason has {len(purpose)} characters; {LONGEST_PURPOSE} at most."
        raise CriteriaError(sentence)
    return purpose


def as_purpose(text: str) -> str:
    """What somebody wrote, as a purpose; cut where it is too long for one."""
    purpose = _tidy(text)
    fits = len(purpose) <= LONGEST_PURPOSE
    return purpose if fits else f"{purpose[: LONGEST_PURPOSE - 1].rstrip()}…"


def shown(text: str) -> str:
    """What somebody typed, fit to be shown: on one line, short, without markup."""
    words = " ".join(_MARKUP.sub(" ", plain(text[:LONGEST_TEXT])).split())
    return words if len(words) <= _LONGEST_SHOWN else f"{words[: _LONGEST_SHOWN - 1]}…"


def quoted(text: str) -> str:
    """The same in quotes, to stand in a sentence; "that" where nothing can be shown."""
    words = shown(text)
    return f"“{words}”" if words else "that"


def _tidy(text: str) -> str:
    return _CONTROL.sub("", _LAYOUT.sub(" ", text)).strip()


def _head(text: str) -> str:
    return text.rstrip(" .")
