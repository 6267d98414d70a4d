"""Patterns such as `*2?9*` or `*CALL`, and how the API shows what they matched.

The documentation leaves open which digits a pattern is laid on and where it starts.
Here it is laid on the seven digits after the area code, or on all ten when it needs more than
seven; it starts at the first of them unless it starts with `*`; its right end is never anchored.
The sample answers of the carrier fit this.
"""

import re
from dataclasses import dataclass

from sandbox.carrier.catapult.errors import validation_error
from sandbox.carrier.inventory import Mask
from sandbox.carrier.telephone import KEYPAD

_ALLOWED = re.compile(r"[A-Za-z0-9?*]{1,64}")
_LOCAL_DIGITS = 7
# Where each of the ten digits stands in `(919) 555-0142`.
_COLUMNS = (1, 2, 3, 6, 7, 8, 10, 11, 12, 13)
_WIDTH = 14


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that digits can be compared with.

    Attributes:
        symbols: Capitals, digits, `?` and `*`, without two `*` in a row.
    """

    symbols: str

    @property
    def mask(self) -> Mask:
        """The same for a search in the stock."""
        return Mask(self.symbols.translate(KEYPAD) + "*", self._skipped + 1)

    def layout(self, tn: int) -> str:
        """`patternMatch`: the literals at their places in the 14-character form, else spaces."""
        shown = [" "] * _WIDTH
        found = re.match(self._regex, str(tn)[self._skipped :])
        literals = [symbol for symbol in self.symbols if symbol not in "?*"]
        for group, symbol in enumerate(literals, start=1):
            if found:
                shown[_COLUMNS[self._skipped + found.start(group)]] = symbol
        return "".join(shown)

    @property
    def _skipped(self) -> int:
        needed = len(self.symbols.replace("*", ""))
        return 3 if needed <= _LOCAL_DIGITS else 0

    @property
    def _regex(self) -> str:
        parts = {"?": "[0-9]", "*": "[0-9]*?"}
        return "".join(
            parts.get(symbol, f"({symbol.translate(KEYPAD)})") for symbol in self.symbols
        )


def parse_pattern(text: str) -> Pattern:
    """Read the parameter `pattern`.

    Raises:
        CatapultError: It has other characters than letters, digits, `?` and `*`.
    """
    if not _ALLOWED.fullmatch(text):
        raise validation_error("A pattern has letters, digits, ? and * only.")
    return Pattern(re.sub(r"\*+", "*", text.upper()))
