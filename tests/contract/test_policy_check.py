"""`policy check` against a Slack."""

from pathlib import Path

import pytest

from bot.domain.errors import SettingsError
from bot.policing.commands import checked
from bot.settings import Settings
from sandbox.slack import cast
from tests.contract.local_slacks import Workspace

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "two-approvals.toml"


@pytest.fixture
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.usefixtures("nothing_set")
async def test_the_people_of_an_example_are_looked_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", cast.BOT_TOKEN)
    async with Workspace(tmp_path, connected=False) as workspace:
        monkeypatch.setenv("SLACK_BASE_URL", f"{workspace.url}/api/")

        lines, fine = await checked(EXAMPLE)

    assert fine
    assert "tiers.1 “large”: Mei (U0MEI00001), Raj (U0RAJ00001)" in lines


@pytest.mark.usefixtures("nothing_set")
async def test_who_has_left_is_skipped_and_their_tier_found_wanting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", cast.BOT_TOKEN)
    file = tmp_path / "policy.toml"
    file.write_text(f'approvers = ["{cast.KIM.id}", "S0NOTHING1"]')
    async with Workspace(tmp_path, connected=False) as workspace:
        monkeypatch.setenv("SLACK_BASE_URL", f"{workspace.url}/api/")

        lines, fine = await checked(file)

    assert not fine
    assert lines[-3:] == [
        "Skipped: S0NOTHING1, no such user group.",
        f"Skipped: {cast.KIM.id}, deactivated, or unknown to Slack.",
        "Orders of no tier: 1 approval is needed, and nobody could give one.",
    ]


@pytest.mark.usefixtures("nothing_set")
async def test_a_token_that_slack_does_not_accept_is_a_complaint(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-made-up")
    async with Workspace(tmp_path, connected=False) as workspace:
        monkeypatch.setenv("SLACK_BASE_URL", f"{workspace.url}/api/")

        with pytest.raises(SettingsError, match="SLACK_BOT_TOKEN"):
            await checked(EXAMPLE)
