"""Composition objects: texts, options, confirm dialogs, filters.

Source of every limit: Slack's Block Kit reference, as it stood in 2026.
"""

from sandbox.slack.block_kit.rules import (
    Rule,
    anything,
    boolean,
    many,
    may,
    must,
    number,
    one_of,
    shape,
    string,
    typed,
)

_ID = 255
IDENTITY: Rule = string(_ID)


def plain(most: int) -> Rule:
    """A `plain_text` object."""
    return typed({"plain_text": {"text": must(string(most)), "emoji": may(boolean)}})


def rich(most: int) -> Rule:
    """A `plain_text` or `mrkdwn` object."""
    return typed(
        {
            "plain_text": {"text": must(string(most)), "emoji": may(boolean)},
            "mrkdwn": {"text": must(string(most)), "verbatim": may(boolean)},
        }
    )


CONFIRM: Rule = shape(
    {
        "title": must(plain(100)),
        "text": must(rich(300)),
        "confirm": must(plain(30)),
        "deny": must(plain(30)),
        "style": may(one_of("primary", "danger")),
    }
)


def option(text: Rule) -> Rule:
    """One choice; `text` says whether mrkdwn is allowed."""
    return shape(
        {
            "text": must(text),
            "value": must(string(150)),
            "description": may(text),
            "url": may(string(3000)),
        }
    )


PLAIN_OPTION: Rule = option(plain(75))
RICH_OPTION: Rule = option(rich(75))
OPTION_GROUP: Rule = shape({"label": must(plain(75)), "options": must(many(PLAIN_OPTION, 100))})
DISPATCH: Rule = shape(
    {
        "trigger_actions_on": must(
            many(one_of("on_enter_pressed", "on_character_entered"), 2),
        )
    }
)
FILTER: Rule = shape(
    {
        "include": may(many(one_of("im", "mpim", "private", "public"), 4)),
        "exclude_external_shared_channels": may(boolean),
        "exclude_bot_users": may(boolean),
    }
)
SLACK_FILE: Rule = shape({"id": may(anything), "url": may(string(3000))})
QUERY_LENGTH: Rule = number(0, 100)
