"""Logs: one line an event, JSON or console, with one correlation id and no secrets."""

import logging
import re
from typing import Any

import structlog

# Slack tokens and signatures, and what follows "Basic" or "Bearer" in a header.
_SECRET = re.compile(r"xox[a-z]-[\w-]+|xapp-[\w-]+|v0=[0-9a-f]{64}|(?<=Basic )\S+|(?<=Bearer )\S+")
# Both write request bodies into the log.
_TALKATIVE = ("slack_bolt.AsyncRequestVerification", "slack_bolt.RequestVerification")
_WORDY = ("aiohttp.access", "alembic", "slack_bolt.AsyncApp")


def configure(log_format: str, level: str) -> None:
    """Set up logging for the whole process, once."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[*before, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(_number(level)),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=before)
    )
    logging.basicConfig(handlers=[handler], level=max(logging.INFO, _number(level)), force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.ERROR)
    for name in _WORDY:
        logging.getLogger(name).setLevel(logging.WARNING)


def redact(_logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Replace whatever looks like a secret, in every value of a log line."""
    return {key: _clean(value) for key, value in event.items()}


def _clean(value: object) -> object:
    return _SECRET.sub("[secret]", value) if isinstance(value, str) else value


def _number(level: str) -> int:
    return logging.getLevelNamesMapping()[level.upper()]
