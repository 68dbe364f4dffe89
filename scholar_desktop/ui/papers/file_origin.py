"""The collapsible section 'This file': where a file of the library came from. It is closed at first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.library import HAND, KeptFile, KeptPaper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.widgets.button import RING, Button, ButtonKind
from scholar_desktop.ui.widgets.fold_section import FoldButton
from scholar_desktop.ui.widgets.label import ElidedLabel, label
from scholar_desktop.ui.widgets.paper_facts import CopyButton, clear_layout
from scholar_desktop.ui.words import access_words, wording

if TYPE_CHECKING:
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.theme.theme import Theme

OPEN = "this_file"
"""Key in the window's state: True if the section is open."""
NOT_KNOWN = Message("unknown")


class FileOriginSection(QWidget):
    """Source, address, date, version, licence and checksum of each file of the paper shown, to copy; and its folder."""

    def __init__(
        self,
        theme: Theme,
        state: WindowState,
        open_path: Callable[[str], None],
        copied: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._open_path = open_path
        self._theme = theme
        self._copied = copied
        self._files: tuple[KeptFile, ...] = ()
        self._opened: str | None = None
        """The path of the file that “Open in PDF app” opens."""
        self._filled: tuple[tuple[KeptFile, ...], str | None] = ((), None)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, self._theme.px(12), 0, 0)
        column.setSpacing(self._theme.px(2))
        self._fold = FoldButton(self._theme, gettext("This file"), is_open=bool(state.get(OPEN, bool)), parent=self)
        self._fold.setObjectName("thisFileButton")
        self._fold.turned.connect(self._on_turned)
        column.addWidget(self._fold)
        self._body = QWidget()
        self._body.setObjectName("thisFileView")
        self._body.setAccessibleName(gettext("Origin of the file"))
        self._rows = QVBoxLayout(self._body)
        self._rows.setContentsMargins(RING, 0, 0, 0)
        self._rows.setSpacing(self._theme.px(10))
        column.addWidget(self._body)
        self.hide()

    def show_files(self, kept: KeptPaper | None) -> None:
        """Show the files of *kept*; without any, the section is hidden."""
        self._files = files = kept.files if kept is not None else ()
        self._opened = kept.pdf if kept is not None else None
        self._fold.set_title(ngettext("This file", "These {count} files", max(len(files), 1)))
        self.setVisible(bool(files))
        self._show()

    def _on_turned(self, is_open: bool) -> None:
        self._state.set(OPEN, is_open)
        self._show()

    def _show(self) -> None:
        self._body.setVisible(self._fold.is_open)
        if not self._fold.is_open or self._filled == (self._files, self._opened):
            return
        self._filled = self._files, self._opened
        clear_layout(self._rows)
        for file in self._files:
            self._rows.addWidget(self._block(file))

    def _block(self, file: KeptFile) -> QWidget:
        theme, px = self._theme, self._theme.px
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(2))
        head = QHBoxLayout()
        head.addWidget(
            ElidedLabel(f"{file.name}", "small", mode=Qt.TextElideMode.ElideMiddle, hint=wording.size(file.bytes)), 1
        )
        show = Button(theme, ButtonKind.LINK, gettext("Show in folder"), icon="folder")
        show.setObjectName("showInFolderButton")
        show.clicked.connect(lambda: self._open_path(str(Path(file.path).parent)))
        head.addWidget(show)
        column.addLayout(head)
        if file.is_pdf and sum(one.is_pdf for one in self._files) > 1:
            self._add_opening(column, file)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        facts = _facts(file)
        copy_buttons = [
            CopyButton(theme, whole, gettext("Copy {name}: {value}", name=name, value=whole), self._copied)
            if whole
            else None
            for name, _text, whole in facts
        ]
        height = max((button.sizeHint().height() for button in copy_buttons if button is not None), default=0)
        for line, ((name, text, whole), button) in enumerate(zip(facts, copy_buttons, strict=True)):
            grid.setRowMinimumHeight(line, height)  # also of a fact that is not known and has no button
            grid.addWidget(label(name, "small", "muted"), line, 0)
            is_long = whole in (file.source_url, file.sha256)
            mode = Qt.TextElideMode.ElideMiddle if is_long else Qt.TextElideMode.ElideRight
            grid.addWidget(ElidedLabel(text, "small", "" if whole else "muted", mode=mode), line, 1)
            if button is not None:
                grid.addWidget(button, line, 2)
        column.addLayout(grid)
        if file.review is not None:
            column.addWidget(label(shown(file.review), "small", wrap=True))
        return box

    def _add_opening(self, column: QVBoxLayout, file: KeptFile) -> None:
        """Say of the one of several PDFs that the command opens that it does; the others have a button."""
        if file.path == self._opened:
            column.addWidget(label(gettext("“Open in PDF app” opens this file."), "small", wrap=True))
            return
        button = Button(self._theme, ButtonKind.LINK, gettext("Open file"), icon="external")
        button.setObjectName("openThisFileButton")
        button.clicked.connect(lambda: self._open_path(file.path))
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)


def _facts(file: KeptFile) -> list[tuple[str, str, str]]:
    """Return (name, text shown, text copied); the copied text is empty if nothing is known."""
    source = wording.source_title(file.source) if file.source else ""
    named = {
        "arxiv": "arXiv",
        "landing": gettext("Link on a web page"),
        "user": gettext("Added by you"),
        HAND: gettext("Added by you"),
        "pmc": "PubMed Central",
        "europepmc": "Europe PMC",
        "acl": "ACL Anthology",
        "biorxiv": gettext("bioRxiv or medRxiv"),
    }.get(file.source or "", source)
    unknown = shown(NOT_KNOWN)
    return [
        (gettext("Source"), named or unknown, named),
        (gettext("Link"), file.source_url or unknown, file.source_url or ""),
        (gettext("Retrieved"), wording.moment(file.retrieved) or unknown, file.retrieved or ""),
        (gettext("Version"), access_words.version_line(file.version), file.version or ""),
        (gettext("Licence"), _licence(file), file.license or ""),
        ("SHA-256", file.sha256, file.sha256),
    ]


def _licence(file: KeptFile) -> str:
    """Return what the licence of *file* allows. Without a licence, only a copy that was found is known to be free to
    read."""
    if file.license is None and file.source == HAND:
        return gettext("not known (you added this file)")
    if file.license is None and file.source is None:
        return shown(NOT_KNOWN)
    return access_words.licence_line(file.license)
