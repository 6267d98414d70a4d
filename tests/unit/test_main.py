"""The command line: what it prints, and with which code it exits."""

import asyncio
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.settings import Settings
from bot.store import open_store
from tests.logs import logging_as

COMMANDS = ["serve", "migrate", "pause", "resume"]


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Settings that are enough, in a folder without `.env`; the ledger's file, not made yet."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    file = tmp_path / "orders.db"
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-made-up")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-made-up")
    monkeypatch.setenv("APPROVAL_CHANNEL", "C0123456789")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    return file


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exited:
        main(["--help"])

    said = capsys.readouterr().out
    assert exited.value.code == 0
    assert all(command in said for command in COMMANDS)


@pytest.mark.parametrize("arguments", [[], ["buy"], ["pause"], ["serve", "now"], ["--version"]])
def test_a_wrong_command_line_exits_with_two_and_says_how(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exited:
        main(arguments)

    assert exited.value.code == 2
    assert "usage: order-numbers" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["serve"], ["migrate"], ["pause", "why"], ["resume"]])
def test_a_setting_that_is_missing_ends_any_command_with_one_and_no_traceback(
    database: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
) -> None:
    monkeypatch.delenv("SLACK_BOT_TOKEN")

    code = main(arguments)

    said = capsys.readouterr()
    assert (code, said.out) == (1, "")
    assert "SLACK_BOT_TOKEN: is not set" in said.err
    assert "Traceback" not in said.err
    assert not database.exists()


def test_serve_without_anybody_who_may_approve_ends_before_it_begins(database: Path) -> None:
    with logging_as("json") as said:
        code = main(["serve"])

    assert code == 1
    assert "Nobody may approve" in said.getvalue()
    assert not database.exists()


def test_migrate_makes_the_ledger_and_may_be_repeated(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = [main(["migrate"]), main(["migrate"])]

    assert codes == [0, 0]
    assert database.exists()
    assert "at this version's revision" in capsys.readouterr().out


def test_pause_and_resume_turn_buying_off_and_on(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["migrate"])

    paused = main(["pause", "the carrier is moving"]), _paused(database)
    resumed = main(["resume"]), _paused(database)

    assert (paused, resumed) == ((0, "the carrier is moving"), (0, None))
    said = capsys.readouterr().out
    assert "Buying is paused: the carrier is moving. Approved orders that wait: 0." in said
    assert "Buying is on again. Approved orders that wait: 0." in said


@pytest.mark.parametrize("arguments", [["pause", "why"], ["resume"]])
def test_pausing_makes_no_ledger_where_there_is_none(
    database: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    code = main(arguments)

    assert code == 1
    assert "is not a ledger" in capsys.readouterr().err
    assert not database.exists()


def _paused(database: Path) -> str | None:
    async def read() -> str | None:
        async with open_store(f"sqlite:///{database}", audit_key=None, lease_s=60) as store:
            return await store.ledger.read(lambda books: books.flag("paused"))

    return asyncio.run(read())
