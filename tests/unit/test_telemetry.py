"""The log: one line an event, no secrets, and nobody who talks too much."""

import json
import logging
from typing import Any

import pytest
import structlog
from slack_bolt.middleware.request_verification import RequestVerification

from tests.logs import logging_as

# Made up, in the shapes that Slack and HTTP give them; cut so that no scanner takes them for real.
BOT_TOKEN = "xoxb-" + "1234567890123-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx"
ROTATED = "xoxe.xoxb-" + "1-MS0yLTU3NjkwNjg2OTc3MjE"
APP_TOKEN = "xapp-" + "1-A01BCDEFGHI-1234567890123-" + "0a1b2c3d" * 8
SIGNATURE = "v0=" + "a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
BASIC, BEARER = "dC1zYW5kYm94OnMtc2FuZGJveA==", "eyJhbGciOi.JIUzI1NiIsInR5.cCI6IkpXVCJ9"
HOOK = "hooks.slack.com/" + "commands/T0ACME/1234567890/AbCdEfGhIjKlMnOp"
SECRETS = [
    BOT_TOKEN,
    ROTATED,
    APP_TOKEN,
    SIGNATURE,
    f"Basic {BASIC}",
    f"basic {BASIC}",
    f"Bearer {BEARER}",
    f"https://{HOOK}",
    "https://t-token:s3cr3t@carrier.example/v1",
]
TELLING = [
    BOT_TOKEN[5:],
    ROTATED[10:],
    APP_TOKEN[5:],
    SIGNATURE[3:],
    BASIC,
    BEARER,
    "AbCdEfGhIj",
    "s3cr3t",
]


def lines(text: str) -> list[dict[str, Any]]:
    """Each line as the event that it is."""
    return [json.loads(line) for line in text.splitlines()]


def fail(text: str, hidden: str = "") -> None:
    assert hidden or text
    raise RuntimeError(text)


def assert_no_secret(text: str) -> None:
    assert [secret for secret in TELLING if secret in text] == []
    assert "[secret]" in text


@pytest.mark.parametrize("log_format", ["json", "console"])
@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_is_written_wherever_it_hides(secret: str, log_format: str) -> None:
    with logging_as(log_format) as log:
        logger = structlog.get_logger()
        logger.info("plain", header=secret)
        event = f"in the event {secret}"
        logger.info(event)
        logger.info("nested", headers={"Authorization": [secret, {"x": secret}], secret: 1})
        logger.info("an object", error=ValueError(secret))

    assert_no_secret(log.getvalue())


@pytest.mark.parametrize("log_format", ["json", "console"])
@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_of_an_error_is_written(secret: str, log_format: str) -> None:
    with logging_as(log_format) as log:
        try:
            fail(f"Slack did not take {secret}")
        except RuntimeError:
            structlog.get_logger().exception("job_failed")
            logging.getLogger("slack_sdk").exception("failed")

    assert_no_secret(log.getvalue())


@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_that_a_library_logs_is_written(secret: str) -> None:
    with logging_as("json") as log:
        logging.getLogger("slack_sdk.web").warning("Sent %s with %r", secret, {"token": secret})

    assert_no_secret(log.getvalue())


def test_json_stays_json_where_a_secret_was_cut_out() -> None:
    with logging_as("json") as log:
        structlog.get_logger().info("sent", auth=f"Basic {BASIC}", url=f"https://{HOOK}", n=1)

    [event] = lines(log.getvalue())
    assert (event["auth"], event["n"]) == ("Basic [secret]", 1)


def test_ordinary_words_stay() -> None:
    with logging_as("json") as log:
        structlog.get_logger().info(
            "job_failed", job="draw:01JDW3N5T8:root", url="https://slack.com"
        )

    [event] = lines(log.getvalue())
    assert (event["job"], event["url"]) == ("draw:01JDW3N5T8:root", "https://slack.com")


def test_every_event_is_one_line_of_json_with_time_and_level() -> None:
    with logging_as("json") as log:
        structlog.get_logger().warning("two\nlines", detail="and\nmore")
        logging.getLogger("some.library").error("also\ntwo")

    ours, theirs = lines(log.getvalue())
    assert (ours["event"], ours["level"]) == ("two\nlines", "warning")
    assert (theirs["event"], theirs["level"]) == ("also\ntwo", "error")
    assert ours["timestamp"].endswith("Z")
    assert theirs["timestamp"].endswith("Z")


def test_an_error_is_one_line_of_json_with_its_traceback() -> None:
    with logging_as("json") as log:
        try:
            fail("broken")
        except RuntimeError:
            structlog.get_logger().exception("job_failed")

    [event] = lines(log.getvalue())
    assert "RuntimeError: broken" in event["exception"]


def test_no_traceback_shows_the_values_of_variables() -> None:
    with logging_as("console") as log:
        try:
            fail("broken", hidden="a hidden plan".title())
        except RuntimeError:
            structlog.get_logger().exception("job_failed")

    assert "RuntimeError" in log.getvalue()
    assert "A Hidden Plan" not in log.getvalue()


def test_what_is_bound_to_a_job_is_on_each_of_its_lines() -> None:
    with (
        logging_as("json") as log,
        structlog.contextvars.bound_contextvars(job="buy:1", fence=2),
    ):
        structlog.get_logger().info("ours")
        logging.getLogger("some.library").warning("theirs")

    assert [(each["job"], each["fence"]) for each in lines(log.getvalue())] == [("buy:1", 2)] * 2


def test_what_is_below_the_level_is_not_written() -> None:
    with logging_as("json", "warning") as log:
        structlog.get_logger().info("quiet")
        logging.getLogger("some.library").info("quiet")
        structlog.get_logger().warning("loud")

    assert [each["event"] for each in lines(log.getvalue())] == ["loud"]


def test_debug_is_ours_alone_because_libraries_write_requests_there() -> None:
    with logging_as("json", "debug") as log:
        structlog.get_logger().debug("ours")
        logging.getLogger("slack_sdk.socket_mode.aiohttp").debug("a whole request")

    assert [each["event"] for each in lines(log.getvalue())] == ["ours"]


def test_bolt_does_not_write_a_body_that_nobody_signed() -> None:
    logger = logging.getLogger(f"slack_bolt.{RequestVerification.__name__}")
    asynchronous = logging.getLogger("slack_bolt.AsyncRequestVerification")

    with logging_as("json", "debug") as log:
        logger.info("Invalid request signature detected (body: a hidden plan)")
        asynchronous.info("Invalid request signature detected (body: a hidden plan)")

    assert log.getvalue() == ""


@pytest.mark.parametrize("name", ["aiohttp.access", "alembic", "slack_bolt.AsyncApp"])
def test_whoever_talks_too_much_is_heard_from_warnings_on(name: str) -> None:
    with logging_as("json") as log:
        logging.getLogger(name).info("chatter")
        logging.getLogger(name).warning("trouble")

    assert [each["event"] for each in lines(log.getvalue())] == ["trouble"]
