"""What the sandbox tells the bot about the carrier."""

from sandbox.environment import carrier_settings

_URL = "http://127.0.0.1:8801"


def test_catapult_is_told_by_its_base_url_and_credentials() -> None:
    assert carrier_settings("catapult", _URL) == {
        "CARRIER": "catapult",
        "CATAPULT_BASE_URL": _URL,
        "CATAPULT_USER_ID": "u-sandbox",
        "CATAPULT_TOKEN": "t-sandbox",
        "CATAPULT_SECRET": "s-sandbox",
    }


def test_the_numbers_api_is_told_with_its_token_address() -> None:
    assert carrier_settings("bandwidth", _URL) == {
        "CARRIER": "bandwidth",
        "BANDWIDTH_API_URL": f"{_URL}/api/v2",
        "BANDWIDTH_TOKEN_URL": f"{_URL}/api/v1/oauth2/token",
        "BANDWIDTH_ACCOUNT_ID": "5500100",
        "BANDWIDTH_CLIENT_ID": "client-sandbox",
        "BANDWIDTH_CLIENT_SECRET": "secret-sandbox",
        "BANDWIDTH_SITE_ID": "4100",
        "BANDWIDTH_PEER_ID": "410001",
    }
