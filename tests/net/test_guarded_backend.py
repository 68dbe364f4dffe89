"""A connection goes to an address that was checked, and the name is looked up once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpcore
import pytest

from scholar_desktop.net.dns_lookup import NoSuchName, PrivateAddress, permitted
from scholar_desktop.net.guarded_backend import guarded_backend


class Recorder(httpcore.AsyncNetworkBackend):
    """The world outside: notes where it is asked to connect, and refuses the addresses in *down*."""

    def __init__(self, down: Sequence[str] = ()) -> None:
        self.connected: list[str] = []
        self._down = down

    async def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        self.connected.append(host)
        if host in self._down:
            raise httpcore.ConnectError("down")
        return httpcore.AsyncMockStream([])


class Names:
    """A name server whose answers change from question to question."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.asked: list[str] = []
        self._answers = list(answers)

    async def __call__(self, host: str) -> Sequence[str]:
        self.asked.append(host)
        return self._answers.pop(0)


async def test_the_connection_goes_to_the_address_that_was_checked_and_the_name_is_looked_up_once() -> None:
    names, world = Names(["93.184.216.34"], ["127.0.0.1"]), Recorder()
    await guarded_backend(names, guard=True, inner=world).connect_tcp("rebinding.example", 80)
    assert world.connected == ["93.184.216.34"]
    assert names.asked == ["rebinding.example"]


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "::1", "::ffff:127.0.0.1", "169.254.169.254", "fe80::1%2"]
)
async def test_a_name_that_leads_to_a_private_address_is_not_connected_to(address: str) -> None:
    world = Recorder()
    with pytest.raises(PrivateAddress):
        await guarded_backend(Names([address]), guard=True, inner=world).connect_tcp("inside.example", 80)
    assert world.connected == []


async def test_of_several_addresses_only_the_public_ones_are_tried() -> None:
    world = Recorder(down=["93.184.216.34"])
    names = Names(["10.0.0.1", "93.184.216.34", "8.8.8.8"])
    await guarded_backend(names, guard=True, inner=world).connect_tcp("mixed.example", 80)
    assert world.connected == ["93.184.216.34", "8.8.8.8"]


async def test_when_no_address_answers_the_last_failure_is_told() -> None:
    world = Recorder(down=["93.184.216.34", "8.8.8.8"])
    with pytest.raises(httpcore.ConnectError):
        await guarded_backend(Names(["93.184.216.34", "8.8.8.8"]), guard=True, inner=world).connect_tcp("x.example", 80)
    assert world.connected == ["93.184.216.34", "8.8.8.8"]


async def test_a_spelled_out_address_needs_no_look_up() -> None:
    names, world = Names(), Recorder()
    await guarded_backend(names, guard=True, inner=world).connect_tcp("134744072", 80)
    assert (names.asked, world.connected) == ([], ["8.8.8.8"])
    with pytest.raises(PrivateAddress):
        await guarded_backend(names, guard=True, inner=world).connect_tcp("0x7f.1", 80)


async def test_the_hosts_of_services_are_not_guarded() -> None:
    world = Recorder()
    await guarded_backend(Names(["10.0.0.1"]), guard=False, inner=world).connect_tcp("s2.internal", 80)
    assert world.connected == ["10.0.0.1"]


async def test_a_look_up_that_finds_nothing_is_told() -> None:
    async def nothing(host: str) -> Sequence[str]:
        raise NoSuchName(host)

    with pytest.raises(NoSuchName):
        await guarded_backend(nothing, guard=True, inner=Recorder()).connect_tcp("nowhere.example", 80)


def test_a_name_without_any_public_address_is_private() -> None:
    assert permitted("x", ["10.0.0.1", "8.8.8.8"]) == ["8.8.8.8"]
    with pytest.raises(PrivateAddress):
        permitted("x", ["10.0.0.1"])
