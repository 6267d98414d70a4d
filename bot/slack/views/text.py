"""Words that are safe to show: whatever is put in comes out escaped, and never acts.

`Rich` holds the same words twice: as mrkdwn for a card, and plain for the fallback text. The only
ways to make one are here, so that nothing reaches mrkdwn unescaped. Cutting happens before
escaping, because escaping makes text longer and must not be cut apart.
Source: docs.slack.dev, "Formatting message text".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

MAX_QUOTE = 300
MAX_NAME = 80
MAX_FALLBACK = 600
# Direction marks that would turn round the words of ours which follow them.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# A mark after a letter or a digit begins no format; a backtick does everywhere.
_OPENING = re.compile(r"(?<![^\W_])[*_~]|`")
_LOOK_ALIKES = str.maketrans("*_~`", "\u2217\u02cd\u223c\u02cb")
_EMOJI = re.compile(r":(?=[\w+-])")
_SAME_DAY = timedelta(hours=12)
_LONGER = {"day": 24 * 60, "hour": 60}


@dataclass(frozen=True, slots=True)
class Rich:
    """The same words as mrkdwn and as plain text.

    Attributes:
        mrkdwn: Escaped, with Slack's marks.
        plain: Not escaped yet, without marks.
    """

    mrkdwn: str
    plain: str


def escape(text: str) -> str:
    """The text with exactly `&`, `<` and `>` escaped: no ping, link or date can come of it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, most: int) -> str:
    """The text on one line, at most so many characters, with an ellipsis where it was cut."""
    tidy = " ".join(_TURNING.sub("", text).split())
    return tidy if len(tidy) <= most else f"{tidy[: most - 1].rstrip()}…"


def say(*parts: Rich | str) -> Rich:
    """The parts one after the other; a `str` is escaped."""
    rich = [part if isinstance(part, Rich) else Rich(escape(part), part) for part in parts]
    return Rich("".join(part.mrkdwn for part in rich), "".join(part.plain for part in rich))


def joined(parts: Iterable[Rich | str], by: str = " · ") -> Rich:
    """The parts that say something, with `by` between them."""
    rich = [each for each in map(say, parts) if each.plain]
    return Rich(by.join(part.mrkdwn for part in rich), by.join(part.plain for part in rich))


def bold(*parts: Rich | str) -> Rich:
    """The parts in bold; none of them may hold words of a user."""
    inner = say(*parts)
    return Rich(f"*{inner.mrkdwn}*", inner.plain)


def struck(text: str) -> Rich:
    """The text struck out, and left out where nothing can be; it may hold no words of a user."""
    return Rich(f"~{escape(text)}~", "")


def code(text: str) -> Rich:
    """The text as it would be typed."""
    return Rich(f"`{escape(text).replace(chr(96), chr(39))}`", text)


def block_of_code(lines: Iterable[str]) -> Rich:
    """Lines in a monospaced block, easy to copy as a whole."""
    inner = "\n".join(lines)
    return Rich(f"```{escape(inner)}```", inner)


def calm(text: str) -> str:
    """A person's words without any format.

    Slack knows no way to escape a mark: one that would begin a format is replaced by a sign that
    looks like it, and a word joiner, which nobody sees, breaks the name of an emoji.
    """
    plain = _OPENING.sub(lambda mark: mark[0].translate(_LOOK_ALIKES), text)
    return _EMOJI.sub(":\u2060", plain)


def quoted(text: str) -> Rich:
    """A person's own words in quotation marks, which nothing in them can close."""
    return say('"', calm(cut(text, MAX_QUOTE).replace('"', "'")), '"')


def name(text: str) -> str:
    """A person's name as it is shown: cut, without format, and never empty."""
    return calm(cut(text, MAX_NAME)) or "someone"


def names(people: Iterable[str]) -> str:
    """At most five names, and how many more there are."""
    known = list(people)
    shown = [name(each) for each in known[:5]]
    return ", ".join([*shown, f"{len(known) - 5} more"] if len(known) > len(shown) else shown)


def mention(user: str, display: str) -> Rich:
    """A ping of one person, by the user id that Slack gave us."""
    return Rich(f"<@{escape(user)}>", f"@{name(display)}")


def mention_group(group: str) -> Rich:
    """A ping of all members of a user group."""
    return Rich(f"<!subteam^{escape(group)}>", "@approvers")


def link(url: str, words: str) -> Rich:
    """Words that lead to an address of Slack's."""
    return Rich(f"<{escape(url)}|{escape(words)}>", words)


def clock(at: datetime, *, since: datetime | None = None) -> Rich:
    """The time of day in the reader's zone; with its date if that is not plain.

    Args:
        at: The moment.
        since: When the card was begun: a moment half a day later gets its date.
    """
    if since is not None and abs(at - since) >= _SAME_DAY:
        return day(at)
    fallback = f"{at.astimezone(UTC):%H:%M} UTC"
    return Rich(f"<!date^{int(at.timestamp())}^{{time}}|{fallback}>", fallback)


def when(at: datetime, *, since: datetime) -> Rich:
    """The moment as a sentence says it: `at 10:51`, or its day where that is not plain."""
    return say("" if abs(at - since) >= _SAME_DAY else "at ", clock(at, since=since))


def clock_s(at: datetime) -> Rich:
    """The time of day with its seconds, for evidence."""
    fallback = f"{at.astimezone(UTC):%H:%M:%S} UTC"
    return Rich(f"<!date^{int(at.timestamp())}^{{time_secs}}|{fallback}>", fallback)


def day(at: datetime) -> Rich:
    """The date and the time of day in the reader's zone."""
    fallback = f"{at.astimezone(UTC):%a %d %b %H:%M} UTC"
    token = f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{fallback}>"
    return Rich(token, fallback)


def span(elapsed: timedelta) -> str:
    """A length of time in words: `a moment`, `3 minutes`, `5 hours`, `2 days`."""
    minutes = round(elapsed.total_seconds() / 60)
    if minutes < 1:
        return "a moment"
    for unit, length in _LONGER.items():
        if minutes >= 2 * length:
            return f"{minutes // length} {unit}s"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
