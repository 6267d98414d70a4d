"""Logs: one line an event, JSON or console, with one correlation id and no secrets."""

import logging
import re
from typing import Any

import structlog

# Tokens and signatures of Slack, its private addresses, and what a header or a URL may hold.
_SECRET = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|v0=[0-9a-f]{64}"
    r"|(?<=hooks\.slack\.com/)[\w/+-]+"
    r"|(?i:(?<=basic )|(?<=bearer ))[\w+/=.~-]+"
    r"|(?<=://)[^\s/:@\"']+:[^\s/@\"']+(?=@)"
)
# Below a warning, Bolt writes whole requests: also those that nobody signed.
_TALKATIVE = ("aiohttp.access", "alembic", "slack_bolt")


def configure(log_format: str, level: str) -> None:
    """Set up logging for the whole process, once."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    after: list[Any] = [renderer, redact]
    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*before, *after],
        wrapper_class=structlog.make_filtering_bound_logger(_number(level)),
        cache_logger_on_first_use=True,
    )
    bare = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(processors=[bare, *after], foreign_pre_chain=before)
    )
    # Not by the loggers' levels: Bolt sets its own anew whenever an app is made.
    handler.addFilter(_is_worth_hearing)
    logging.basicConfig(handlers=[handler], level=max(logging.INFO, _number(level)), force=True)


def redact(_logger: object, _method: str, line: str) -> str:
    """Replace whatever looks like a secret, wherever it stands in the finished line."""
    return _SECRET.sub("[secret]", line)


def _is_worth_hearing(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or not record.name.startswith(_TALKATIVE)


def _number(level: str) -> int:
    return logging.getLevelNamesMapping()[level.upper()]
