"""Typed events: notifications, named in the past tense, that carry plain data."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Generic, TypeVar

log = logging.getLogger(__name__)
T = TypeVar("T")


class Event(Generic[T]):
    """Calls its listeners in the order in which they were connected, in the thread that emits.

    An exception in a listener is logged.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._listeners: list[Callable[[T], None]] = []

    def connect(self, listener: Callable[[T], None]) -> None:
        self._listeners.append(listener)

    def disconnect(self, listener: Callable[[T], None]) -> None:
        """Removes *listener*.

        Raises:
            ValueError: *listener* is not connected.
        """
        self._listeners.remove(listener)

    def emit(self, value: T) -> None:
        for listener in tuple(self._listeners):
            try:
                listener(value)
            except Exception:  # the other listeners must still be called
                log.exception("a listener of %s failed", self._name)
