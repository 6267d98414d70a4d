"""Settings and policy: read once at start, and what is wrong is named in one sentence each."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.domain.errors import SettingsError
from bot.domain.rules import ConfirmAbove, Policy
from bot.policy_source import read_policy
from bot.settings import Settings, misspelled, read_serve_settings, read_settings

NEEDED = {
    "SLACK_BOT_TOKEN": "xoxb-made-up",
    "SLACK_APP_TOKEN": "xapp-made-up",
    "APPROVAL_CHANNEL": "C0123456789",
    "APPROVERS": "S0123456789",
    "CATAPULT_USER_ID": "u-made-up",
    "CATAPULT_TOKEN": "t-made-up",
    "CATAPULT_SECRET": "made-up",
}
BANDWIDTH = {
    "CARRIER": "bandwidth",
    "BANDWIDTH_ACCOUNT_ID": "9500001",
    "BANDWIDTH_CLIENT_ID": "c-made-up",
    "BANDWIDTH_CLIENT_SECRET": "made-up",
    "BANDWIDTH_SITE_ID": "4711",
}
CATAPULT = ("CATAPULT_USER_ID", "CATAPULT_TOKEN", "CATAPULT_SECRET")
Read = Callable[..., Settings]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Read:
    """Read settings from these variables alone."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    def read_these(without: str = "", **variables: str) -> Settings:
        for name, value in (NEEDED | variables).items():
            monkeypatch.setenv(name, value)
        if without:
            monkeypatch.delenv(without)
        return read_serve_settings()

    return read_these


def complaint(read: Read, without: str = "", **variables: str) -> str:
    with pytest.raises(SettingsError) as caught:
        read(without, **variables)
    return caught.value.user_message


def policy_complaint(read: Read, file: Path) -> str:
    """What the start says of a policy file, which is what the file alone would be told, too."""
    said = complaint(read, POLICY_FILE=str(file))
    with pytest.raises(SettingsError) as caught:
        read_policy(read_settings())
    assert caught.value.user_message == said
    return said


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "policy.toml"


def test_what_is_needed_is_enough(read: Read) -> None:
    settings = read()

    assert settings.mode == "socket"
    assert settings.slack_bot_token.get_secret_value() == "xoxb-made-up"


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_a_setting_that_is_missing_is_named(read: Read, name: str) -> None:
    assert f"{name}: is not set" in complaint(read, without=name)


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_a_setting_that_is_left_empty_is_missing(read: Read, name: str) -> None:
    assert f"{name}: is not set" in complaint(read, **{name: ""})


def test_only_what_the_chosen_carrier_needs_is_needed(read: Read) -> None:
    settings = read(**BANDWIDTH, **dict.fromkeys(CATAPULT, ""))

    assert settings.carrier == "bandwidth"
    assert settings.bandwidth_api_url == "https://api.bandwidth.com/api/v2"


def test_all_that_bandwidth_lacks_is_named_at_once(read: Read) -> None:
    said = complaint(read, CARRIER="bandwidth", BANDWIDTH_CLIENT_SECRET=" ")

    assert said.splitlines()[1:] == [
        f"  {name}: is not set" for name in BANDWIDTH if name != "CARRIER"
    ]


def test_an_optional_setting_that_is_left_empty_has_its_default(read: Read) -> None:
    settings = read(LIST_PRICE="", PORT="", POLICY_FILE="", LOG_FORMAT="")

    assert (settings.list_price, settings.port, settings.policy_file) == (None, 3000, None)


def test_each_wrong_setting_gets_a_line_of_its_own(read: Read) -> None:
    said = complaint(read, PORT="70000", MODE="carrier pigeon", LEASE_S="soon")

    lines = said.splitlines()
    assert lines[0] == "These settings are wrong:"
    assert [line.split(":")[0].strip() for line in lines[1:]] == ["MODE", "PORT", "LEASE_S"]


def test_no_complaint_shows_a_value(read: Read) -> None:
    said = complaint(read, SLACK_BASE_URL="http://xoxb-secret.example/", PORT="xoxb-secret")

    assert "xoxb-secret" not in said


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"SLACK_APP_TOKEN": ""}, "SLACK_APP_TOKEN: is not set, and MODE=socket needs it"),
        ({"MODE": "http"}, "SLACK_SIGNING_SECRET: is not set, and MODE=http needs it"),
        (
            {"SETTLE_S": "180", "LEASE_S": "60", "PURCHASE_TIMEOUT_S": "120"},
            "SETTLE_S: has to be more than LEASE_S + PURCHASE_TIMEOUT_S",
        ),
        (
            {"PURCHASE_TIMEOUT_S": "600"},
            "SETTLE_S: has to be more than LEASE_S + PURCHASE_TIMEOUT_S",
        ),
    ],
    ids=["socket", "http", "settle", "settle by default"],
)
def test_settings_that_do_not_go_together_are_refused(
    read: Read, variables: Mapping[str, str], sentence: str
) -> None:
    assert complaint(read, **variables).splitlines()[1].strip() == sentence


def test_http_mode_needs_no_app_token(read: Read) -> None:
    settings = read(without="SLACK_APP_TOKEN", MODE="http", SLACK_SIGNING_SECRET="s")

    assert settings.mode == "http"


@pytest.mark.parametrize(
    "url",
    [
        "https://api.catapult.inetwork.com",
        "https://api.catapult.inetwork.com/v1",
        "https://carrier.example:8443/",
        "http://127.0.0.1:8801",
        "http://localhost:8801/v1",
        "http://[::1]:8801",
        "https://10.0.0.7",
        "https://[2001:db8::1]/",
    ],
)
def test_an_address_is_https_or_this_machine(read: Read, url: str) -> None:
    assert read(CATAPULT_BASE_URL=url).catapult_base_url == url


@pytest.mark.parametrize(
    "name",
    ["CATAPULT_BASE_URL", "BANDWIDTH_API_URL", "BANDWIDTH_TOKEN_URL", "SLACK_BASE_URL"],
)
@pytest.mark.parametrize(
    "url",
    [
        "http://carrier.example",
        "http://127.0.0.1.example",
        "http://127.0.0.1@carrier.example",
        "http://0.0.0.0:8801",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "127.0.0.1:8801",
        "carrier.example",
        "https://",
        "https:///v1",
        "https://:443",
        "https://a..b",
        "https://-a.example",
        "https://a-.example",
        "https://" + "a" * 64 + ".example",
        "https://" + ".".join(["a" * 60] * 5),
        "https://car rier.example",
        "https://carrier.example\n.evil.example",
        "https://bücher.example",
        "https://carrier.example:99999",
        "https://carrier.example:port",
        "https://[::1",
        "https://user:pass@carrier.example",
        "https://carrier.example/?a=b",
        "https://carrier.example/#a",
    ],
    ids=lambda url: url[:40],
)
def test_an_address_that_is_none_is_refused(read: Read, name: str, url: str) -> None:
    assert complaint(read, **{name: url}).splitlines()[1].strip().startswith(f"{name}: ")


@pytest.mark.parametrize(
    "channel", ["#number-approvals", "number-approvals", "U0123456789", "C", "C01", "D0123456789"]
)
def test_the_approval_channel_is_named_by_its_id(read: Read, channel: str) -> None:
    said = complaint(read, APPROVAL_CHANNEL=channel)

    assert "APPROVAL_CHANNEL: give the channel's id, such as C0123456789" in said


@pytest.mark.parametrize(
    "name", ["SEARCH_TIMEOUT_S", "PURCHASE_TIMEOUT_S", "LEASE_S", "SETTLE_S", "EXPIRES_AFTER_S"]
)
@pytest.mark.parametrize("value", ["0", "-1", "nan", "inf"])
def test_a_time_is_a_positive_number(read: Read, name: str, value: str) -> None:
    assert name in complaint(read, **{name: value})


def test_managers_are_asked_within_fifteen_seconds(read: Read) -> None:
    assert "OFFER_AFTER_S" in complaint(read, OFFER_AFTER_S="16")


@pytest.mark.parametrize("name", ["LIST_PRICE", "LIST_PRICE_TOLL_FREE"])
@pytest.mark.parametrize("price", ["-1", "nan", "Infinity", "cheap"])
def test_a_list_price_is_an_amount(read: Read, name: str, price: str) -> None:
    assert f"{name}: " in complaint(read, **{name: price})


def test_secrets_are_in_no_repr(read: Read) -> None:
    secrets = {
        "SLACK_BOT_TOKEN": "xoxb-hidden",
        "SLACK_APP_TOKEN": "xapp-hidden",
        "SLACK_SIGNING_SECRET": "hidden-1",
        "AUDIT_KEY": "hidden-2-hidden-2",
        "CATAPULT_TOKEN": "hidden-3",
        "CATAPULT_SECRET": "hidden-4",
        "BANDWIDTH_CLIENT_SECRET": "hidden-5",
    }

    settings = read(**secrets)

    assert "hidden" not in repr(settings) + str(settings) + str(settings.model_dump())


def test_settings_never_change(read: Read) -> None:
    with pytest.raises(ValueError, match="frozen"):
        read().port = 1


def test_the_environment_wins_over_the_file(read: Read, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=4000\nCONTACT=#telecom\nPATH_TO_NOWHERE=1\n")

    settings = read(PORT="5000")

    assert (settings.port, settings.contact) == (5000, "#telecom")


@pytest.mark.parametrize("content", [b"PORT=\xff\xfe", b"\x00\xff"])
def test_a_file_of_settings_that_is_no_text_is_named(
    read: Read, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / ".env").write_bytes(content)

    assert ".env" in complaint(read)


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("S0123456789", ("S0123456789",)),
        ("S0123456789,U0123456789", ("S0123456789", "U0123456789")),
        (" S0123456789 ,  U0123456789 ", ("S0123456789", "U0123456789")),
        ("S0123456789 W0123456789", ("S0123456789", "W0123456789")),
    ],
)
def test_approvers_are_parted_by_commas_or_spaces(
    read: Read, typed: str, ids: tuple[str, ...]
) -> None:
    settings = read(APPROVERS=typed, OPERATORS=typed)

    policy = read_policy(settings)

    assert (policy.approvers, policy.operators) == (ids, ids)
    assert policy.digest


@pytest.mark.parametrize("name", ["APPROVERS", "OPERATORS"])
@pytest.mark.parametrize("typed", ["@mei", "mei@acme.example", "C0123456789", "u0123", "U²345"])
def test_who_is_no_id_is_refused_and_named_with_the_setting(
    read: Read, name: str, typed: str
) -> None:
    said = complaint(read, **{name: f"U0123456789 {typed}"})

    line = f"{name}: “{typed}” is no id; ids look like U…, W… or S…"
    assert said.splitlines()[1:] == [f"  {line}"]


@pytest.mark.parametrize("typed", ["", " , "])
def test_somebody_has_to_approve(read: Read, typed: str) -> None:
    said = complaint(read, APPROVERS=typed)

    with pytest.raises(SettingsError, match="nobody may approve"):
        read_policy(read_settings())
    assert "APPROVERS: is not set, so nobody may approve" in said


def test_approvers_in_the_policy_file_are_enough(read: Read, file: Path) -> None:
    file.write_text('approvers = ["U0000000001"]')

    settings = read(without="APPROVERS", POLICY_FILE=str(file))

    assert read_policy(settings).approvers == ("U0000000001",)


def test_everything_that_is_wrong_is_said_in_one_round(read: Read, file: Path) -> None:
    file.write_text("approvers = ['@mei']\nself_approval = 0\nself_aproval = true\n")
    wrong = {
        "SLACK_BOT_TOKEN": "",
        "SLACK_APP_TOKEN": "",
        "AUDIT_KEY": "short",
        "CATAPULT_USER_ID": "",
        "CATAPULT_SECRET": " ",
        "APPROVAL_CHANNEL": "#managers",
        "POLICY_FILE": str(file),
        "OPERATORS": "@olu",
        "PORT": "soon",
        "SETTLE_S": "1",
    }

    said = complaint(read, **wrong).splitlines()

    assert said == [
        "These settings are wrong:",
        "  CATAPULT_USER_ID: is not set",
        "  CATAPULT_SECRET: is not set",
        "  PORT: should be a valid integer, unable to parse string as an integer",
        "  SLACK_BOT_TOKEN: is not set",
        "  SLACK_APP_TOKEN: is not set, and MODE=socket needs it",
        "  AUDIT_KEY: is shorter than 16 characters",
        "  APPROVAL_CHANNEL: give the channel's id, such as C0123456789",
        "  POLICY_FILE: “approvers” has “@mei”, which is no id; ids look like U…, W… or S…",
        "  POLICY_FILE: “self_approval” has to be true or false",
        "  POLICY_FILE: “self_aproval” is no rule of a policy",
        "  OPERATORS: “@olu” is no id; ids look like U…, W… or S…",
        "  SETTLE_S: has to be more than LEASE_S + PURCHASE_TIMEOUT_S",
    ]


def test_the_short_commands_need_neither_carrier_nor_policy(read: Read, file: Path) -> None:
    complaint(read, CATAPULT_SECRET="", APPROVERS="", POLICY_FILE=str(file))

    assert read_settings().approval_channel == "C0123456789"


@pytest.mark.parametrize("key", ["sandbox-audit-key", "x" * 16, ""])
def test_an_audit_key_is_long_or_left_out(read: Read, key: str) -> None:
    assert read(AUDIT_KEY=key).audit_key.get_secret_value() == key


def test_names_that_are_a_letter_off_are_told_apart_from_others(
    read: Read, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("OPERATOR=U0123456789\nEDITOR=vi\n")
    monkeypatch.setenv("APPROVERSS", "U0123456789")
    read()

    found = dict(misspelled())

    assert found["OPERATOR"] == "OPERATORS"
    assert found["APPROVERSS"] == "APPROVERS"
    assert not {"EDITOR", "PATH", "HOME"} & found.keys()


def test_a_refusal_names_the_slip_that_may_be_behind_it(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APPROVER", "U0123456789")

    said = complaint(read, without="APPROVERS")

    assert said.splitlines()[1:] == [
        "  APPROVERS: is not set, so nobody may approve",
        "  APPROVER: is no setting; APPROVERS is one",
    ]


@pytest.mark.parametrize(("buy", "most", "default"), [("order", 4000, 100), ("allocate", 30, 30)])
def test_where_each_number_is_a_call_of_its_own_an_order_is_capped_like_chosen_digits(
    read: Read, file: Path, buy: str, most: int, default: int
) -> None:
    rules = "[limits]\nquantity = 4000\nchosen = 30\ndefault_quantity = 100"
    file.write_text(f"approvers = ['U0000000001']\n{rules}")

    policy = read_policy(read(POLICY_FILE=str(file), CATAPULT_BUY=buy))

    assert (policy.limits.quantity, policy.limits.default_quantity) == (most, default)


def test_how_catapult_buys_limits_no_order_at_bandwidth(read: Read, file: Path) -> None:
    file.write_text("approvers = ['U0000000001']\n[limits]\nquantity = 4000\nchosen = 30")

    settings = read(POLICY_FILE=str(file), CATAPULT_BUY="allocate", **BANDWIDTH)

    assert read_policy(settings).limits.quantity == 4000


def test_a_request_without_a_quantity_never_asks_for_more_than_is_allowed(
    read: Read, file: Path
) -> None:
    file.write_text("approvers = ['U0000000001']\nlimits.quantity = 5")

    assert read_policy(read(POLICY_FILE=str(file))).limits.default_quantity == 5


def test_a_policy_file_is_the_whole_policy(read: Read, file: Path) -> None:
    file.write_text('approvers = ["U0000000001"]\nconfirm_above.monthly = 12.5\n')

    policy = read_policy(read(POLICY_FILE=str(file), OPERATORS="U0000000009"))

    assert policy == Policy(
        ("U0000000001",),
        confirm_above=ConfirmAbove(monthly=Decimal("12.5")),
        digest=policy.digest,
        text=file.read_text(),
    )


def test_another_text_of_the_policy_has_another_digest(read: Read, file: Path) -> None:
    digests: set[str] = set()
    for text in ('approvers = ["U0000000001"]', 'approvers = ["U0000000002"]'):
        file.write_text(text)
        digests.add(read_policy(read(POLICY_FILE=str(file))).digest)

    assert len(digests) == 2


def test_a_rule_that_does_not_exist_is_named(read: Read, file: Path) -> None:
    file.write_text('approvers = ["U0000000001"]\nlimits.quantitty = 5\n')

    assert "“limits.quantitty” is no rule" in policy_complaint(read, file)


@pytest.mark.parametrize(
    "rule",
    [
        "approvers = 'U0000000001'",
        "approvers = [1]",
        "approvers = [['U0000000001']]",
        "operators = ['@olu']",
        "self_approval = 'no'",
        "self_approval = 0",
        "limits.quantity = 0",
        "limits.quantity = 5001",
        "limits.quantity = true",
        "limits.quantity = 2.5",
        "limits.chosen = '5'",
        "limits.default_quantity = -1",
        "confirm_above.quantity = []",
        "confirm_above.monthly = 'cheap'",
        "confirm_above.monthly = -1",
        "confirm_above.monthly = nan",
        "confirm_above.monthly = inf",
        "confirm_above.monthly = true",
        "confirm_above.monthly = '1e999999999'",
        "times.zone = 'Mars/Olympus'",
        "times.work_days = []",
        "times.work_days = ['funday']",
        "times.holidays = ['2026-12-25']",
        "times.quiet_from = '25:00'",
        "times.expires_after = 'soon'",
        "times.expires_after = '3651d'",
        "notify.approvers = 'pager'",
        "cost_centers = 'Sales'",
    ],
)
def test_a_rule_of_the_wrong_kind_is_named(read: Read, file: Path, rule: str) -> None:
    approvers = "" if rule.startswith("approvers") else "approvers = ['U0000000001']\n"
    file.write_text(approvers + rule)

    assert f"“{rule.split(maxsplit=1)[0]}”" in policy_complaint(read, file)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", "''"),
        ("name", "'The “best”'"),
        ("name", '"two\\nlines"'),
        ("group", "'U0000000001'"),
        ("group", "['S0000000001']"),
        ("requesters", "'S0000000001'"),
        ("requesters", "['sales']"),
    ],
)
def test_a_cost_center_of_the_wrong_kind_is_named(
    read: Read, file: Path, key: str, value: str
) -> None:
    center = {"name": "'Sales'", "group": "'S0000000001'", key: value}
    rules = "\n".join(f"{name} = {said}" for name, said in center.items())
    file.write_text(f"approvers = ['U0000000001']\n[[cost_centers]]\n{rules}\n")

    assert f"“cost_centers.1.{key}” " in policy_complaint(read, file)


@pytest.mark.parametrize("key", ["name", "group"])
def test_a_cost_center_needs_a_name_and_a_group(read: Read, file: Path, key: str) -> None:
    other = {"name": "group = 'S0000000001'", "group": "name = 'Sales'"}[key]
    file.write_text(f"approvers = ['U0000000001']\n[[cost_centers]]\n{other}\n")

    assert f"“cost_centers.1.{key}” is not set" in policy_complaint(read, file)


def test_a_cost_center_is_listed_once_and_no_more_than_a_menu_holds(read: Read, file: Path) -> None:
    center = '[[cost_centers]]\nname = "C{}"\ngroup = "S0000000001"\n'
    listed = [center.format(number) for number in (*range(99), 7)]
    file.write_text('approvers = ["U0000000001"]\n' + "".join(listed))

    complaint = policy_complaint(read, file)

    assert "“cost_centers” has the name “C7” more than once" in complaint
    assert "“cost_centers” has more than 99 entries" in complaint


def test_a_file_that_is_no_toml_is_refused_with_its_line(read: Read, file: Path) -> None:
    file.write_text('approvers = ["U0000000001"]\nlimits.quantity 5\n')

    assert "line 2" in policy_complaint(read, file)


def test_a_file_that_is_no_text_is_refused(read: Read, file: Path) -> None:
    file.write_bytes(b"approvers = [\xff]")

    assert "POLICY_FILE" in policy_complaint(read, file)


def test_a_file_that_is_not_there_is_refused(read: Read, file: Path) -> None:
    assert "No such file" in policy_complaint(read, file)


def test_a_folder_is_no_policy(read: Read, tmp_path: Path) -> None:
    assert "POLICY_FILE: can't be read" in policy_complaint(read, tmp_path)


def test_the_defaults_need_no_environment_at_all() -> None:
    settings = Settings(
        slack_bot_token=SecretStr("x"), slack_app_token=SecretStr("x"), approval_channel="C012345"
    )

    assert settings.expires_after.days == 3


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://API.catapult.inetwork.com/v1", "api.catapult.inetwork.com"),
        ("http://127.0.0.1:8801", "127.0.0.1"),
    ],
)
def test_the_carrier_account_is_a_host_and_a_name_whatever_the_port(
    read: Read, url: str, host: str
) -> None:
    assert read(CATAPULT_BASE_URL=url).carrier_account == f"{host} u-made-up"


def test_at_bandwidth_the_account_is_a_host_and_a_number(read: Read) -> None:
    settings = read(**BANDWIDTH, BANDWIDTH_API_URL="http://127.0.0.1:8801/api/v2")

    assert settings.carrier_account == "127.0.0.1 9500001"
