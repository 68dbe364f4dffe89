"""What is known of a saved PDF stays, and a PDF that the library gets by other ways counts in the queue."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.services.downloads.report import report_csv
from scholar_desktop.services.open_access.candidates import Preference
from scholar_desktop.services.open_access.shown_copies import shown_copies
from tests.services.downloads.test_queue import DOI, GOOD, PAPER, TITLE, ended, one_paper
from tests.support.fake_web import FakeWeb, pdf

if TYPE_CHECKING:
    from tests.support.fake_web_fixtures import Started


async def test_a_second_get_by_another_identifier_keeps_what_is_known_of_the_saved_pdf(
    world: FakeWeb, started: Started
) -> None:
    one_paper(world, pdf(GOOD))
    async with started() as backend:
        downloads = backend.services.downloads
        downloads.enqueue([PAPER])
        first = await ended(downloads)
        await backend.idle()
        other = Paper(title=TITLE, ids=Ids(s2="a" * 40, doi=DOI), authors=(Author("Ada Lovelace"),))
        downloads.enqueue([other])
        again = await ended(downloads)
        assert (again.attempts, again.path, again.reason) == (first.attempts, first.path, first.reason)
        assert again.outcome is ItemOutcome.SAVED
        assert (again.received, again.size) == (len(GOOD), len(GOOD))
        assert again.copies == first.copies


async def test_a_pdf_that_the_user_supplies_makes_the_download_of_its_paper_saved(
    world: FakeWeb, started: Started, tmp_path: Path
) -> None:
    world.add_paper(TITLE, doi=DOI, copies=[])
    file = tmp_path / "mine.pdf"
    file.write_bytes(GOOD)
    async with started() as backend:
        downloads = backend.services.downloads
        downloads.enqueue([PAPER])
        closed = await ended(downloads)
        assert closed.outcome is ItemOutcome.CLOSED
        await backend.services.pdf_import.attach(PAPER, file, source_url="https://proxy.uni.example/x", insist=True)
        await backend.idle()
        [item] = downloads.items()
        kept = await backend.store.find(DOI)
        assert kept is not None
        assert (item.outcome, item.path, item.reason) == (ItemOutcome.SAVED, kept.pdf, "You added this PDF.")
        [line] = csv.DictReader(report_csv([item]).splitlines())
        assert (line["outcome"], line["path"], line["host"]) == ("saved", kept.pdf, "proxy.uni.example")
        assert line["sha256"] == hashlib.sha256(GOOD).hexdigest()
        # no copy that others may use: it is not listed, and the paper stays closed
        assert not [
            one
            for one in shown_copies(PAPER, Preference.QUICKEST, attempts=item.attempts, files=kept.files)
            if one.place
        ]
        assert all(
            "proxy" not in one.copy.url
            for one in shown_copies(PAPER, Preference.QUICKEST, attempts=item.attempts, files=kept.files)
        )
        assert (bool(kept.paper.oa.is_oa), kept.paper.oa.copies) == (False, ())
        # what an earlier version left as closed is noticed at the start
        await backend.store.save_downloads([closed], run="")
    async with started() as backend:
        downloads = backend.services.downloads
        await downloads.load()
        await backend.idle()
        [item] = downloads.items()
        assert (item.outcome, item.path) == (ItemOutcome.SAVED, kept.pdf)


async def test_cancelling_a_second_get_leaves_a_saved_download_saved(world: FakeWeb, started: Started) -> None:
    one_paper(world, pdf(GOOD))
    async with started() as backend:
        downloads = backend.services.downloads
        [key] = downloads.enqueue([PAPER])
        first = await ended(downloads)
        await backend.idle()
        backend.client.set_offline(True)
        downloads.enqueue([PAPER])
        assert downloads.active == 1
        downloads.cancel([key])
        again = await ended(downloads)
        assert (again.outcome, again.path, again.reason) == (ItemOutcome.SAVED, first.path, first.reason)
        assert (again.attempts, again.copies) == (first.attempts, first.copies)


@pytest.mark.parametrize("is_kept", [True, False])
async def test_undo_of_an_attached_pdf_restores_how_the_download_had_ended(
    world: FakeWeb, started: Started, tmp_path: Path, is_kept: bool
) -> None:
    world.add_paper(TITLE, doi=DOI, copies=[])
    file = tmp_path / "mine.pdf"
    file.write_bytes(GOOD)
    async with started() as backend:
        downloads, library = backend.services.downloads, backend.services.library
        if is_kept:
            await library.add([PAPER])
        downloads.enqueue([PAPER])
        closed = await ended(downloads)
        assert closed.outcome is ItemOutcome.CLOSED
        await backend.services.pdf_import.attach(PAPER, file, insist=True)
        await backend.idle()
        assert downloads.items()[0].outcome is ItemOutcome.SAVED
        await library.undo()
        await backend.idle()
        [item] = downloads.items()
        assert (item.outcome, item.reason, item.path) == (closed.outcome, closed.reason, closed.path)
        assert [one for one in await backend.store.downloads() if one.key == item.key] == [item]
        await library.redo()
        await backend.idle()
        assert downloads.items()[0].outcome is ItemOutcome.SAVED
