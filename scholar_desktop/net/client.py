"""How a request leaves and comes back: the one HTTP client of the program."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from scholar_desktop.domain.asking import Ask
from scholar_desktop.net.auth import Auth
from scholar_desktop.net.budget import Budget
from scholar_desktop.net.call_log import CallLog
from scholar_desktop.net.cookies import Cookies
from scholar_desktop.net.download import Download, DownloadProblem, Resume

if TYPE_CHECKING:
    from scholar_desktop.net.stores import AnswerStore

__all__ = ["Answer", "Auth", "Client", "Cookies", "Download", "DownloadProblem", "NetSettings", "Resume", "Service"]

Params = Sequence[tuple[str, str]]


class NetSettings(msgspec.Struct, frozen=True):
    """user_agent: `ScholarDesktop/<version> (+<project page>)`; host_map: host (or `*`) to an address or `refuse`;
    service_hosts: hosts of the services' addresses; host_delay, host_connections: for downloads, by host; retry_wait:
    first back-off in seconds; byte_timeout_s: a download's wait for its next byte; slow_window_s, slow_rate: fewer
    bytes a second than that over that long is too slow; answer_limit: bytes of a service's answer at most."""

    user_agent: str
    offline: bool = False
    host_map: dict[str, str] = {}
    service_hosts: tuple[str, ...] = ()
    host_delay: float = 1.0
    host_connections: int = 2
    retry_wait: float = 1.0
    tries: int = 4
    byte_timeout_s: float = 30.0
    slow_window_s: float = 60.0
    slow_rate: float = 1000.0
    answer_limit: int = 50_000_000


class Service(msgspec.Struct, frozen=True):
    """One service as the client sees it.

    name: as in `domain.source`; base_url: scheme://host[:port][/prefix], paths are appended to it; auth: asked before
    each request, never for a stored answer; budget: None for one without; timeout_s: for one answer, last byte
    included.
    """

    name: str
    base_url: str
    auth: Callable[[], Awaitable[Auth]]
    budget: Budget | None = None
    timeout_s: float = 20.0


class Answer(msgspec.Struct, frozen=True):
    """A good answer (2xx).

    headers: names in lower case, without cookies; retrieved: when the service gave or last confirmed it (ISO 8601,
    UTC); cached: it came from our own store and nothing was asked; url: without key, token and e-mail.
    """

    status: int
    body: bytes
    content_type: str
    headers: dict[str, str]
    retrieved: str
    cached: bool
    url: str
    service: str = ""

    def json(self) -> Any:
        """The decoded body. Raises BadAnswer."""
        return msgspec.json.decode(self.body)


class Client:
    """Asks services and fetches files."""

    def __init__(self, settings: NetSettings, answers: AnswerStore, log: CallLog) -> None:
        self._settings = settings
        self._answers = answers
        self._log = log

    @property
    def in_flight(self) -> int:
        """Questions and downloads that have not ended."""
        raise NotImplementedError

    @property
    def offline(self) -> bool:
        raise NotImplementedError

    def set_offline(self, offline: bool) -> None:
        """Ask nothing from now on, or again."""
        raise NotImplementedError

    async def warm(self) -> None:
        """Import the HTTP library and read the certificates, in a thread."""
        raise NotImplementedError

    async def ask(
        self,
        service: Service,
        path: str,
        params: Params = (),
        *,
        method: str = "GET",
        body: bytes | None = None,
        accept: str = "application/json",
        ask: Ask,
        lifetime_s: float,
        missing_lifetime_s: float = 3600,
    ) -> Answer:
        """Ask *service*, or take the stored answer. *path* is percent-encoded already; a *body* is JSON."""
        raise NotImplementedError

    async def stored(
        self,
        service: Service,
        path: str,
        params: Params = (),
        accept: str = "application/json",
        *,
        method: str = "GET",
        body: bytes | None = None,
    ) -> Answer | None:
        """The last good answer to that question, of any age, or None. Asks nothing."""
        raise NotImplementedError

    async def download(
        self,
        url: str,
        part: Path,
        *,
        ask: Ask,
        sniff: Callable[[bytes], bool],
        jar: Cookies,
        referer: str | None = None,
        accept: str = "application/pdf,*/*;q=0.8",
        max_bytes: int | None = None,
        resume: Resume | None = None,
        on_progress: Callable[[int, int | None], None] | None = None,
        is_final: Callable[[int, Mapping[str, str], bytes], bool] | None = None,
    ) -> Download:
        """Fetch *url* into *part*. Raises DownloadProblem."""
        raise NotImplementedError

    async def aclose(self) -> None:
        """Close connections and stores."""
        raise NotImplementedError
