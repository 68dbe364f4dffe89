"""Cites a Zenodo record: the version shown, or the work in all its versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from scholar_desktop.services.zenodo.record_paper_conversion import record_of, whole_work_of
from scholar_desktop.translation import gettext
from scholar_desktop.ui.words.literal_text import add_entry
from scholar_desktop.ui.words.mnemonics import make_menu
from scholar_desktop.ui.zenodo.record_versions import name_of

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.ui.context.ui_context import UiContext


def citing_menu(ui_context: UiContext, paper: Paper, parent: QWidget) -> QMenu | None:
    """Return the menu to choose what to cite, to be shown by `popup`; None if *paper* has only one DOI."""
    whole, record = whole_work_of(paper), record_of(paper)
    if whole is None or record is None:
        return None
    menu = make_menu(parent)
    menu.setObjectName("citeMenu")
    choices = (
        (
            gettext("Copy citation of {version} ({doi})", version=name_of(record), doi=record.doi or ""),
            paper,
            "paper.copy_citation",
        ),
        (gettext("Copy citation of all versions ({doi})", doi=record.concept_doi or ""), whole, "paper.copy_citation"),
        (gettext("Copy BibTeX of {version}", version=name_of(record)), paper, "paper.copy_bibtex"),
        (gettext("Copy BibTeX of all versions"), whole, "paper.copy_bibtex"),
    )
    for words, cited, action in choices:
        entry = add_entry(menu, words)
        entry.triggered.connect(
            lambda _checked=False, cited=cited, action=action: ui_context.current.run_for(action, cited)
        )
    return menu


def open_below(menu: QMenu, button: QWidget) -> None:
    """Show *menu* below *button*."""
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))
