"""The fields of several papers side by side: those that differ are in bold, and one paper is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QSizePolicy, QWidget

from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.own_fields import ITEM_TYPE
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.services.library.entry_columns import compared_values, merged_key
from scholar_desktop.services.library.entry_form import is_date
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.label import Prose, label
from scholar_desktop.ui.widgets.tick_box import RadioButton
from scholar_desktop.ui.words.entry_words import field_title, type_title
from scholar_desktop.ui.words.wording import calendar_day

LONGEST = 400
"""Characters of a value that are shown."""


class ComparedEntries(QWidget):
    """A column for each paper. Signal: `chosen` (the key of the paper that is to stay)."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._papers: tuple[KeptPaper, ...] = ()
        self._choice = QButtonGroup(self)
        self._choice.idClicked.connect(lambda number: self.chosen.emit(self._papers[number].key))
        self.setProperty("role", "page")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(16))
        self._grid.setVerticalSpacing(theme.px(6))

    def chosen_key(self) -> str:
        """Return the key of the paper that is to stay."""
        return self._papers[max(0, self._choice.checkedId())].key

    def focus_choice(self) -> None:
        """Move the focus to the paper that is chosen."""
        if (chosen := self._choice.checkedButton()) is not None:
            chosen.setFocus(Qt.FocusReason.PopupFocusReason)

    def show_papers(self, papers: Sequence[KeptPaper]) -> None:
        """Show *papers*, as `Library.only_written_keys` returns them; the one with most fields is chosen. If the same
        papers are shown already, the chosen one and the focus stay."""
        papers, before = tuple(papers), self._papers
        is_same = {kept.key for kept in papers} == {kept.key for kept in before}
        if is_same and papers == before:
            return
        chosen = self.chosen_key() if is_same and before else ""
        focused = next((number for number, one in enumerate(self._choice.buttons()) if one.hasFocus()), None)
        at = before[focused].key if is_same and focused is not None else ""
        self._clear()
        self._papers = papers
        values = compared_values(self._papers)
        counts = [sum(bool(texts[number]) for texts in values.values()) for number in range(len(self._papers))]
        best = counts.index(max(counts)) if counts else 0
        best = next((number for number, kept in enumerate(papers) if kept.key == chosen), best)
        for number in range(len(self._papers)):
            radio = RadioButton(self._theme, gettext("Keep this one"))
            radio.setObjectName(f"keepChoice.{number}")
            radio.setChecked(number == best)
            self._choice.addButton(radio, number)
            self._grid.addWidget(radio, 0, number + 1)
            self._grid.setColumnStretch(number + 1, 1)
            if self._papers[number].key == at:
                radio.setFocus(Qt.FocusReason.OtherFocusReason)
        for row, (name, texts) in enumerate(values.items(), start=1):
            heading = label(_title(name), "small", "muted")
            self._grid.addWidget(heading, row, 0, Qt.AlignmentFlag.AlignTop)
            differs = len({text for text in texts if text}) > 1
            for number, text in enumerate(texts):
                words = _words(name, text)
                cell = Prose("small", "" if differs else "muted")
                short = shorten(words, LONGEST)
                cell.show_text("" if differs else short, lead=short if differs else "")
                cell.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
                self._grid.addWidget(cell, row, number + 1, Qt.AlignmentFlag.AlignTop)
        self._grid.setRowStretch(len(values) + 1, 1)

    def _clear(self) -> None:
        for button in self._choice.buttons():
            self._choice.removeButton(button)
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for number in range(self._grid.columnCount()):
            self._grid.setColumnStretch(number, 0)
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, 0)


_OTHER_TITLES = {
    ITEM_TYPE: Message("Type"),
    "files": Message("Files"),
    "tags": Message("Tags"),
    "collections": Message("Collections"),
    "notes": Message("Note"),
    "added": Message("Added"),
}
"""What is no field of an entry."""


_ADDED_UP = ("files", "tags", "collections", "notes", "added")
"""What a merge keeps of all papers."""


def merged_words(papers: Sequence[KeptPaper], keep: str) -> str:
    """Return, as sentences, what a merge of *papers* into that with the key *keep* keeps of which of them.

    A field of the paper that stays is never replaced; those that it does not have are filled from the others.
    """
    place = next((number for number, kept in enumerate(papers) if kept.key == keep), 0)
    differ: list[str] = []
    filled: list[str] = []
    for name, texts in compared_values(papers).items():
        if name in _ADDED_UP or len({text for text in texts if text} | {texts[place]}) < 2:
            continue
        (differ if texts[place] else filled).append(_title(name))
    sentences = []
    if differ:
        sentences.append(gettext("Kept from the chosen paper: {fields}.", fields=", ".join(differ)))
    if filled:
        sentences.append(
            ngettext(
                "Added from the other: {fields}.",
                "Added from the others: {fields}.",
                len(papers) - 1,
                fields=", ".join(filled),
            )
        )
    sentences.append(gettext("Files, notes, tags and collections of all are kept."))
    return " ".join(sentences)


def done_words(papers: Sequence[KeptPaper], keep: str) -> str:
    """Return, as sentences, that *papers* were merged into that with the key *keep*, and which of their citation keys
    is no longer exported."""
    done = ngettext("Merged {count} paper.", "Merged {count} papers.", len(papers))
    lost = merged_key(papers, keep)
    return done if lost is None else f"{done} {shown(lost)}"


def _words(name: str, text: str) -> str:
    """Return a value of the field as the window writes it."""
    if name == ITEM_TYPE and text:
        return type_title(text)
    return (calendar_day(text) or text) if name == "added" or is_date(name) else text


def _title(name: str) -> str:
    return shown(_OTHER_TITLES[name]) if name in _OTHER_TITLES else field_title(name)
