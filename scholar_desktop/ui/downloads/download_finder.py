"""The box above the list of downloads: it leaves only the downloads that have its words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.text.text_folding import fold_row_text
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.domain.text.web_address import site_of
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.downloads.download_list_model import kept_words
from scholar_desktop.ui.widgets.find_edit import FindEdit, add_clear_button
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.words.access_words import reason_words
from scholar_desktop.ui.words.wording import number

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.ui.theme.theme import Theme

WIDEST = 420
"""Width of the box at 13 px text where the list is wider."""


class DownloadFinder(QWidget):
    """The box, and how many downloads have its words. Signal: `changed` (there are other words).

    A download that was found stays in the list until the words change, also if its reason changes because it is tried
    again.
    """

    changed = Signal()

    def __init__(self, theme: Theme, corrected: Callable[[str], Paper | None], parent: QWidget | None = None) -> None:
        """corrected: returns the paper of an item by its key if the library has it in other words than the services."""
        super().__init__(parent)
        self._corrected = corrected
        self.words: tuple[str, ...] = ()
        self._found = set[str]()
        self._texts: dict[str, tuple[DownloadItem, Paper | None, str]] = {}
        self.box = FindEdit(
            "downloadsFindEdit",
            gettext("Find downloads"),
            gettext("Title, author, identifier, host or reason"),
            return_moves_down=True,
        )
        add_clear_button(self.box)
        self.box.show_icon(theme)
        self.box.setMaximumWidth(theme.px(WIDEST))
        self.box.textChanged.connect(self._on_text)
        self._count = label("", "small", "muted")
        self._count.setObjectName("downloadsFound")
        self._count.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), theme.px(6), theme.px(12), theme.px(6))
        row.setSpacing(theme.px(8))
        row.addWidget(self.box, 1)
        row.addWidget(self._count)
        row.addStretch(0)

    def _on_text(self, text: str) -> None:
        words = tuple(fold_row_text(text).split())
        if words == self.words:
            return
        self.words = words
        self._found.clear()
        if not words:
            self._texts.clear()
        self.changed.emit()

    def fits(self, item: DownloadItem) -> bool:
        """Return True if *item* has all words of the box, or had them before its state changed."""
        if not self.words or item.key in self._found:
            return True
        text = self._text_of(item)
        if not all(word in text for word in self.words):
            return False
        self._found.add(item.key)
        return True

    def _text_of(self, item: DownloadItem) -> str:
        paper = self._corrected(item.key)
        known = self._texts.get(item.key)
        if known is not None and known[0] is item and known[1] is paper:
            return known[2]
        text = fold_row_text(searched_text(item, paper or item.paper))
        self._texts[item.key] = item, paper, text
        return text

    def show_count(self, found: int, total: int) -> None:
        """Show that *found* of the *total* downloads of the chosen chip and batch are listed."""
        self._count.setVisible(bool(self.words))
        self._count.setText(
            ngettext("{found} of {count} matches", "{found} of {count} match", total, found=number(found))
        )

    def nothing_found(self) -> PageMessage:
        """Return the message in place of the list if no download has the words."""
        clear = Step(gettext("Clear"), self.box.clear, main=True)
        words = " ".join(self.box.text().split())
        return PageMessage(gettext("No downloads match “{words}”", words=words), steps=(clear,))


def searched_text(item: DownloadItem, paper: Paper | None) -> str:
    """Return what the words are looked for in: title, authors, year and identifiers of *paper*, the host of the copy,
    and the outcome or reason that the row of *item* says."""
    parts = [item.asked_as]
    if paper is not None:
        ids = (one for one in msgspec.structs.astuple(paper.ids) if isinstance(one, str))
        names = (author.name for author in paper.authors)
        parts += [plain(paper.title), *names, str(paper.year or ""), *ids]
    if item.state is not DownloadState.DONE:
        parts.append((item.current_copy.host if item.current_copy is not None else "") or "")
    else:
        decided = item.deciding_attempt
        parts.append(site_of(decided.final_url or decided.url) if decided is not None else "")
        parts.append(kept_words(item) if item.outcome is ItemOutcome.SAVED else reason_words(item))
    return " ".join(parts)  # wording: searched, not shown
