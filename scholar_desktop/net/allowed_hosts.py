"""Decides where requests may go: the host map of the settings, and the guard against private addresses."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address

REFUSE = "refuse"
EVERY_OTHER = "*"
LOOPBACK_NAMES = ("localhost", "localhost.localdomain")
_PART = re.compile(r"0x[0-9a-f]*|[0-9]+", re.ASCII)


class RoutePolicy(enum.Enum):
    """How a host is reached."""

    GUARDED = "guarded"
    """Directly, but not to a private address."""
    TRUSTED = "trusted"
    """Directly, to any address: the host of a service's address, which the user has set."""
    MAPPED = "mapped"
    """To the address in the host map."""
    REFUSED = "refused"
    """Not requested, because of the host map."""


class Route(msgspec.Struct, frozen=True):
    """The route to a host.

    target: scheme://host[:port][/prefix] from the host map; None unless the policy is MAPPED.
    """

    policy: RoutePolicy
    target: str | None = None


class Hosts:
    """Returns the route to each host.

    Args:
        host_map: host, or `*` for all others, to an address or `refuse`.
        service_hosts: hosts of the services' addresses; never refused and not guarded.
    """

    def __init__(self, host_map: Mapping[str, str], service_hosts: Iterable[str]) -> None:
        self._map = {plain_host(host): target for host, target in host_map.items()}
        self._services = frozenset(plain_host(host) for host in service_hosts)

    def route(self, host: str) -> Route:
        """Return the route to *host*, given as in an address, without port and brackets."""
        host = plain_host(host)
        target = self._map.get(host)
        if target is None and not (host in self._services and self._is_here(host)):
            # A service on this machine was set up on purpose: `*` means external hosts only.
            target = self._map.get(EVERY_OTHER)
        if target == REFUSE:
            return Route(RoutePolicy.TRUSTED) if host in self._services else Route(RoutePolicy.REFUSED)
        if target is not None:
            return Route(RoutePolicy.MAPPED, target)
        return Route(RoutePolicy.TRUSTED if host in self._services else RoutePolicy.GUARDED)

    @property
    def all_in_plain(self) -> bool:
        """Whether the host map sends every external host to an address without encryption, as the
        map of the demo does.
        """
        others = self._map.get(EVERY_OTHER, "")
        return others.startswith("http:") and all(
            target == REFUSE or target.startswith("http:") for target in self._map.values()
        )

    @staticmethod
    def _is_here(host: str) -> bool:
        address = literal_address(host)
        return host in LOOPBACK_NAMES or (address is not None and not is_public(address))


def plain_host(host: str) -> str:
    """Return *host* in lower case, without brackets and final dot."""
    return host.strip().lower().rstrip(".").removeprefix("[").removesuffix("]")


def literal_address(host: str) -> IPv4Address | IPv6Address | None:
    """Return the IP address that *host* spells without a name lookup, else None.

    Besides the usual forms it accepts those that resolvers take for an IPv4 address (`inet_aton`): fewer than four
    parts, and parts in octal or hexadecimal: `127.1`, `2130706433`, `0x7f.1`, `0177.0.0.1`.
    """
    from ipaddress import IPv4Address, IPv6Address

    host = plain_host(host)
    if ":" in host:
        try:
            return IPv6Address(host.partition("%")[0])
        except ValueError:
            return None
    parts = host.split(".")
    if len(parts) > 4 or not all(_PART.fullmatch(part) for part in parts):
        return None
    try:
        numbers = [_number(part) for part in parts]
    except ValueError:
        return None
    *front, last = numbers
    if any(number > 255 for number in front) or last >= 256 ** (4 - len(front)):
        return None
    return IPv4Address(sum(number << (24 - 8 * index) for index, number in enumerate(front)) + last)


def _number(part: str) -> int:
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if part.startswith("0") and part != "0" else int(part)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Return whether files may be downloaded from *address* no matter who supplied it.

    False for private, loopback, link-local, multicast and reserved addresses, and for IPv6 forms of such IPv4
    addresses.
    """
    from ipaddress import IPv4Address, IPv6Network

    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast and not address.is_reserved
    if (mapped := address.ipv4_mapped) is not None:
        return is_public(mapped)
    number = int(address)
    if address in IPv6Network("64:ff9b::/96") or number >> 32 == 0:  # NAT64, and the deprecated form `::a.b.c.d`
        return is_public(IPv4Address(number & 0xFFFFFFFF))
    if address.sixtofour is not None:
        return is_public(address.sixtofour)
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_site_local
        and address.teredo is None
        and address not in IPv6Network("64:ff9b:1::/48")
    )
