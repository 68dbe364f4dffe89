"""The pages that README.md shows, with a library in use: `python -m tests.pictures --readme` puts them into docs/."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QApplication

from tests.house.page_trees import Walk

README_PICTURES = {
    "search-light.png": ("1440-light", "readme search"),
    "review-light.png": ("1440-light", "readme review"),
    "map-dark.png": ("1440-dark", "readme map"),
    "library-dark.png": ("1440-dark", "readme library"),
}
"""File in docs/pictures -> the form and the page."""
LINES = """Vaswani, A. et al. (2017). Attention is all you need. NeurIPS.
10.1038/s42256-024-00832-8
arXiv:1312.6114
Desimone R, Duncan J. Neural mechanisms of selective visual attention. Annu Rev Neurosci 1995
PMID: 33116299
https://arxiv.org/abs/2106.08375
Kingma, Auto-encoding variational Bayes, 2014
Luong T. et al. Effective approaches to attention, EMNLP 2015
Schneider & Shiffrin: Controlled human information processing, Psychological Review 1977
10.1038/nature1453
Smith J (2021) Personal communication
Fu J. Dual attention network for scene segmentation
"""
COLLECTIONS = (("Thesis / Chapter 2", range(6)), ("Thesis / Chapter 3", range(4, 9)), ("Reading group", range(2)))
TAGS = (("method", range(3)), ("survey", range(3, 5)), ("dataset", range(5, 7)))


async def _choose(walk: Walk, name: str, rows: range) -> None:
    view = walk.find(name)
    view.setFocus()
    view.selectionModel().clearSelection()
    flags = QItemSelectionModel.SelectionFlag
    for row in rows:
        if row < view.model().rowCount():
            view.selectionModel().select(view.model().index(row, 0), flags.Select | flags.Rows)
    await walk.idle()


async def _search(walk: Walk, words: str) -> None:
    await walk.trigger("view.search")
    await walk.type("searchEdit", words, "Return")
    await walk.is_not_waiting("resultsView")


async def _use_the_library(walk: Walk) -> None:
    """Put papers in collections, tags, stars and a saved search into the program."""
    await _search(walk, "attention")
    for action_id, box, named in (("paper.collect", "collectionEdit", COLLECTIONS), ("paper.tag", "tagEdit", TAGS)):
        for name, rows in named:
            await _choose(walk, "resultsView", rows)
            await walk.trigger(action_id)
            await walk.type(box, name, "Return")
            await walk.close_panels()
    for row in (0, 3):
        await _choose(walk, "resultsView", range(row, row + 1))
        await walk.trigger("paper.star")
    await walk.trigger("search.save")
    _close_messages(walk)


def _close_messages(walk: Walk) -> None:
    for key in list(walk.window.messages._bars):
        walk.window.messages.close_message(key)


async def _look_up_a_list(walk: Walk) -> None:
    await walk.trigger("view.search")
    QApplication.clipboard().setText(LINES)
    await walk.type("searchEdit", "")
    await walk.key("searchEdit", "V", control=True)
    await walk.until(lambda: walk.find("reviewTable").property("state") == "full", "the list is not read")
    await walk.take("readme review")


async def readme(walk: Walk) -> None:
    await _use_the_library(walk)
    await _look_up_a_list(walk)
    await _search(walk, "attention")
    await _choose(walk, "resultsView", range(9))
    await walk.trigger("paper.get_pdf")
    _close_messages(walk)
    await _search(walk, "attention")
    await walk.trigger("view.citations_below")
    await walk.choose_row("resultsView", 0)
    await walk.is_not_waiting("citedByView")
    walk.find("resultsView").setFocus()  # without the ring around the details
    await walk.take("readme search")
    await walk.trigger("view.references")
    await walk.is_not_waiting("referencesView")
    await walk.trigger("view.map")
    await walk.is_not_waiting("mapView")
    await walk.trigger("map.enlarge")
    await walk.is_not_waiting("mapPageView")
    await walk.take("readme map")
    await walk.trigger("view.search")
    await walk.trigger("view.citations_hidden")
    await walk.trigger("view.library")
    await walk.type("libraryEdit", "attention")
    rows = walk.find("libraryView").model().rowCount()
    for row in range(rows):
        await walk.choose_row("libraryView", row, open_it=False)
        if walk.action("paper.read_pdf").isEnabled():
            break
    await walk.trigger("paper.read_pdf")
    await walk.is_not_waiting("pdfView")
    await walk.take("readme library")
    await walk.key("libraryView", "Escape")
    await walk.type("libraryEdit", "")
