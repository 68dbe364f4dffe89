"""Looks up host names, and selects the addresses that may be connected to."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable, Sequence

from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.web_address import without_www
from scholar_desktop.net.allowed_hosts import is_public
from scholar_desktop.net.threads import in_own_thread

Resolver = Callable[[str], Awaitable[Sequence[str]]]


class NoSuchName(Exception):
    """The name has no address, or this machine cannot look it up."""


class PrivateAddress(Exception):
    """The name has only private addresses."""

    def __init__(self, host: str) -> None:
        self.problem = Message("{host} leads to a private address.", host=without_www(host))
        super().__init__(self.problem)


async def resolve(host: str) -> Sequence[str]:
    """Return every address of *host* as text, in the order in which to try them. Raises NoSuchName."""

    def look_up() -> Sequence[str]:
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise NoSuchName(f"the name {host} has no address") from error
        return tuple(dict.fromkeys(str(address[0]) for *_, address in found))

    return await in_own_thread(look_up, f"net-name-{host[:40]}")


def permitted(host: str, addresses: Sequence[str]) -> Sequence[str]:
    """Return the public ones of *addresses*. Raises PrivateAddress when there is none."""
    from ipaddress import ip_address

    public = [address for address in addresses if is_public(ip_address(address.partition("%")[0]))]
    if not public:
        raise PrivateAddress(host)
    return public
