"""Services on loopback that a test answers for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support.loopback_service import LoopbackService, RecordedRequest

Start = Callable[[Callable[[RecordedRequest], Any]], LoopbackService]


@pytest.fixture
def loopback() -> Iterator[Start]:
    """`loopback(handler)` starts a service; all are closed at the end."""
    started: list[LoopbackService] = []

    def start(handler: Callable[[RecordedRequest], Any]) -> LoopbackService:
        started.append(LoopbackService(handler))
        return started[-1]

    yield start
    for service in started:
        service.close()
