"""sites and sippeers: where numbers go; the sandbox has one of each."""

from aiohttp import web

from sandbox.carrier.bandwidth.errors import not_found
from sandbox.carrier.bandwidth.markup import answer, tag
from sandbox.carrier.options import BandwidthAccount


class Sites:
    """The calls of sites.

    Args:
        customer: Whose site this is.
    """

    def __init__(self, customer: BandwidthAccount) -> None:
        self._customer = customer

    async def sites(self, _request: web.Request) -> web.Response:
        """GET sites."""
        site = tag(
            "Site",
            tag("Id", self._customer.site_id),
            tag("Name", "Sandbox"),
            tag("Description", "The one site of the sandbox"),
        )
        return answer(tag("SitesResponse", tag("Sites", site)))

    async def peers(self, request: web.Request) -> web.Response:
        """GET sites/{id}/sippeers."""
        if request.match_info["site"] != self._customer.site_id:
            raise not_found("There is no site {site}.".format(**request.match_info))
        peer = tag(
            "SipPeer",
            tag("PeerId", self._customer.peer_id),
            tag("PeerName", "Sandbox"),
            tag("IsDefaultPeer", "true"),
        )
        return answer(tag("TNSipPeersResponse", tag("SipPeers", peer)))
