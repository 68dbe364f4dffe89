"""Long reference lists are formatted in a process of their own, with progress; cancelling ends it."""

from __future__ import annotations

import asyncio

import pytest

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.text.styled_text import without_marks
from scholar_desktop.services.papers import reference_formatting
from scholar_desktop.services.papers.reference_formatting import LONGEST_IN_THREAD, format_at_once, format_references
from tests.formats.pandoc_comparison import works


async def test_a_long_list_is_formatted_elsewhere_with_progress_and_as_a_short_one_is():
    items = works()[:120]
    reports: list[tuple[int, int]] = []
    written = await format_references(items, "nature", lambda done, total: reports.append((done, total)))
    assert reports == [(50, 120), (100, 120), (120, 120)]
    assert written[:LONGEST_IN_THREAD] == await format_references(items[:LONGEST_IN_THREAD], "nature")


@pytest.mark.parametrize("style", ["apa", "ieee", "nature"])
async def test_sources_are_written_one_by_one_in_the_order_of_the_papers(style: str):
    items = works()[:60]
    written = await format_references(items, style, fonts=True, alone=True)
    assert len(written) == len(items)
    for item, text in zip(items, written, strict=True):
        assert [text] == await format_references([item], style, fonts=True, alone=True)
        assert not text.startswith("[1]")
    plain = await format_references(items, style, alone=True)
    assert plain == [without_marks(text) for text in written]
    assert plain != written


async def test_a_list_that_is_sent_in_several_parts_stays_in_its_order(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reference_formatting, "ITEMS_AT_ONCE", 25)
    items = works()[:60]
    assert await format_references(items, "apa", alone=True) == format_at_once(items, "apa", alone=True)


async def test_an_error_of_the_style_comes_back_from_the_process():
    with pytest.raises(UsageError, match="no citation style “nothing-like-it”") as raised:
        await format_references(works(), "nothing-like-it")
    assert raised.value.hint


async def test_cancelling_ends_the_process(monkeypatch: pytest.MonkeyPatch):
    processes: list[reference_formatting._FormattingProcess] = []

    class Noted(reference_formatting._FormattingProcess):
        def __init__(self) -> None:
            super().__init__()
            processes.append(self)

    monkeypatch.setattr(reference_formatting, "_FormattingProcess", Noted)
    started = asyncio.Event()
    items = [{**work, "id": f"{turn}{work['id']}"} for turn in range(20) for work in works()]
    work = asyncio.ensure_future(format_references(items, "chicago-author-date", lambda _done, _all: started.set()))
    await started.wait()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    [process] = processes
    assert process._process is not None
    assert process._process.returncode is not None
