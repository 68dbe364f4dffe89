"""The tour: performs the program's main task with real clicks and key presses, and saves a screenshot of each step.

It uses only what a user can see: where the box is, what the buttons are called. So it runs with any services that the
settings name, and tour.json says which step failed and why.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QTabBar, QTableView, QWidget

from scholar_desktop import __version__
from scholar_desktop.domain.download import DownloadState
from scholar_desktop.translation import gettext
from scholar_desktop.ui.rows.roles import PaperRole

if TYPE_CHECKING:
    from scholar_desktop.ui.window.main_window import MainWindow

WORDS = ("attention", "learning", "data", "analysis", "model", "the")
"""Search words, tried in order until one finds something: another server may hold other papers."""
PAPERS_TRIED = 8
"""For how many papers a PDF is requested before the step fails: many have no open copy."""
MOST_BYTES = 100 * 10**6
"""A larger corpus is not downloaded: only the demo's is that small."""
STEP_LIMIT_S = 120.0
LOOK_S = 0.02
FILE = "tour.json"


class StepFailed(Exception):
    """A step failed; the text gives the reason."""


class Tour:
    """Runs the steps in order. A step that fails is recorded, and the following steps still run.

    Args:
        folder: for the screenshots and tour.json; created if it does not exist.
        idle: waits until the program is idle.
        requests: returns the number of requests sent so far, by source.
    """

    def __init__(
        self,
        window: MainWindow,
        folder: Path,
        idle: Callable[[], Awaitable[None]],
        requests: Callable[[], dict[str, int]],
    ) -> None:
        self._window = window
        self._folder = folder
        self._idle = idle
        self._requests = requests
        self._steps: list[dict[str, Any]] = []
        self._got: tuple[str, str] | None = None

    async def run(self) -> int:
        """Run all steps. Return 0 if every step succeeded, else 1."""
        self._folder.mkdir(parents=True, exist_ok=True)
        await self._idle()
        await self._leave_first_start()
        for name, step in (
            ("search", self._search),
            ("open", self._open),
            ("citations", self._citations),
            ("references", self._references),
            ("get_pdf", self._get_pdf),
            ("downloads", self._downloads),
            ("library", self._library),
            ("read", self._read),
            ("offline", self._offline),
            ("export", self._export),
            ("settings", self._settings),
            ("corpus", self._corpus),
        ):
            await self._do(name, step)
        report = {"version": __version__, "steps": self._steps}
        (self._folder / FILE).write_text(json.dumps(report, indent=1) + "\n", "utf-8")
        return 0 if all(step["ok"] for step in self._steps) else 1

    async def _do(self, name: str, step: Callable[[], Awaitable[None]]) -> None:
        before, started, error = dict(self._requests()), time.monotonic(), None
        try:
            async with asyncio.timeout(STEP_LIMIT_S):
                await step()
                await self._idle()
        except StepFailed as failed:
            error = str(failed)
        except TimeoutError:
            error = f"Not done after {STEP_LIMIT_S:.0f} s."  # not translated: part of the report
        picture = f"{len(self._steps) + 1:02}-{name}.png"
        if not self._save_picture(picture):
            error = error or f"{picture} could not be written."  # not translated: part of the report
        after = self._requests()
        sent = {source: count - before.get(source, 0) for source, count in after.items()}
        self._steps.append(
            {
                "name": name,
                "ok": error is None,
                "picture": picture,
                "seconds": round(time.monotonic() - started, 3),
                "requests": {source: count for source, count in sent.items() if count},
                "error": error,
            }
        )

    def _save_picture(self, name: str) -> bool:
        return self._window.grab().save(str(self._folder / name))

    # The steps

    async def _leave_first_start(self) -> None:
        """Continue without an e-mail address, after a screenshot of the page."""
        page = self._window.findChild(QWidget, "firstStartPage")
        if page is not None and page.isVisible():
            self._save_picture("00-first_start.png")
            await self._click(self._find(QAbstractButton, "goOnWithout"))
            await self._idle()

    async def _search(self) -> None:
        view = self._find(QTableView, "resultsView")
        for words in WORDS:
            await self._press_action("focus.search", Qt.Key.Key_L)
            box = self._find(QLineEdit, "searchEdit")
            await self._retype(box, words)
            QTest.keyClick(box, Qt.Key.Key_Return)
            # not translated: part of the report
            await self._until(lambda: view.property("state") != "waiting", "The search did not end.")
            await self._idle()
            if view.model().rowCount():
                return
        raise StepFailed(f"Nothing was found for any of: {', '.join(WORDS)}.")  # not translated: part of the report

    async def _open(self) -> None:
        view = self._find(QTableView, "resultsView")
        await self._click_row(view, 0)
        detail = self._find(QWidget, "detailPane")
        # not translated: part of the report
        await self._until(lambda: detail.property("state") in ("full", "partial"), "The paper's details did not load.")

    async def _citations(self) -> None:
        """Open the list of citing papers and expand the first row that has a citing sentence."""
        results, view = self._find(QTableView, "resultsView"), self._find(QTableView, "citedByView")
        await self._click_tab(gettext("Cited by"))
        for row in range(min(PAPERS_TRIED, results.model().rowCount())):
            if row:
                await self._click_row(results, row)
            # not translated: part of the report
            await self._until(lambda: view.property("state") != "waiting", "The citations did not load.")
            if view.model().rowCount():
                await self._click_row(view, 0)
                return
        raise StepFailed("None of the first papers has a citation.")  # not translated: part of the report

    async def _references(self) -> None:
        view = self._find(QTableView, "referencesView")
        await self._click_tab(gettext("References"))
        # not translated: part of the report
        await self._until(lambda: view.property("state") != "waiting", "The references did not load.")

    async def _get_pdf(self) -> None:
        """Press Get PDF; continue with the next paper if one has no open copy."""
        view = self._find(QTableView, "resultsView")
        reasons: list[str] = []
        for row in range(min(PAPERS_TRIED, view.model().rowCount())):
            await self._click_row(view, row)
            paper_id, title = self._name_of(view, row)
            button = self._find(QAbstractButton, "getPdfButton")
            if not button.isEnabled():
                continue
            if self._window.ui_context.marks.of(view.model().index(row, 0).data(PaperRole.PAPER)).kept is None:
                await self._click(button)
            # not translated: part of the report
            await self._until(self._queue_is_done, f"The PDF of “{title}” did not arrive.")
            await self._idle()
            kept = self._window.ui_context.marks.of(view.model().index(row, 0).data(PaperRole.PAPER)).kept
            if kept is not None and kept.pdf:
                self._got = (paper_id, title)
                return
            items = self._window.ui_context.services.downloads.items()
            reasons.append(items[-1].reason if items else "Get PDF did nothing.")  # not translated: part of the report
        # not translated: part of the report
        raise StepFailed("Could not get any PDF: " + " ".join(dict.fromkeys(reasons)))

    async def _downloads(self) -> None:
        await self._click(self._find(QAbstractButton, "sidebar.view.downloads"))
        await self._idle()
        if self._find(QTableView, "downloadsView").model().rowCount() == 0:
            raise StepFailed("The list of downloads is empty.")  # not translated: part of the report

    async def _library(self) -> None:
        """Find the paper in the library by words of its title."""
        await self._press_action("focus.library", Qt.Key.Key_F)
        await self._find_kept()

    async def _read(self) -> None:
        """Open a preview of its PDF next to the list, with Space."""
        view = self._find(QTableView, "libraryView")
        QTest.keyClick(view, Qt.Key.Key_Space)
        await self._idle()
        shown = self._find(QWidget, "pdfView")
        # not translated: part of the report
        await self._until(lambda: shown.property("state") != "waiting", "The PDF was not shown.")
        if shown.property("state") != "full":
            raise StepFailed("The PDF was not shown beside the list.")  # not translated: part of the report
        await self._until(shown.is_still, "The pages of the PDF were not drawn.")  # not translated: part of the report

    async def _find_kept(self) -> None:
        if self._got is None:
            raise StepFailed("There is no paper with a PDF to find.")  # not translated: part of the report
        paper_id, title = self._got
        box, view = self._find(QLineEdit, "libraryEdit"), self._find(QTableView, "libraryView")
        await self._retype(box, " ".join(title.split()[:3]))
        await self._idle()
        model = view.model()
        rows = [row for row in range(model.rowCount()) if self._name_of(view, row)[1] == title]
        if not rows:
            raise StepFailed(f"The library does not find “{title}” ({paper_id}).")  # not translated: part of the report
        await self._click_row(view, rows[0])

    async def _offline(self) -> None:
        """Close the PDF and go offline; the paper and its PDF must still be available."""
        QTest.keyClick(self._find(QTableView, "libraryView"), Qt.Key.Key_Escape)
        await self._next_event()
        self._window.registry["app.offline"].trigger()
        await self._idle()
        before = sum(self._requests().values())
        await self._find_kept()
        view = self._find(QTableView, "libraryView")
        QTest.keyClick(view, Qt.Key.Key_Return)
        await self._idle()
        if sum(self._requests().values()) != before:
            # not translated: part of the report
            raise StepFailed("Something was sent although the program is offline.")
        button = self._find(QAbstractButton, "getPdfButton")
        if button.accessibleName() != gettext("Open in PDF app") or not button.isEnabled():
            # not translated: part of the report
            raise StepFailed(f"Offline the button says “{button.accessibleName()}”.")

    async def _export(self) -> None:
        """Copy the paper as BibTeX, still offline."""
        before = sum(self._requests().values())
        self._window.registry["paper.copy_bibtex"].trigger()
        await self._idle()
        text = QGuiApplication.clipboard().text()
        if not text.startswith("@") or "title" not in text:
            raise StepFailed("Copy BibTeX left no BibTeX in the clipboard.")  # not translated: part of the report
        if sum(self._requests().values()) != before:
            # not translated: part of the report
            raise StepFailed("Something was sent although the program is offline.")

    async def _settings(self) -> None:
        self._window.registry["app.offline"].trigger()
        await self._next_event()
        await self._click(self._find(QAbstractButton, "sidebar.view.settings"))
        await self._idle()
        if self._window.findChild(QWidget, "settingsPage") is None:
            raise StepFailed("The settings did not open.")  # not translated: part of the report

    async def _corpus(self) -> None:
        """Set up an offline corpus, and search it without the network.

        A service that is not the demo has no key here, or far too much to download: the step then ends at that page.
        """
        await self._click(self._find(QAbstractButton, "sidebar.view.corpus"))
        await self._idle()
        await self._click(self._find(QAbstractButton, "setupCorpusButton"))
        await self._idle()
        tick, go_on = self._find(QAbstractButton, "acceptTermsTick"), self._find(QAbstractButton, "setupNextButton")
        if tick.isEnabled():
            await self._click(tick)
        if not go_on.isEnabled():
            return
        for _ in range(2):
            await self._click(go_on)
            await self._idle()
        if not go_on.isEnabled() or self._find(QWidget, "corpusPlan").property("read_bytes") > MOST_BYTES:
            return
        await self._click(go_on)
        await self._idle()
        self._save_picture("corpus-built.png")
        if self._find(QWidget, "corpusWorkPane").property("state") != "done":
            raise StepFailed("The offline corpus was not built.")  # not translated: part of the report
        self._window.registry["app.offline"].trigger()
        await self._idle()
        before = sum(self._requests().values())
        await self._click(self._find(QAbstractButton, "sidebar.view.search"))
        await self._search()
        found, sent = self._find(QTableView, "resultsView").model().rowCount(), sum(self._requests().values()) - before
        self._save_picture("corpus-search.png")
        self._window.registry["app.offline"].trigger()
        if not found or sent or self._find(QWidget, "sourceChip.corpus").property("state") != "ok":
            # not translated: part of the report
            raise StepFailed(f"Offline, the corpus found {found} papers with {sent} requests.")

    # Clicks, keys and lookups

    def _find(self, kind: type[Any], name: str) -> Any:
        found = self._window.findChild(kind, name)
        if found is None:
            raise StepFailed(f"The window has no “{name}”.")  # not translated: part of the report
        return found

    async def _click(self, button: QAbstractButton) -> None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await self._next_event()

    @staticmethod
    async def _next_event() -> None:
        """Let the window paint what it shows now: a person's clicks and keys are that far apart."""
        await asyncio.sleep(0)

    async def _click_tab(self, title: str) -> None:
        """Click the tab whose title begins with *title*; in a small window the tab is above the paper."""
        for name in ("citationTabs", "detailTabs"):
            tabs = self._find(QTabBar, name)
            for number in range(tabs.count()):
                if tabs.isVisible() and tabs.tabText(number).startswith(title):
                    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(number).center())
                    await self._next_event()
                    return
        raise StepFailed(f"The window has no tab “{title}”.")  # not translated: part of the report

    async def _click_row(self, view: QTableView, row: int) -> None:
        """Click *row*, press Enter on it, and wait for the requests that this starts."""
        index = view.model().index(row, 0)
        view.scrollTo(index)
        rect = view.visualRect(index)
        where = QPoint(rect.left() + min(80, rect.width() // 2), rect.top() + min(12, rect.height() // 2))
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
        await self._next_event()
        QTest.keyClick(view, Qt.Key.Key_Return)
        await self._next_event()
        await self._idle()

    async def _retype(self, box: QLineEdit, words: str) -> None:
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(box, Qt.Key.Key_Delete)
        await self._next_event()
        for letter in words:
            QTest.keyClicks(box, letter)
            await self._next_event()

    async def _press_action(self, action_id: str, key: Qt.Key) -> None:
        """Press the shortcut of an action.

        If the window system gives the window no focus, shortcuts do not arrive, and the action is triggered directly.
        """
        target = self._window.focusWidget() or self._window
        QTest.keyClick(target, key, Qt.KeyboardModifier.ControlModifier)
        if not self._window.isActiveWindow():
            self._window.registry[action_id].trigger()
        await self._next_event()

    def _queue_is_done(self) -> bool:
        return all(item.state is DownloadState.DONE for item in self._window.ui_context.services.downloads.items())

    @staticmethod
    def _name_of(view: QTableView, row: int) -> tuple[str, str]:
        index = view.model().index(row, 0)
        return str(index.data(PaperRole.ID)), str(index.data(PaperRole.TITLE))

    async def _until(self, holds: Callable[[], bool], otherwise: str) -> None:
        """Wait until *holds* returns True; after half of the step's time limit, raise StepFailed with *otherwise*."""
        await asyncio.sleep(0)
        deadline = time.monotonic() + STEP_LIMIT_S / 2
        while not holds():
            if time.monotonic() > deadline:
                raise StepFailed(otherwise)
            await asyncio.sleep(LOOK_S)
