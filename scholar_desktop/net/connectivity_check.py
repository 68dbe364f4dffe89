"""Tests whether there is a network: whether any of some hosts accepts a connection. Nothing is sent over it."""

from __future__ import annotations

import asyncio
import contextlib
import urllib.request
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

TIMEOUT_S = 3.0


async def reaches_any(urls: Iterable[str], host_map: Mapping[str, str]) -> bool:
    """Return whether the host of any of *urls* accepts a connection.

    True where this cannot be determined (behind a proxy, which looks names up itself, and when there is no host to
    try).
    """
    if urllib.request.getproxies():
        return True
    places = {place for url in urls if (place := _address(url, host_map)) is not None}
    if not places:
        return True
    return any(await asyncio.gather(*(_connects(host, port) for host, port in places)))


async def _connects(host: str, port: int) -> bool:
    try:
        async with asyncio.timeout(TIMEOUT_S):
            _, writer = await asyncio.open_connection(host, port)
    except OSError:  # unknown name, no server, too slow (TimeoutError is an OSError)
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True


def _address(url: str, host_map: Mapping[str, str]) -> tuple[str, int] | None:
    target = host_map.get(urlsplit(url).hostname or "", url)
    parts = urlsplit(target)
    if not parts.hostname:
        return None
    return parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
