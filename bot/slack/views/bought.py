"""Bought numbers, listed: a few one a line, many as a summary and as blocks to copy."""

from collections import Counter
from collections.abc import Sequence

from bot.domain.purchase import Bought
from bot.domain.telephone import national
from bot.slack.views.text import Rich, block_of_code, cut, joined, say
from bot.slack.views.words import both_forms

LISTED = 25
_A_BLOCK = 200  # 13 characters each; a section holds 3000.
_CITIES = 10


def one_a_line(bought: Sequence[Bought]) -> list[Rich]:
    """Each number as people say it, and in E.164."""
    return [both_forms(each.tn) for each in bought]


def summary(bought: Sequence[Bought]) -> list[Rich]:
    """How many in which city, and the first and the last number."""
    ends = say(f"From {national(bought[0].tn)} to {national(bought[-1].tn)}.")
    cities = Counter(cut(each.city, 40) for each in bought if each.city)
    if not cities:
        return [ends]
    most = cities.most_common(_CITIES)
    left = len(bought) - sum(count for _, count in most)
    elsewhere = f"elsewhere {left:,}" if left else ""
    return [joined([*(f"{city} {count:,}" for city, count in most), elsewhere]), ends]


def in_blocks(bought: Sequence[Bought]) -> list[Rich]:
    """All numbers in E.164, one a line, in blocks that fit a paragraph."""
    tns = [each.tn for each in bought]
    starts = range(0, len(tns), _A_BLOCK)
    return [block_of_code(tns[start : start + _A_BLOCK]) for start in starts]
