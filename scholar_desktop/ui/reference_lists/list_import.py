"""Imports a reference list: adds papers to the library and a collection, queues PDFs, and exports the table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.collection import display_path
from scholar_desktop.domain.download import DownloadState
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.reference_list import ReferenceLine
from scholar_desktop.services.reference_lists.reference_list import ReferenceList
from scholar_desktop.services.reference_lists.reference_lists import save_csv
from scholar_desktop.services.tasks import TaskScope
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context.messages import UNDO_SHOWN_MS
from scholar_desktop.ui.context.page_messages import show_downloads_step
from scholar_desktop.ui.reference_lists.outcome_counts import find_removals
from scholar_desktop.ui.reference_lists.review_head import source_of
from scholar_desktop.ui.reference_lists.review_rows import csv_words
from scholar_desktop.ui.widgets.file_dialog import CSV_FILE, FilePurpose, save_file
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.access_words import getting_words, got_before_words
from scholar_desktop.ui.words.batch_names import dated_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.services.downloads.downloads import Downloads
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.services import Collections
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.context.window_state import WindowState

MESSAGE_SHOWN_MS = 4000
CSV_MESSAGE_SHOWN_MS = 10_000


class ListImport(QObject):
    """Runs the imports, and shows a message with Undo for each."""

    def __init__(
        self,
        state: WindowState,
        actions: Actions,
        messages: Messages,
        navigation: Navigation,
        collections: Collections,
        downloads: Downloads,
        library: Library,
        scope: TaskScope,
        page: QWidget,
        show_paper: Callable[[Paper], None],
    ) -> None:
        """show_paper: opens a paper."""
        super().__init__(page)
        self._state = state
        self._actions = actions
        self._messages = messages
        self._navigation = navigation
        self._collections = collections
        self._downloads = downloads
        self._library = library
        self._scope = scope
        self._page = page
        self._show_paper = show_paper

    def add(self, reading: ReferenceList, lines: list[ReferenceLine], *, get: bool) -> None:
        """Add the papers of *lines* to the library, and to the collection of *reading* if it has one.

        Args:
            get: also download their PDFs.
        """
        papers = [line.paper for line in lines if line.paper is not None]
        if papers:
            from scholar_desktop.ui.context.add_question import AddQuestion

            def run(some: tuple[Paper, ...]) -> None:
                self._scope.start(self._added(reading, list(some), get=get), name="add the papers of a list")

            question = AddQuestion(self._library, self._messages, self._show_paper)
            self._scope.start(question.ask_or_run(papers, run), name="ask before the papers of a list are added")

    async def _added(self, reading: ReferenceList, papers: list[Paper], *, get: bool) -> None:
        path = reading.head.collection
        new = sum(paper.id not in reading.kept for paper in papers)
        outside = {line.paper.id for line in reading.outside_collection() if line.paper is not None}
        put_in = sum(paper.id not in reading.kept or paper.id in outside for paper in papers)
        with_pdf = len(reading.matched_in_library()) - len(reading.without_pdf())
        try:
            if path:
                changes = await self._collections.put_in(papers, path)
            else:
                changes = await self._library.add(papers)
        except ScholarError as error:
            self._messages.failed(gettext("Could not add the papers to your library"), error)
            return
        batch = dated_name(source_of(reading.head, len(reading.lines)))
        getting, steps = await self._get(papers, batch) if get else ("", ())
        if path:
            words = ngettext(
                "Added {count} paper to “{collection}”.",
                "Added {count} papers to “{collection}”.",
                put_in,
                collection=display_path(path),
            )
        else:
            words = ngettext("Added {count} paper.", "Added {count} papers.", new)
        if getting and with_pdf:  # the sentences about the others count the papers without a PDF
            have = ngettext("{count} already has its PDF.", "{count} already have their PDF.", with_pdf)
            getting = f"{have} {getting}"  # wording: sentences
        if changes.label is not None:
            undo = Step(gettext("Undo"), self._actions["edit.undo"].trigger, icon="undo")
            self._messages.undoable(f"{words} {getting}".strip(), undo, *steps)
        elif path or getting:
            if getting:
                words = ""
            else:
                words = ngettext(
                    "{count} paper is already in “{collection}”.",
                    "{count} papers are already in “{collection}”.",
                    len(papers),
                    collection=display_path(path),
                )
            note = Note(f"{words} {getting}".strip(), icon="folder", steps=steps)
            self._messages.say("undo", note, lasts_ms=UNDO_SHOWN_MS if steps else MESSAGE_SHOWN_MS)
        await reading.mark_kept()

    async def _get(self, papers: list[Paper], source: str) -> tuple[str, tuple[Step, ...]]:
        """Queue the PDFs of *papers* that were not tried before, were cancelled, or were removed since. Return what
        that does, and steps for the others."""
        downloads = self._downloads
        removals = await find_removals(downloads.items_of(papers), self._library)
        known = downloads.items_of(papers)
        ended = {
            item.key for item in known if item.state is DownloadState.DONE and item.outcome is not ItemOutcome.CANCELLED
        }
        under_way = {item.key for item in known if item.is_under_way}
        keys = downloads.enqueue(papers, batch=source, retry=removals)
        items = [downloads.row(key) for key in dict.fromkeys(keys)]
        paused = [item.key for item in items if item.state is DownloadState.PAUSED]
        done = [item for item in items if item.state is DownloadState.DONE]
        tried = [item.key for item in done if item.key in ended and item.outcome is not ItemOutcome.SAVED]
        # some may have ended in this moment: those without a copy that can be downloaded
        new = sum(item.key not in ended for item in done)
        active = [item.key for item in items if item.is_under_way]
        before = sum(key in under_way for key in active)
        getting = new + len(active) - before
        sentences, steps = [], []
        if getting + before and self._actions["app.offline"].isChecked():
            sentences.append(
                ngettext(
                    "{count} PDF waits until you are online.",
                    "{count} PDFs wait until you are online.",
                    getting + before,
                )
            )
        else:
            sentences += [*getting_words(getting, 0), *got_before_words(before, 0)]
        if paused:
            sentences.append(ngettext("{count} download is paused.", "{count} downloads are paused.", len(paused)))
            steps.append(Step(gettext("Resume"), partial(downloads.resume, paused)))
        if tried:
            sentences.append(
                ngettext(
                    "{count} was tried before without success.",
                    "{count} were tried before without success.",
                    len(tried),
                )
            )
            steps.append(Step(gettext("Try again"), partial(downloads.retry, tried), icon="refresh"))
        if not getting:
            steps.append(show_downloads_step(self._navigation, *keys))
        if not sentences:
            sentences.append(ngettext("Its PDF is in your library.", "Their PDFs are in your library.", len(items)))
        return " ".join(sentences), tuple(steps)

    def choose_csv(self, reading: ReferenceList | None, lines: Sequence[ReferenceLine]) -> None:
        """Ask for a file, and write the table of *lines* to it."""
        if reading is None:
            return
        save_file(
            self._page,
            gettext("Save reference list as CSV"),
            (CSV_FILE,),
            lambda path, _: self.save_csv(reading, lines, path),
            name="list",
            purpose=FilePurpose.EXPORT,
            memory=self._state,
        )

    def save_csv(self, reading: ReferenceList, lines: Sequence[ReferenceLine], path: Path) -> None:
        """Write one row for each of *lines*, which are of *reading*, with its outcome, to *path*."""
        self._scope.start(self._saved(reading, lines, path), name="save the list", latest="csv")

    async def _saved(self, reading: ReferenceList, lines: Sequence[ReferenceLine], path: Path) -> None:
        try:
            papers = [line.paper for line in lines if line.paper is not None]
            kept = await self._library.find_many(papers)
            items = self._downloads.listed()
            await save_csv(reading, lines, path, kept, items, await find_removals(items, self._library), csv_words)
        except ScholarError as error:
            self._messages.failed(gettext("Could not save the CSV file"), error)
            return
        rows = ngettext("The file has {count} row.", "The file has {count} rows.", len(lines))
        written = Note(gettext("Saved {file}.", file=path.name), rows, icon="tick")
        self._messages.say_saved("csv", written, path.parent, lasts_ms=CSV_MESSAGE_SHOWN_MS)
