"""Everything that the client works with. Imported and created at the first request, since the
window opens before it.
"""

from __future__ import annotations

from collections.abc import Callable

from scholar_desktop.net.allowed_hosts import Hosts
from scholar_desktop.net.cached_requests import CachedRequests
from scholar_desktop.net.call_log import CallLog
from scholar_desktop.net.connections import Connections
from scholar_desktop.net.dns_lookup import Resolver, resolve
from scholar_desktop.net.downloader import Downloader
from scholar_desktop.net.http_cache import AnswerStore
from scholar_desktop.net.service import NetSettings


class HttpStack:
    """The connections, and the objects that use them: cached requests and the downloader.

    Args:
        look_up: looks up the addresses of a host; None for the system's resolver.
    """

    def __init__(
        self,
        settings: NetSettings,
        answers: AnswerStore,
        log: CallLog,
        *,
        is_offline: Callable[[], bool],
        look_up: Resolver | None,
    ) -> None:
        hosts = Hosts(settings.host_map, settings.service_hosts)
        self.connections = Connections(hosts, user_agent=settings.user_agent, resolve=look_up or resolve)
        self.requests = CachedRequests(self.connections, settings, answers, log, is_offline)
        self.files = Downloader(self.connections, settings, log, is_offline)

    async def aclose(self) -> None:
        await self.files.aclose()
        await self.connections.aclose()
