"""How many calls lie between the worker of the queue and the part file of a download."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import scholar_desktop
from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.net.part_file import PartFile
from tests.services.downloads.test_queue import GOOD, PAPER, ended, one_paper
from tests.support.fake_web import FakeWeb, pdf

if TYPE_CHECKING:
    from tests.support.fake_web_fixtures import Started

PACKAGE = str(Path(scholar_desktop.__file__).parent)
MOST_FRAMES = 16
"""From the worker to the part file, with both. There were 19 while a run was two classes."""


def _calls(frame: FrameType | None) -> list[str]:
    """The functions of the program on the stack of *frame*, from the first."""
    found = []
    while frame is not None and frame.f_code.co_filename.startswith(PACKAGE):
        found.append(f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_qualname}")
        frame = frame.f_back
    return found[::-1]


async def test_few_calls_lie_between_the_worker_and_the_file(world: FakeWeb, started: Started) -> None:
    one_paper(world, pdf(GOOD))
    stacks: list[list[str]] = []

    def note(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call" and frame.f_code is PartFile.add.__code__:
            stacks.append(_calls(frame))

    async with started() as backend:
        before = sys.getprofile()
        sys.setprofile(note)
        try:
            backend.services.downloads.enqueue([PAPER])
            item = await ended(backend.services.downloads)
        finally:
            sys.setprofile(before)
    assert item.outcome is ItemOutcome.SAVED
    assert stacks[0][0].startswith("queue_workers.QueueWorkers.")
    assert stacks[0][-1] == "part_file.PartFile.add"
    assert len(longest := max(stacks, key=len)) <= MOST_FRAMES, longest
