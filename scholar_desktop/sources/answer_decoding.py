"""Parses the body of an answer into domain objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from scholar_desktop.net.client import Answer

T = TypeVar("T")


async def parse_answer(answer: Answer, parse: Callable[[Any], T]) -> T:
    """Return what *parse* makes of the decoded body; a large body is parsed in a thread.

    Raises:
        BadAnswer: the body is not JSON, or *parse* does not find what it requires.
    """
    result: T = await answer.read(lambda whole: parse(whole.json()))
    return result
