"""The command line: what it prints, and with which code it exits."""

import asyncio
import os
import stat
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.domain.jobs import Job
from bot.settings import Settings
from bot.store import open_store
from tests.logs import logging_as
from tests.store_samples import bury

COMMANDS = ["serve", "migrate", "pause", "resume", "jobs", "policy"]
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
EXPLAIN = ["policy", "explain", "--requester", "U0ANA00001", "--text", "Cary NC 2"]
WRONG_LINES = [
    [],
    ["buy"],
    ["pause"],
    ["serve", "now"],
    ["--version"],
    ["jobs", "retry"],
    ["policy"],
    EXPLAIN[:4],
    [*EXPLAIN[:3], "@ana", *EXPLAIN[4:]],
    [*EXPLAIN[:3], "S0SALES001", *EXPLAIN[4:]],
    [*EXPLAIN, "--groups", "U0ANA00001"],
    [*EXPLAIN, "--at", "noon"],
    [*EXPLAIN, "--at", "9999-12-30"],
    [*EXPLAIN, "--price", "-1"],
]


@pytest.fixture(autouse=True)
def usual_umask() -> Generator[None]:
    """What a shell has; the commands narrow it for their whole process."""
    before = os.umask(0o022)
    yield
    os.umask(before)


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


@pytest.mark.parametrize("arguments", WRONG_LINES, ids=" ".join)
def test_a_wrong_command_line_exits_with_two_and_says_how(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exited:
        main(arguments)

    assert exited.value.code == 2
    assert "usage: order-numbers" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["serve"], ["migrate"], ["pause", "why"], ["resume"], ["jobs"]]
)
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
    assert "nobody may approve" in said.getvalue().lower()
    assert not database.exists()


def test_serve_names_all_that_is_missing_in_one_round(
    database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SLACK_APP_TOKEN")

    code = main(["serve"])

    missing = [line.partition(":")[0].strip() for line in capsys.readouterr().err.splitlines()]
    credentials = ["CATAPULT_USER_ID", "CATAPULT_TOKEN", "CATAPULT_SECRET"]
    assert (code, missing[1:]) == (1, [*credentials, "SLACK_APP_TOKEN", "APPROVERS"])
    assert not database.exists()


def test_migrate_makes_the_ledger_and_may_be_repeated(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = [main(["migrate"]), main(["migrate"])]

    assert codes == [0, 0]
    assert database.exists()
    assert "at this version's revision" in capsys.readouterr().out


def test_a_new_ledger_is_its_owners_alone(database: Path) -> None:
    main(["migrate"])

    assert stat.S_IMODE(database.stat().st_mode) == 0o600


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


@pytest.mark.parametrize("arguments", [["pause", "why"], ["resume"], ["jobs"]])
def test_a_short_command_makes_no_ledger_where_there_is_none(
    database: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    code = main(arguments)

    assert code == 1
    assert "is not a ledger" in capsys.readouterr().err
    assert not database.exists()


def test_jobs_lists_what_is_to_be_done_and_what_was_given_up_first(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["migrate"])
    _leave(database, dead="draw:A:root", failed="answer:1", fresh="check:A")
    capsys.readouterr()

    code = main(["jobs"])

    said = capsys.readouterr().out.splitlines()
    assert (code, said[0]) == (0, "Jobs: 1 due, 0 running, 1 waiting, 1 given up.")
    assert said[1].startswith("given up 20")
    assert "draw:A:root" in said[1]
    assert said[1].endswith("broken")
    assert said[2].endswith("check:A")
    assert said[3].endswith("answer:1  failed once: away")


def test_a_job_that_was_given_up_is_due_again_once_asked_for(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["migrate"])
    _leave(database, dead="draw:A:root", failed="answer:1", fresh="check:A")

    codes = [main(["jobs", "retry", key]) for key in ("draw:A:root", "check:A", "nothing")]

    said = capsys.readouterr()
    assert codes == [0, 1, 1]
    assert "draw:A:root is due now." in said.out
    assert "No job nothing was given up or has failed." in said.err


@pytest.fixture
def nothing_set(database: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without any setting, as a policy is written in before the bot is connected."""
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "APPROVAL_CHANNEL", "DATABASE_URL"):
        monkeypatch.delenv(name)
    return database.parent


@pytest.mark.usefixtures("nothing_set")
@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.toml")), ids=lambda file: file.name)
def test_an_example_policy_is_in_order_and_its_people_are_not_checked(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["policy", "check", str(example)])

    assert (code, capsys.readouterr().out.splitlines()) == (
        0,
        [
            f"{example}: the rules are in order.",
            "People and groups were not checked: SLACK_BOT_TOKEN is not set.",
        ],
    )


@pytest.mark.parametrize(
    ("text", "complaints"),
    [
        (
            'approvers = "U0123456789"\nself_aproval = true\n[[tiers]]\nname = "x"\n',
            [
                '“approvers” has to be a list, such as ["U0123456789", "S0123456789"]',
                "“self_aproval” is no rule of a policy",
                "“tiers.1” says neither above_quantity nor above_monthly",
            ],
        ),
        ('approvers = ["U0123456789"]\n[[tiers]\n', ["is not TOML: ", "(at line 2, "]),
        (None, ["can't be read: No such file or directory"]),
    ],
    ids=["rules", "TOML", "no file"],
)
def test_what_is_wrong_with_a_policy_is_said_by_key_or_line(
    nothing_set: Path, capsys: pytest.CaptureFixture[str], text: str | None, complaints: list[str]
) -> None:
    file = nothing_set / "policy.toml"
    if text is not None:
        file.write_text(text, encoding="utf-8")

    code = main(["policy", "check", str(file)])

    said = capsys.readouterr()
    assert (code, said.out) == (1, "")
    assert said.err.splitlines()[0] == f"{file}:"
    assert all(complaint in said.err for complaint in complaints)


def test_a_tier_that_too_few_are_named_for_fails_the_check_unasked(
    nothing_set: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = nothing_set / "policy.toml"
    tier = '[[tiers]]\nname = "large"\nabove_quantity = 25\napprovals = 2\n'
    file.write_text(f'approvers = ["U0123456789"]\n{tier}', encoding="utf-8")

    code = main(["policy", "check", str(file)])

    assert code == 1
    assert "tiers.1 “large”: 2 approvals are needed" in capsys.readouterr().out


def test_without_a_file_the_policy_of_the_settings_is_checked_and_explained(
    nothing_set: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("APPROVERS", "U0MEI00001")
    monkeypatch.setenv("LIST_PRICE", "0.60")

    codes = [main(["policy", "check"]), main([*EXPLAIN, "--at", "2026-11-23T10:00"])]

    said = capsys.readouterr().out
    assert codes == [0, 0]
    assert "APPROVERS: the rules are in order." in said
    assert "on Mon 23 Nov 2026 10:00 (UTC)" in said
    assert "Price: $0.60 each, $1.20 a month" in said
    assert list(nothing_set.iterdir()) == []


@pytest.mark.usefixtures("nothing_set")
def test_a_request_is_explained_by_a_file_for_a_group_at_a_time_and_a_price(
    capsys: pytest.CaptureFixture[str],
) -> None:
    file, more = EXAMPLES / "budgets.toml", ["--groups", "S0SALES001,S0TELECOM1"]

    code = main(
        [*EXPLAIN, *more, "--at", "2026-11-23T15:00Z", "--price", "0.5", "--policy", str(file)]
    )

    said = capsys.readouterr().out
    assert code == 0
    assert "in S0SALES001, S0TELECOM1, on Mon 23 Nov 2026 10:00 (America/New_York)" in said
    assert "Budgets: S0SALES001 budget $6.00, U0ANA00001's budget $12.00, " in said
    assert "$1.00 a month" in said


@pytest.mark.usefixtures("nothing_set")
def test_a_request_for_somebody_else_that_a_team_pays_is_explained(
    capsys: pytest.CaptureFixture[str],
) -> None:
    policy = ["--policy", str(EXAMPLES / "budgets.toml"), "--groups", "S0SALES001"]
    whom = ["--for", "U0SAM00001", "--for-groups", "S0SUPPORT1"]

    code = main([*EXPLAIN, *policy, *whom, "--cost-center", "Support"])

    said = capsys.readouterr().out
    assert code == 0
    assert "For: U0SAM00001, a full member, in S0SUPPORT1" in said
    assert "Paid by: cost center “Support”, of S0SUPPORT1" in said
    assert "Budgets: U0ANA00001's budget $12.00, U0SAM00001's budget $12.00, Total" in said


def _leave(database: Path, *, dead: str, failed: str, fresh: str) -> None:
    """A ledger with three jobs: one given up, one that failed, one that nobody touched."""

    async def leave() -> None:
        async with open_store(f"sqlite:///{database}", audit_key=None, lease_s=60) as store:
            for key in (dead, failed):
                await store.ledger.write(lambda books, key=key: books.add(Job(key, "draw")))
            for claim in await store.queue.claim(2):
                if claim.job.key == dead:
                    await bury(store, claim, "broken")
                else:
                    later = datetime(2099, 1, 1, tzinfo=UTC)
                    await store.queue.again(claim, later, "away")
            await store.ledger.write(lambda books: books.add(Job(fresh, "check")))

    asyncio.run(leave())


def _paused(database: Path) -> str | None:
    async def read() -> str | None:
        async with open_store(f"sqlite:///{database}", audit_key=None, lease_s=60) as store:
            return await store.ledger.read(lambda books: books.flag("paused"))

    return asyncio.run(read())
