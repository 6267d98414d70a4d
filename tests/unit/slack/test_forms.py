from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.slack.forms import OPEN_WITHIN_S, FormNotOpenedError, open_view
from tests.unit.slack.web_api import WebApi, slow_down, web_api


@pytest.fixture
async def slack() -> AsyncIterator[WebApi]:
    async with web_api() as api:
        yield api


async def test_a_form_is_opened_by_its_trigger(slack: WebApi) -> None:
    slack.says("views.open", {"view": {"id": "V1"}})

    view_id = await open_view(slack.client, "1.2.abc", {"type": "modal"})

    assert view_id == "V1"
    assert slack.asked("views.open")[0]["trigger_id"] == "1.2.abc"


@pytest.mark.parametrize("answer", [{"error": "expired_trigger_id"}, slow_down()])
async def test_a_form_that_slack_does_not_open_is_tried_once(
    slack: WebApi, answer: web.Response | dict[str, str]
) -> None:
    slack.says("views.open", answer)

    with pytest.raises(FormNotOpenedError) as caught:
        await open_view(slack.client, "1.2.abc", {"type": "modal"})

    assert caught.value.code in {"expired_trigger_id", "ratelimited"}
    assert len(slack.asked("views.open")) == 1


async def test_a_form_is_not_waited_for_longer_than_its_trigger_lives(slack: WebApi) -> None:
    slack.silent = True

    with pytest.raises(FormNotOpenedError):
        await open_view(slack.client, "1.2.abc", {"type": "modal"}, within_s=0.05)

    assert OPEN_WITHIN_S < 3
