"""Pages and panels that the walk of tests/house/page_trees.py does not open: each section of the settings, the setup of
the corpus and the corpus itself, the export panel, bars of a selection, the documents of the Help menu, the demo's way
to the live services, undo, and another paper with 'All data' open."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QScrollArea, QTabBar, QWidget

from tests.house.page_trees import StepFailed, Walk
from tests.pictures.library_pages import LIBRARY_STEPS

SETUP_PAGES = 3


async def _search(walk: Walk, words: str = "attention") -> None:
    await walk.trigger("view.search")
    await walk.type("searchEdit", words, "Return")
    await walk.is_not_waiting("resultsView")


async def _close_overlay(walk: Walk, name: str) -> None:
    panel = walk.find(name)
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    await walk.idle()
    if panel.isVisible():
        raise StepFailed(f"Esc does not close '{name}'.")


async def another_paper_with_all_data(walk: Walk) -> None:
    await _search(walk)
    await walk.choose_row("resultsView", 0)
    if not walk.has("allDataButton"):
        return
    if walk.has("listBeside"):  # a narrow window has one pane at a time
        return
    await walk.click("allDataButton")
    if walk.has("resultsView"):
        await walk.choose_row("resultsView", 1)
        await walk.take("another paper with all data")
    await walk.click("allDataButton")


async def settings_sections(walk: Walk) -> None:
    await walk.trigger("view.settings")
    page = walk.find("settingsPage")
    area: QScrollArea = page.findChild(QScrollArea)
    heads = [each for each in area.widget().findChildren(QLabel) if each.property("edge") == "bottom"]
    for number, head in enumerate(heads, start=1):
        area.verticalScrollBar().setValue(head.y())
        await walk.idle()
        await walk.take(f"settings section {number}")


async def corpus_setup(walk: Walk) -> None:
    """The pages of the setup, the download, and the corpus that it made."""
    await walk.trigger("view.corpus")
    bar = walk.window.findChild(QTabBar, "corpusTabs")
    bar.setCurrentIndex(0)
    await walk.idle()
    if walk.has("cancelSetupButton"):
        await walk.click("cancelSetupButton")
    await walk.click("setupCorpusButton")
    if walk.has("acceptTermsTick"):
        await walk.click("acceptTermsTick")
    for number in range(2, SETUP_PAGES + 1):
        if not walk.has("setupNextButton"):
            raise StepFailed(f"The setup stops before page {number}: {walk.find('setupProblem').text()}")
        await walk.click("setupNextButton")
        await walk.take(f"corpus setup page {number}")
        area = next((each for each in _areas(walk, "corpusSetup") if each.isVisible()), None)
        if area is not None and area.verticalScrollBar().maximum():
            area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
            await walk.take(f"corpus setup page {number}, the end")
    if not walk.has("setupNextButton"):
        raise StepFailed(f"The download cannot be started: {walk.find('setupProblem').text()}")
    await walk.click("setupNextButton")
    await walk.until(lambda: walk.has("closeCorpusWorkButton"), "the corpus is not built")
    await walk.take("corpus work")
    await walk.click("closeCorpusWorkButton")
    await walk.take("corpus in use")
    await _search(walk, "attention")
    await walk.take("search with a corpus")


def _areas(walk: Walk, name: str) -> list[QScrollArea]:
    found: list[QScrollArea] = walk.find(name).findChildren(QScrollArea)
    return found


async def export_panel(walk: Walk) -> None:
    await _search(walk)
    await walk.key("resultsView", "A", control=True)
    await walk.trigger("paper.export")
    for form in ("bibtex", "csv", "text"):
        if walk.has(f"exportFormat.{form}"):
            await walk.click(f"exportFormat.{form}")
            await walk.take(f"export {form}")
    await _close_overlay(walk, "exportPanel")


BIB = """@article{vaswani, title={Attention is all you need}, author={Vaswani, A}, year={2017}, doi={10.5555/3295222}}
@book{thompson, title={On Growth and Form}, author={Thompson, D'Arcy}, year={1917}}
@article{broken, title={x
"""


LONG_BIB = "".join(
    f"@article{{key{place}, title={{Growth and form of organism number {place}, observed over several seasons}}, "
    f"author={{Thompson, D'Arcy and Haldane, J. B. S. and Fisher, Ronald}}, year={{{1900 + place}}}}}\n"
    for place in range(60)
)


async def import_panel(walk: Walk) -> None:
    """The preview of a file with two entries and one that is broken, of one with many entries, of one with a broken
    entry alone, and of a file in an unknown format."""
    await walk.trigger("view.library")
    files = {
        "references.bib": BIB,
        "many.bib": LONG_BIB + LONG_BIB[:400],
        "broken.bib": BIB.splitlines()[2],
        "notes.txt": "Smith (2020). Title.",
    }
    for name, text in files.items():
        file = walk.folder / name
        file.write_text(text, "utf-8")
        await walk.trigger("library.import")
        dialog = walk.window.findChild(QFileDialog, "importDialog")
        dialog.fileSelected.emit(str(file))
        dialog.close()
        await walk.idle()
        await walk.take(f"import {name}")
        await _close_overlay(walk, "importPanel")


async def manuscript(walk: Walk) -> None:
    """The page before a manuscript was opened, and with the references of one."""
    await walk.trigger("view.manuscript")
    await walk.take("no manuscript")
    file = walk.folder / "manuscript.bib"
    file.write_text(BIB, "utf-8")
    walk.find("manuscriptPage").check(file)
    await walk.idle()
    await walk.is_not_waiting("manuscriptView")
    await walk.take("manuscript")


async def exchange_panels(walk: Walk) -> None:
    """Papers to send to a program that is not running, the outbox, and the files that are kept up to date."""
    await walk.trigger("view.library")
    await walk.key("libraryView", "A", control=True)
    for action_id, panel in (
        ("paper.send", "sendPanel"),
        ("library.outbox", "outboxPanel"),
        ("library.live_files", "liveFilesPanel"),
    ):
        await walk.trigger(action_id)
        await walk.take(action_id)
        await _close_overlay(walk, panel)


async def selection_bars(walk: Walk) -> None:
    await walk.trigger("view.library")
    await walk.key("libraryView", "A", control=True)
    await walk.take("all of the library chosen")
    await _search(walk)
    await walk.choose_row("resultsView", 0)
    await walk.trigger("view.cited_by")
    await walk.is_not_waiting("citedByView")
    await walk.key("citedByView", "A", control=True)
    await walk.take("all citations chosen")
    await walk.trigger("view.citations_hidden")


async def help_pages(walk: Walk) -> None:
    await walk.trigger("view.search")
    for action_id in ("app.documentation", "app.whats_new"):
        await walk.trigger(action_id)
        await walk.take(action_id)
        await _close_overlay(walk, "documentPanel")
    for file in ("LICENSE", "THIRD_PARTY.md"):
        await walk.trigger("app.about")
        await walk.click(f"about.{file}")
        await walk.take(f"about {file}")
        await _close_overlay(walk, "documentPanel")


async def live_panel(walk: Walk) -> None:
    await walk.trigger("view.search")
    await walk.click("useLiveButton" if walk.has("useLiveButton") else "useLiveIcon")
    await walk.take("live services")
    await _close_overlay(walk, "livePanel")


async def removed_and_restored(walk: Walk) -> None:
    await walk.trigger("view.library")
    await walk.choose_row("libraryView", 0, open_it=False)
    await walk.trigger("paper.remove")
    await walk.take("paper removed")
    await walk.trigger("edit.undo")
    await walk.take("paper restored")


async def several_papers_opened(walk: Walk) -> None:
    """The trail of papers; the older ones are cut."""
    await _search(walk)
    await walk.choose_row("resultsView", 0)
    for _ in range(3):
        if walk.has("detailTabs") and not walk.has("citedByView"):
            walk.find("detailTabs").setCurrentIndex(1)
            await walk.idle()
        await walk.trigger("view.references")
        await walk.is_not_waiting("referencesView")
        if not walk.find("referencesView").model().rowCount():
            break
        await walk.choose_row("referencesView", 0)
        await walk.key("referencesView", "Return", control=True)
    await walk.take("trail of papers")
    await walk.trigger("view.citations_hidden")


async def renamed_search(walk: Walk) -> None:
    await walk.trigger("view.search")
    if walk.action("saved.rename").isEnabled():
        await walk.trigger("saved.rename")
        await walk.take("saved search renamed")
        if walk.has("savedRenameEdit"):
            await walk.key("savedRenameEdit", "Escape")


async def palette_with_words(walk: Walk) -> None:
    await walk.trigger("view.search")
    await walk.trigger("app.palette")
    await walk.type("paletteEdit", "a")
    await walk.take("palette with words")
    _press_escape(walk.find("paletteEdit"))
    await walk.idle()


def _press_escape(widget: QWidget) -> None:
    QTest.keyClick(QApplication.focusWidget() or widget, Qt.Key.Key_Escape)


MORE_STEPS = (
    *(another_paper_with_all_data, settings_sections, export_panel, import_panel, manuscript, exchange_panels),
    *(selection_bars, help_pages),
    *(live_panel, removed_and_restored, several_papers_opened, renamed_search, palette_with_words, corpus_setup),
    *LIBRARY_STEPS,
)
