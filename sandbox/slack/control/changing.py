"""What an admin of the workspace changes: channels, membership, user groups, accounts."""

from sandbox.slack.cast import BOT_NAME, TEAM_ID
from sandbox.slack.courier import Courier
from sandbox.slack.errors import RefusedError
from sandbox.slack.shapes import Json, flag, word, words

_DONE: Json = {"ok": True}


def archive(courier: Courier, body: Json) -> Json:
    """Archive a channel, or bring it back."""
    people = courier.workspace.people
    channel = people.channel(word(body, "channel"))
    if channel["is_im"]:
        raise RefusedError("Direct messages cannot be archived.")
    archived = flag(body, "archived") if "archived" in body else True
    people.save_channel({**channel, "is_archived": archived})
    kind = "channel_archive" if archived else "channel_unarchive"
    courier.publish({"type": kind, "channel": channel["id"], "user": people.user("olu")["id"]})
    courier.workspace.broadcast.publish("state")
    return _DONE


def membership(courier: Courier, body: Json) -> Json:
    """Put somebody, or the bot, into a channel, or take them out."""
    people = courier.workspace.people
    channel = people.channel(word(body, "channel"))
    user = people.user(word(body, "user") or BOT_NAME)
    member = flag(body, "member") if "member" in body else True
    if channel["is_im"]:
        raise RefusedError("Direct messages keep their members.")
    others = [one for one in channel["members"] if one != user["id"]]
    people.save_channel({**channel, "members": [*others, user["id"]] if member else others})
    event = {"user": user["id"], "channel": channel["id"], "team": TEAM_ID}
    kind = "member_joined_channel" if member else "member_left_channel"
    courier.publish({"type": kind, **event, "channel_type": channel["id"][0]})
    courier.workspace.broadcast.publish("state")
    return _DONE


def group(courier: Courier, body: Json) -> Json:
    """Say who is in a user group."""
    people = courier.workspace.people
    before = people.group(word(body, "group"))
    users = [people.user(reference)["id"] for reference in words(body, "users")]
    now = int(courier.workspace.clock())
    after = {**before, "users": users, "date_update": now}
    people.save_group(after)
    courier.publish(_members_changed(before, after))
    courier.publish({"type": "subteam_updated", "subteam": {**after, "user_count": len(users)}})
    courier.workspace.broadcast.publish("state")
    return _DONE


def _members_changed(before: Json, after: Json) -> Json:
    added = [user for user in after["users"] if user not in before["users"]]
    removed = [user for user in before["users"] if user not in after["users"]]
    return {
        "type": "subteam_members_changed",
        "subteam_id": after["id"],
        "team_id": TEAM_ID,
        "date_previous_update": before["date_update"],
        "date_update": after["date_update"],
        "added_users": added,
        "added_users_count": str(len(added)),
        "removed_users": removed,
        "removed_users_count": str(len(removed)),
    }


def user(courier: Courier, body: Json) -> Json:
    """Deactivate somebody, or bring them back."""
    people = courier.workspace.people
    before = people.user(word(body, "user"))
    deleted = flag(body, "deleted") if "deleted" in body else True
    after = {**before, "deleted": deleted, "updated": int(courier.workspace.clock())}
    people.save_user(after)
    courier.publish({"type": "user_change", "user": after})
    courier.workspace.broadcast.publish("state")
    return _DONE
