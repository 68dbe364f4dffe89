"""Sends single HTTP requests with httpx: proxies, certificates, guarded addresses, and the errors of the transport.

Only this file uses httpx. It is imported at first use, in a thread, after the window is first painted. The httpx
transport is used without `AsyncClient`, which would keep cookies, log addresses, and prepare the request of a redirect
even when it is configured not to follow it (and fail on an invalid one).
"""

from __future__ import annotations

import asyncio
import contextlib
import enum
import logging
import os
import re
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.thread_imports import IMPORT_LOCK
from scholar_desktop.net.allowed_hosts import LOOPBACK_NAMES, Hosts, RoutePolicy, is_public, literal_address
from scholar_desktop.net.dns_lookup import NoSuchName, PrivateAddress, Resolver, permitted, resolve
from scholar_desktop.net.guarded_backend import guarded_backend
from scholar_desktop.net.threads import in_own_thread

if TYPE_CHECKING:
    import ssl

    import httpcore
    import httpx

log = logging.getLogger(__name__)

QUIET_LOGGERS = ("httpx", "httpcore", "h2", "hpack", "hyperframe")
"""These loggers write addresses with the e-mail, and headers with the key."""
NAME_LOOKUP_TIMEOUT_S = 5.0
"""The longest time for a name lookup that only the guard needs (behind a proxy)."""
SHORT_BODY = 16_000
# not translated: a technical detail in English, as those of the system
PROXY_UNREACHABLE = "the proxy takes no connection"
_NAME = re.compile(r"[a-z0-9._-]+", re.ASCII | re.IGNORECASE)
HIGHEST_PORT = 65_535
_AMBIGUOUS = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/?#\\]*\\")
"""A backslash in the name of the host: browsers read it as a slash, so they would request another host."""


class TransportErrorKind(enum.Enum):
    """Why there was no answer, or only a part of it."""

    ADDRESS = "address"
    """Not an http(s) address."""
    NAME = "name"
    CONNECT = "connect"
    PROXY = "proxy"
    TLS = "tls"
    RESET = "reset"
    CUT = "cut"
    TIMEOUT = "timeout"
    GARBLED = "garbled"
    """Not HTTP."""
    PRIVATE = "private"
    REFUSED = "refused"


class TransportError(Exception):
    """A request that got no answer, or only a part of it.

    `detail` is a technical text without addresses or secrets.
    """

    def __init__(self, kind: TransportErrorKind, detail: str = "") -> None:
        super().__init__(f"{kind.value}: {detail}")
        self.kind = kind
        self.detail = detail


class StreamedResponse:
    """A response whose body has not been read. It must always be closed."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self.headers = {name.lower(): value for name, value in response.headers.items() if name.lower() != "set-cookie"}
        self.set_cookie: Sequence[str] = response.headers.get_list("set-cookie")
        self.http2 = response.http_version == "HTTP/2"
        self._response = response
        # Not decompressed here: an error in the middle would leave the underlying generators unfinished.
        self._chunks = cast("AsyncGenerator[bytes, None]", response.aiter_raw())

    async def read(self) -> bytes:
        """Return the next piece of the body as sent (compressed, if it is); empty at the end. Raises TransportError."""
        with _as_transport_errors(in_body=True):
            async for chunk in self._chunks:
                if chunk:
                    return chunk
            return b""

    async def skip(self) -> None:
        """Close the response; a short body is read to its end, so that the connection can be used
        for the next request.
        """
        length = self.headers.get("content-length", "")
        if length.isdigit() and int(length) <= SHORT_BODY:
            with contextlib.suppress(TransportError):
                while await self.read():
                    pass
        await self.aclose()

    async def aclose(self) -> None:
        with contextlib.suppress(TransportError), _as_transport_errors(in_body=True):
            try:
                await self._response.aclose()
            finally:  # also if the closing is cancelled
                # qasync does not finalize unfinished generators. Done last: with the response closed, this does not
                # wait.
                await self._chunks.aclose()


class Connections:
    """Sends single requests (no redirects, no retries, no cookies) along the route that `Hosts` returns.

    Args:
        resolve: looks up a host name; a parameter for machines without a network.
    """

    def __init__(self, hosts: Hosts, *, user_agent: str, resolve: Resolver = resolve) -> None:
        self._hosts = hosts
        self._user_agent = user_agent
        self._resolve = resolve
        self._is_ready = False
        self._pools: dict[tuple[str, bool], httpx.AsyncHTTPTransport] = {}
        self._proxies: dict[str, str] = {}
        self._setup_lock: asyncio.Lock | None = None
        self._trust = _TlsContext()

    async def warm(self) -> None:
        """Do what is slow about the first request, in threads: import httpx and, if any host may need them, read the
        certificates.
        """
        await self.ready()
        if not self._hosts.all_in_plain:
            await self._trust.get()

    async def ready(self) -> None:
        """Import httpx and look up the proxies; later calls do nothing."""
        if self._setup_lock is None:
            self._setup_lock = asyncio.Lock()
        async with self._setup_lock:
            if not self._is_ready:
                self._proxies = await in_own_thread(_load_httpx, "net-warm")
                self._is_ready = True

    def parse(self, url: str, base: httpx.URL | None = None) -> httpx.URL:
        """Return *url* (relative to *base*) in its canonical form, without user, password and fragment. Call `ready`
        before.

        Raises:
            TransportError: of kind ADDRESS, if the address is malformed or cannot be requested.
        """
        import httpx

        try:
            parsed = base.join(url) if base is not None else httpx.URL(url)
            parsed = parsed.copy_with(fragment=None, userinfo=b"")
            port, _ = parsed.port, parsed.host  # decoded at each use: a name such as `xn--a` is malformed only then
        except (httpx.InvalidURL, ValueError) as error:
            raise TransportError(TransportErrorKind.ADDRESS, Message("The address is not valid.")) from error
        if parsed.scheme not in ("http", "https"):
            raise TransportError(
                TransportErrorKind.ADDRESS,
                Message("“{scheme}” addresses are not supported.", scheme=parsed.scheme),
            )
        host = parsed.raw_host.decode("ascii", "replace")
        if ":" not in host and not _NAME.fullmatch(host):
            raise TransportError(TransportErrorKind.ADDRESS, Message("The address has no host."))
        if port is not None and not 0 < port <= HIGHEST_PORT:
            raise TransportError(TransportErrorKind.ADDRESS, Message("There is no port {port}.", port=str(port)))
        if _AMBIGUOUS.match(url):
            raise TransportError(TransportErrorKind.ADDRESS, Message("The address is not valid."))
        return parsed

    async def send(
        self,
        method: str,
        url: httpx.URL,
        headers: Mapping[str, str],
        *,
        body: bytes | None = None,
        timeout_s: float,
        on_sent: Callable[[], None] | None = None,
    ) -> StreamedResponse:
        """Send one request; return when the head of the response has arrived.

        Args:
            timeout_s: for connecting, and for each wait for bytes.
            on_sent: called once when the request has been sent; not called when its host cannot be reached.

        Raises:
            TransportError: no response.
        """
        import httpx

        await self.ready()
        host = url.raw_host.decode("ascii")
        route = self._hosts.route(host)
        target = url
        if route.policy is RoutePolicy.REFUSED:
            raise TransportError(TransportErrorKind.REFUSED, Message("The host map blocks {host}.", host=host))
        if route.policy is RoutePolicy.MAPPED:
            assert route.target is not None
            target = _mapped(url, route.target)
        elif route.policy is RoutePolicy.GUARDED:
            await self._guard(host, url.scheme)

        async def trace(event: str, _info: dict[str, Any]) -> None:
            nonlocal on_sent
            if on_sent is not None and event.endswith("send_request_headers.complete"):
                tell = on_sent
                on_sent = None  # counted once: with a proxy, the request for the tunnel was sent first
                tell()

        fields = {"Host": url.netloc.decode("ascii"), "User-Agent": self._user_agent, **headers}
        request = httpx.Request(
            method,
            target,
            headers=[(name.encode(), value.encode()) for name, value in fields.items()],
            content=body,
            extensions={
                "timeout": httpx.Timeout(timeout_s, pool=None).as_dict(),
                "trace": trace,
            },
        )
        try:
            with _as_transport_errors(in_body=False):
                pool = await self._pool(target, is_guarded=route.policy is RoutePolicy.GUARDED)
                return StreamedResponse(await pool.handle_async_request(request))
        except TransportError as broken:
            if (
                broken.kind is TransportErrorKind.CONNECT
                and _proxy_for(target.host, target.scheme, self._proxies) is not None
            ):
                raise TransportError(
                    TransportErrorKind.PROXY, PROXY_UNREACHABLE
                ) from broken  # no connection to the host itself was tried
            raise

    async def aclose(self) -> None:
        for pool in tuple(self._pools.values()):
            await pool.aclose()
        self._pools.clear()

    async def _pool(self, url: httpx.URL, *, is_guarded: bool) -> httpx.AsyncHTTPTransport:
        """Return the connection pool for *url*: guarded, unguarded, or that of the proxy. A pool is created at first
        use, with certificates only for https.

        Raises:
            TransportError: the proxy cannot be used.
        """
        import ssl

        proxy = _proxy_for(url.host, url.scheme, self._proxies)
        key = (proxy or ("guarded" if is_guarded else "trusted"), url.scheme == "https")
        if key not in self._pools:
            # A context without certificates trusts no server: it is used where nothing is encrypted.
            context = await self._trust.get() if key[1] else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            if key not in self._pools:
                self._pools[key] = (
                    _direct_pool(context, guarded_backend(self._resolve, guard=is_guarded))
                    if proxy is None
                    else _proxy_pool(context, proxy)
                )
        return self._pools[key]

    async def _guard(self, host: str, scheme: str) -> None:
        """Check *host* as far as that is possible before connecting.

        An IP address is always checked. Behind a proxy, which looks names up itself, the name is checked with what this
        machine's resolver returns. Direct connections are checked where they are made (`guarded_backend`).
        """
        address = literal_address(host)
        if address is not None:
            if not is_public(address):
                raise TransportError(TransportErrorKind.PRIVATE, Message("{host} is a private address.", host=host))
        elif host in LOOPBACK_NAMES:
            raise TransportError(TransportErrorKind.PRIVATE, Message("{host} is this computer.", host=host))
        elif _proxy_for(host, scheme, self._proxies) is not None:
            try:
                async with asyncio.timeout(NAME_LOOKUP_TIMEOUT_S):
                    addresses = await self._resolve(host)
            except (NoSuchName, TimeoutError):
                return
            with _as_transport_errors(in_body=False):
                permitted(host, addresses)


def _load_httpx() -> dict[str, str]:
    """Import httpx and its parts; runs in a thread. Returns the proxies of this machine by scheme."""
    with IMPORT_LOCK:
        import urllib.request

        import h2.connection  # noqa: F401
        import httpcore
        import httpx  # noqa: F401

        # Imports the asyncio parts too, which would otherwise be imported on the UI thread at the first connection.
        asyncio.run(httpcore.AnyIOBackend().sleep(0))
    for name in QUIET_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    return {
        scheme: url if "://" in url else f"http://{url}"
        for scheme, url in urllib.request.getproxies().items()
        if scheme in ("http", "https", "all") and url
    }


class _TlsContext:
    """The certificates of certifi, of the system, and of SSL_CERT_FILE and SSL_CERT_DIR; read once and shared."""

    def __init__(self) -> None:
        self._context: ssl.SSLContext | None = None
        self._reading: asyncio.Lock | None = None

    async def get(self) -> ssl.SSLContext:
        if self._reading is None:
            self._reading = asyncio.Lock()
        async with self._reading:
            if self._context is None:
                self._context = await in_own_thread(self._read, "net-certificates")
        return self._context

    @staticmethod
    def _read() -> ssl.SSLContext:
        import ssl

        import certifi

        context = ssl.create_default_context(cafile=certifi.where())
        context.load_default_certs()
        for variable, kind in (("SSL_CERT_FILE", "cafile"), ("SSL_CERT_DIR", "capath")):
            if path := os.environ.get(variable):
                try:
                    context.load_verify_locations(**{kind: path})
                except (OSError, ssl.SSLError) as error:
                    log.warning("%s: %s cannot be read as certificates: %s", variable, path, error)
        return context


def _limits() -> httpx.Limits:
    import httpx

    return httpx.Limits(max_connections=200, max_keepalive_connections=20, keepalive_expiry=30.0)


def _proxy_pool(context: ssl.SSLContext, proxy: str) -> httpx.AsyncHTTPTransport:
    import httpx

    try:
        return httpx.AsyncHTTPTransport(verify=context, http2=True, proxy=proxy, limits=_limits())
    except (ImportError, ValueError) as error:
        raise TransportError(TransportErrorKind.PROXY, "the proxy of this machine's settings cannot be used") from error


def _direct_pool(context: ssl.SSLContext, backend: httpcore.AsyncNetworkBackend) -> httpx.AsyncHTTPTransport:
    import httpcore
    import httpx

    limits = _limits()
    transport = httpx.AsyncHTTPTransport(verify=context, http2=True, limits=limits)
    # WORKAROUND(httpx 0.28): no parameter takes a network backend, so the pool is replaced by one that has it.
    transport._pool = httpcore.AsyncConnectionPool(
        ssl_context=context,
        max_connections=limits.max_connections,
        max_keepalive_connections=limits.max_keepalive_connections,
        keepalive_expiry=limits.keepalive_expiry,
        http1=True,
        http2=True,
        network_backend=backend,
    )
    return transport


def _mapped(url: httpx.URL, target: str) -> httpx.URL:
    """Return *url* with the address of *target*; path and query are kept."""
    parts = urlsplit(target)
    prefix = parts.path.rstrip("/").encode()
    return url.copy_with(scheme=parts.scheme, host=parts.hostname, port=parts.port, raw_path=prefix + url.raw_path)


def _proxy_for(host: str, scheme: str, proxies: Mapping[str, str]) -> str | None:
    """Return the proxy for *host*, or None. A host on this machine gets none: the proxy has another localhost."""
    if not proxies:
        return None
    import urllib.request

    address = literal_address(host)
    if host in LOOPBACK_NAMES or (address is not None and address.is_loopback):
        return None
    if urllib.request.proxy_bypass(host):
        return None
    return proxies.get(scheme) or proxies.get("all")


@contextlib.contextmanager
def _as_transport_errors(*, in_body: bool) -> Iterator[None]:
    """Translate the exceptions of httpx into TransportError."""
    import httpx

    try:
        yield
    except httpx.TimeoutException as error:
        raise TransportError(TransportErrorKind.TIMEOUT, type(error).__name__) from error
    except PrivateAddress as error:
        raise TransportError(TransportErrorKind.PRIVATE, error.problem) from error
    except NoSuchName as error:
        raise TransportError(TransportErrorKind.NAME, str(error)) from error
    except httpx.ConnectError as error:
        raise TransportError(*_connect_error_kind(error)) from error
    except httpx.ProxyError as error:
        raise TransportError(TransportErrorKind.PROXY, str(error)) from error
    except httpx.RemoteProtocolError as error:
        text = str(error)
        if in_body:
            raise TransportError(TransportErrorKind.CUT, text) from error
        cut = any(sign in text for sign in ("disconnected", "StreamReset", "ConnectionTerminated", "closed"))
        raise TransportError(TransportErrorKind.RESET if cut else TransportErrorKind.GARBLED, text) from error
    except (httpx.DecodingError, httpx.LocalProtocolError) as error:
        raise TransportError(TransportErrorKind.GARBLED, str(error)) from error
    except httpx.TransportError as error:  # ReadError, WriteError, and all others
        raise TransportError(
            TransportErrorKind.CUT if in_body else TransportErrorKind.RESET, str(error) or type(error).__name__
        ) from error


def _connect_error_kind(error: Exception) -> tuple[TransportErrorKind, str]:
    import ssl

    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return TransportErrorKind.TLS, cause.verify_message
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
            # not translated: a technical detail in English, as those of the system
            return TransportErrorKind.TLS, cause.reason or "the handshake failed"
        if isinstance(cause, ConnectionResetError | ssl.SSLEOFError):
            # not translated: a technical detail in English, as those of the system
            return TransportErrorKind.RESET, "reset while connecting"
        cause = cause.__cause__ or cause.__context__
    return TransportErrorKind.CONNECT, str(error)
