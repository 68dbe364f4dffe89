"""From the bytes of an answer to domain objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from scholar_desktop.net.client import Answer

T = TypeVar("T")


async def parse_answer(answer: Answer, parse: Callable[[Any], T]) -> T:
    """*parse* of the decoded body, in a thread where the body is large. Raises BadAnswer when it is no JSON or not what
    *parse* needs."""
    result: T = await answer.read(lambda whole: parse(whole.json()))
    return result
