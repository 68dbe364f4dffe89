"""Typed events: something happened, in the past tense, with plain data."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Generic, TypeVar

log = logging.getLogger(__name__)
T = TypeVar("T")


class Event(Generic[T]):
    """Listeners are called in the order they connected, in the thread that emits; one that raises is logged."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._listeners: list[Callable[[T], None]] = []

    def connect(self, listener: Callable[[T], None]) -> None:
        self._listeners.append(listener)

    def disconnect(self, listener: Callable[[T], None]) -> None:
        """Raises ValueError if *listener* was never connected."""
        self._listeners.remove(listener)

    def emit(self, value: T) -> None:
        for listener in tuple(self._listeners):
            try:
                listener(value)
            except Exception:  # one broken listener must not silence the others
                log.exception("a listener of %s failed", self._name)
