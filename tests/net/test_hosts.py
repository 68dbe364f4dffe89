"""The host map, and which addresses are private in whatever spelling."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.net.allowed_hosts import Hosts, Route, RoutePolicy, is_public, literal_address

PRIVATE = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "0x7f000001",
    "0x7F.0.0.1",
    "0x7f.1",
    "0177.0.0.1",
    "017700000001",
    "0177.0x0.0.0x1",
    "127.0.0.1.",
    "0",
    "0.0.0.0",
    "0x",
    "10.1.2.3",
    "167838211",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "192.168.257",
    "0300.0250.1.1",
    "169.254.169.254",
    "0xa9fea9fe",
    "2852039166",
    "100.64.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "198.18.0.1",
    "::",
    "::1",
    "[::1]",
    "0:0:0:0:0:0:0:1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:c0a8:0101::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "fc00::1",
    "fd12:3456:789a::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
]
PUBLIC = [
    "8.8.8.8",
    "93.184.216.34",
    "134744072",
    "0x08080808",
    "2606:4700::1111",
    "64:ff9b::8.8.8.8",
    "2002:808:808::",
]
NAMES = [
    "example.org",
    "1.example",
    "127.0.0.1.example",
    "0xg",
    "1.2.3.4.5",
    "256.1.1.1",
    "08.1.1.1",
    "",
    "a:b",
    "1..2",
]


@pytest.mark.parametrize("spelling", PRIVATE)
def test_a_private_address_is_known_in_every_spelling(spelling: str) -> None:
    address = literal_address(spelling)
    assert address is not None
    assert not is_public(address)


@pytest.mark.parametrize("spelling", PUBLIC)
def test_a_public_address_may_be_fetched_from(spelling: str) -> None:
    address = literal_address(spelling)
    assert address is not None
    assert is_public(address)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_no_address(name: str) -> None:
    assert literal_address(name) is None


@given(st.integers(0, 2**32 - 1))
def test_every_spelling_of_an_address_is_that_address(number: int) -> None:
    address = ip_address(number)
    parts = str(address).split(".")
    spellings = [str(number), hex(number), ".".join(hex(int(part)) for part in parts)]
    spellings.append(".".join(f"0{int(part):o}" for part in parts))
    spellings.append(f"{parts[0]}.{number & 0xFFFFFF}")
    assert {literal_address(spelling) for spelling in spellings} == {address}


@given(st.integers(0, 2**32 - 1))
def test_an_address_inside_ipv6_is_as_private_as_it_is_outside(number: int) -> None:
    inner = ip_address(number)
    for outer in (f"::ffff:{inner}", f"64:ff9b::{inner}"):
        assert is_public(ip_address(outer)) == is_public(inner)


def test_a_mapped_host_goes_where_the_map_says() -> None:
    hosts = Hosts({"ArXiv.org.": "http://127.0.0.1:9001"}, ())
    assert hosts.route("arxiv.org") == Route(RoutePolicy.MAPPED, "http://127.0.0.1:9001")
    assert hosts.route("export.arxiv.org") == Route(RoutePolicy.GUARDED)


def test_the_star_speaks_for_every_other_host() -> None:
    hosts = Hosts({"*": "http://127.0.0.1:9001", "doi.org": "refuse"}, ())
    assert hosts.route("example.org") == Route(RoutePolicy.MAPPED, "http://127.0.0.1:9001")
    assert hosts.route("doi.org") == Route(RoutePolicy.REFUSED)


def test_a_refused_star_never_refuses_the_hosts_of_the_services() -> None:
    hosts = Hosts({"*": "refuse"}, ("api.example.org", "127.0.0.1"))
    assert hosts.route("api.example.org") == Route(RoutePolicy.TRUSTED)
    assert hosts.route("127.0.0.1") == Route(RoutePolicy.TRUSTED)
    assert hosts.route("example.org") == Route(RoutePolicy.REFUSED)


def test_a_service_on_this_machine_is_not_sent_elsewhere_by_the_star() -> None:
    hosts = Hosts({"*": "http://127.0.0.1:9001"}, ("127.0.0.1", "localhost", "api.example.org"))
    assert hosts.route("127.0.0.1") == Route(RoutePolicy.TRUSTED)
    assert hosts.route("localhost") == Route(RoutePolicy.TRUSTED)
    assert hosts.route("api.example.org").policy is RoutePolicy.MAPPED
    assert Hosts({"127.0.0.1": "http://127.0.0.1:1"}, ("127.0.0.1",)).route("127.0.0.1").policy is RoutePolicy.MAPPED


def test_certificates_are_of_no_use_where_the_map_sends_every_host_to_plain_http() -> None:
    assert Hosts({"*": "http://127.0.0.1:9001", "doi.org": "refuse"}, ("127.0.0.1",)).all_in_plain
    assert not Hosts({"*": "http://127.0.0.1:9001", "doi.org": "https://127.0.0.1:9002"}, ()).all_in_plain
    assert not Hosts({"doi.org": "http://127.0.0.1:9001"}, ()).all_in_plain
    assert not Hosts({"*": "refuse"}, ("api.example.org",)).all_in_plain
