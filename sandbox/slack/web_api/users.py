"""users.*, usergroups.*, team.info, bots.info and auth.test."""

from sandbox.slack.cast import (
    APP_ID,
    BOT_ID,
    BOT_NAME,
    BOT_USER_ID,
    FOUNDED,
    TEAM_DOMAIN,
    TEAM_ID,
    TEAM_NAME,
)
from sandbox.slack.errors import SlackError
from sandbox.slack.shapes import Json, flag, record, word
from sandbox.slack.web_api.conversations import page
from sandbox.slack.workspace import Workspace

_LIST_PAGE = 200


def auth_test(workspace: Workspace, _arguments: Json) -> Json:
    """auth.test."""
    return {
        "ok": True,
        "url": f"{workspace.base_url}/",
        "team": TEAM_NAME,
        "user": BOT_NAME,
        "team_id": TEAM_ID,
        "user_id": BOT_USER_ID,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def info(workspace: Workspace, arguments: Json) -> Json:
    """users.info."""
    user = workspace.people.users.get(word(arguments, "user"))
    if user is None:
        raise SlackError("user_not_found")
    return {"ok": True, "user": _seen(workspace, user)}


def list_users(workspace: Workspace, arguments: Json) -> Json:
    """users.list."""
    found = [_seen(workspace, user) for user in workspace.people.users.values()]
    return page(found, arguments, "members", _LIST_PAGE)


def lookup_by_email(workspace: Workspace, arguments: Json) -> Json:
    """users.lookupByEmail."""
    email = word(arguments, "email").lower()
    for user in workspace.people.users.values():
        if email and word(record(user, "profile"), "email") == email and not user["deleted"]:
            return {"ok": True, "user": _seen(workspace, user)}
    raise SlackError("users_not_found")


def _seen(workspace: Workspace, user: Json) -> Json:
    """A user without the e-mail address, unless the app may read it."""
    if "users:read.email" in workspace.manifest.scopes:
        return user
    profile = {key: item for key, item in user["profile"].items() if key != "email"}
    return {**user, "profile": profile}


def list_groups(workspace: Workspace, arguments: Json) -> Json:
    """usergroups.list."""
    shown: list[Json] = []
    for group in workspace.people.groups.values():
        body = {**group, "user_count": len(group["users"])}
        if not flag(arguments, "include_users"):
            del body["users"]
        shown.append(body)
    return {"ok": True, "usergroups": shown}


def group_users(workspace: Workspace, arguments: Json) -> Json:
    """usergroups.users.list; people who have left are not in it."""
    group = workspace.people.groups.get(word(arguments, "usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    people = workspace.people.users
    return {"ok": True, "users": [u for u in group["users"] if not people[u]["deleted"]]}


def team_info(_workspace: Workspace, _arguments: Json) -> Json:
    """team.info."""
    return {"ok": True, "team": {"id": TEAM_ID, "name": TEAM_NAME, "domain": TEAM_DOMAIN}}


def bot_info(_workspace: Workspace, arguments: Json) -> Json:
    """bots.info."""
    if word(arguments, "bot") not in {"", BOT_ID}:
        raise SlackError("bot_not_found")
    bot: Json = {
        "id": BOT_ID,
        "app_id": APP_ID,
        "user_id": BOT_USER_ID,
        "name": BOT_NAME,
        "deleted": False,
        "updated": FOUNDED,
    }
    return {"ok": True, "bot": bot}
