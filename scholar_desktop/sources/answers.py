"""From the bytes of an answer to domain objects, off the window's thread where that takes long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from scholar_desktop.net.client import Answer

T = TypeVar("T")

LARGE_BYTES = 100_000
"""About 5 ms of decoding and parsing; what is larger goes to a thread."""


async def understood(answer: Answer, parse: Callable[[Any], T]) -> T:
    """*parse* of the decoded body. Raises BadAnswer when the body is no JSON or is not what *parse* needs."""
    if len(answer.body) < LARGE_BYTES:
        return parse(answer.json())
    return await asyncio.to_thread(lambda: parse(answer.json()))
