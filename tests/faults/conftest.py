"""A broken service in front of the demo services, for the window and for the command line."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator

import pytest

from tests.cli.conftest import run as run
from tests.cli.conftest import variables as variables
from tests.faults.faulty_proxy import FaultyProxy
from tests.support.demo_fixture import Demo
from tests.support.disks import small_disk as small_disk


@pytest.fixture
def make_front(demo: Demo) -> Iterator[Callable[..., FaultyProxy]]:
    """`make_front()`: a service that can break; with a context, one that speaks TLS."""
    made: list[FaultyProxy] = []

    def make(tls: ssl.SSLContext | None = None) -> FaultyProxy:
        made.append(FaultyProxy(demo.url, tls))
        return made[-1]

    yield make
    for front in made:
        front.stop()


@pytest.fixture
def front(make_front: Callable[..., FaultyProxy]) -> FaultyProxy:
    return make_front()
