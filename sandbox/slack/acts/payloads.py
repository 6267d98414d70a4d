"""The parts that Slack's interaction payloads have in common."""

from sandbox.slack.cast import APP_ID, TEAM_DOMAIN, TEAM_ID
from sandbox.slack.delivery import Ack
from sandbox.slack.responses import Reply
from sandbox.slack.shapes import Json
from sandbox.slack.workspace import Workspace

# The verification token is deprecated, but Slack still sends one.
VERIFICATION_TOKEN = "verification"  # noqa: S105 -- not a secret here
RESPONSE_PATH = "/response/"


def common(kind: str, user: Json) -> Json:
    """What every interaction carries."""
    return {
        "type": kind,
        "token": VERIFICATION_TOKEN,
        "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {
            "id": user["id"],
            "username": user["name"],
            "name": user["name"],
            "team_id": TEAM_ID,
        },
        "api_app_id": APP_ID,
    }


def room(channel: Json) -> Json:
    """A channel as interactions name it."""
    return {"id": channel["id"], "name": room_name(channel)}


def room_name(channel: Json) -> str:
    """A channel's name, or Slack's word for one whose name is nobody's business."""
    if channel["is_im"]:
        return "directmessage"
    return "privategroup" if channel["is_private"] else str(channel["name"])


def response_url(workspace: Workspace, reply: Reply) -> str:
    """A new address for answers to an act."""
    return f"{workspace.base_url}{RESPONSE_PATH}{workspace.responses.issue(reply)}"


def outcome(ack: Ack, **details: object) -> Json:
    """What the control API tells of an act."""
    told: Json = {"status": ack.status, "latency_ms": ack.latency_ms, "ack": ack.payload}
    return told | details
