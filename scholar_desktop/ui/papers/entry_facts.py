"""The fields that you or an import wrote about a paper and that the rest of the detail pane does not show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.domain.field_input import value_text
from scholar_desktop.domain.own_fields import OwnFields, own_fields_of
from scholar_desktop.translation import gettext
from scholar_desktop.ui.widgets.fact_rows import FactKind, FactRow
from scholar_desktop.ui.widgets.facts_text import FactsText
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.words.entry_words import MORE_DATES, MORE_PEOPLE, MORE_TEXTS, field_title, type_title

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.ui.theme.theme import Theme

SHOWN_ABOVE = ("title", "author", "container-title", "abstract")
SHOWN_BELOW = ("DOI", "PMID", "PMCID", "arxiv", "ISBN", "ISSN")
"""The identifiers."""


class EntryFacts(QWidget):
    """A row for each field, in the order of the editor. Hidden for a paper that only services have data of."""

    def __init__(self, theme: Theme, open_url: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("entryFacts")
        self.setAccessibleName(gettext("Entry"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        heading = label(gettext("Entry"), "section")
        heading.setContentsMargins(0, theme.px(16), 0, theme.px(4))
        column.addWidget(heading)
        self.text = FactsText(theme, gettext("Entry"))
        self.text.link_pressed.connect(open_url)
        column.addWidget(self.text)
        self.hide()

    def show_paper(self, paper: Paper) -> None:
        """Show the own fields of *paper*."""
        own = own_fields_of(paper)
        rows = entry_rows(own) if own is not None else ()
        self.setVisible(bool(rows))
        if rows != self.text.rows:
            self.text.show_rows(rows)


def entry_rows(own: OwnFields) -> tuple[FactRow, ...]:
    """Return the rows of *own*: its type, people, dates and texts, then fields that only its file has."""
    rows = [FactRow(gettext("Type"), type_title(own.item_type))] if own.item_type is not None else []
    known = (*MORE_PEOPLE, *MORE_DATES, *MORE_TEXTS)
    unknown = [name for name in own.fields if name not in known]
    for name in (*known, *unknown):
        if name in SHOWN_ABOVE or name in SHOWN_BELOW:
            continue
        people = own.of_role(name)
        text = "; ".join(one.shown for one in people) if people else value_text(name, own.fields.get(name))
        if not text:
            continue
        is_link = text.startswith(("http://", "https://"))
        kind = FactKind.LINK if is_link else FactKind.VALUE
        rows.append(FactRow(field_title(name), text, kind=kind, target=text if is_link else ""))
    return tuple(rows)
