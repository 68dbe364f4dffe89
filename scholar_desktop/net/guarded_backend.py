"""The network backend of httpx that checks addresses before it connects.

The name is looked up once, its addresses are checked, and the connection goes to one of exactly these addresses. TLS
and the Host header use the name.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from scholar_desktop.net.allowed_hosts import literal_address
from scholar_desktop.net.dns_lookup import Resolver, permitted

if TYPE_CHECKING:
    import ssl

    import httpcore

READ_BYTES = 256 * 1024
FIRST_TRY_S = 2.0
"""The time after which the next of several addresses is tried (a broken IPv6 route must not use the whole timeout)."""


def guarded_backend(
    resolve: Resolver, *, guard: bool, inner: httpcore.AsyncNetworkBackend | None = None
) -> httpcore.AsyncNetworkBackend:
    """Return a network backend that looks up names with *resolve* and, with *guard*, connects to no private address.

    inner: makes the connections; None for the default backend. A request over the backend raises PrivateAddress or
    NoSuchName.
    """
    import httpcore

    plain = httpcore.AnyIOBackend() if inner is None else inner

    class Stream(httpcore.AsyncNetworkStream):
        """Reads more bytes at a time than httpcore requests (64 kB), which makes downloads of large files faster."""

        def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
            self._stream = stream

        async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            return await self._stream.read(max(max_bytes, READ_BYTES), timeout)

        async def write(self, buffer: bytes, timeout: float | None = None) -> None:
            await self._stream.write(buffer, timeout)

        async def aclose(self) -> None:
            await self._stream.aclose()

        async def start_tls(
            self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
        ) -> httpcore.AsyncNetworkStream:
            return Stream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

        def get_extra_info(self, info: str) -> Any:
            return self._stream.get_extra_info(info)

    class Backend(httpcore.AsyncNetworkBackend):
        async def connect_tcp(
            self,
            host: str,
            port: int,
            timeout: float | None = None,
            local_address: str | None = None,
            socket_options: Iterable[Any] | None = None,
        ) -> httpcore.AsyncNetworkStream:
            addresses = await _addresses(host, timeout)
            ends = None if timeout is None else time.monotonic() + timeout
            for place, address in enumerate(addresses, 1):
                last = place == len(addresses)
                rest = None if ends is None else max(0.1, ends - time.monotonic())
                try:
                    stream = await plain.connect_tcp(
                        address,
                        port,
                        timeout=rest if last else min(FIRST_TRY_S, rest or FIRST_TRY_S),
                        local_address=local_address,
                        socket_options=socket_options,
                    )
                    return Stream(stream)
                except (httpcore.ConnectError, httpcore.ConnectTimeout):
                    if last:
                        raise
            raise httpcore.ConnectError(f"{host} has no address")

        async def sleep(self, seconds: float) -> None:
            await plain.sleep(seconds)

    async def _addresses(host: str, timeout: float | None) -> list[str]:
        import asyncio

        literal = literal_address(host)
        if literal is not None:
            found: Iterable[str] = (str(literal),)
        else:
            try:
                async with asyncio.timeout(timeout):
                    found = await resolve(host)
            except TimeoutError as error:
                raise httpcore.ConnectTimeout(f"looking up {host}") from error
        return list(permitted(host, tuple(found)) if guard else found)

    return Backend()
