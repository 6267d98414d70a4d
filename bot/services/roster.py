"""Who is behind the names of the policy."""

import asyncio

from bot.domain.policy import Membership, groups_in
from bot.domain.rules import Names
from bot.ports import Directory


async def roster(directory: Directory, names: Names) -> Membership:
    """The groups among the names, read now where that is needed; who has left is known as gone."""
    groups = groups_in(names)
    await asyncio.gather(*(directory.account(name) for name in names if name not in groups))
    return await directory.members(groups)
