"""The log as the process writes it, kept to be read; put back as it was afterwards."""

import io
import logging
from collections.abc import Generator
from contextlib import contextmanager, redirect_stderr, redirect_stdout

import structlog

from bot.telemetry import configure

_FREE = logging.NOTSET


@contextmanager
def logging_as(log_format: str, level: str = "info") -> Generator[io.StringIO]:
    """Log as `serve` does, into the text that is given back."""
    written, root = io.StringIO(), logging.getLogger()
    handlers, before = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in list(root.manager.loggerDict)}
    try:
        with redirect_stdout(written), redirect_stderr(written):
            configure(log_format, level)
            yield written
    finally:
        structlog.reset_defaults()
        root.handlers[:] = handlers
        root.setLevel(before)
        for name in list(root.manager.loggerDict):
            logging.getLogger(name).setLevel(levels.get(name, _FREE))
