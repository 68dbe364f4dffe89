"""The control for a folder: shows its path and free disk space; another is chosen without a modal window."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.file_dialog import open_folder
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import label, sign_label
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import size

LEAST_TEXT = 140
"""Width of the path in pixels at base size, or the button is below it."""


class FolderBox(QWidget):
    """Shows a folder; *chosen* is called when the user selects another one. `room`: a label that its owner
    places, with the free disk space."""

    def __init__(
        self,
        theme: Theme,
        folder: Path,
        chosen: Callable[[Path], None],
        *,
        title: str,
        note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """
        Args:
            title: the purpose of the folder.
            note: what the label `room` says before the free disk space.
        """
        super().__init__(parent)
        self._theme = theme
        self._chosen = chosen
        self._title = title
        self._note = note
        row = FlowLayout(self, gap=theme.px(6), line_gap=theme.px(4))
        shown = QWidget()
        parts = QHBoxLayout(shown)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(theme.px(8))
        self._sign = sign_label()
        parts.addWidget(self._sign)
        self.path = label(wrap=True)  # no text box, even a read-only one: it would look as if one could type the path
        self.path.setObjectName("folderEdit")
        self.path.setAccessibleDescription(title)
        self.path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        parts.addWidget(self.path, 1)
        row.add_growing(shown, theme.px(LEAST_TEXT))
        self._choose = Button(theme, text=gettext("Choose…"), name=gettext("Choose: {setting}", setting=title))
        self._choose.clicked.connect(self._open_dialog)
        row.addWidget(self._choose)
        self.room = label("", "small", "muted", wrap=bool(note))
        theme.changed.connect(self._show_sign)
        self._show_sign()
        self.show_folder(folder)

    @property
    def folder(self) -> Path:
        return self._folder

    def show_folder(self, folder: Path) -> None:
        self._folder = folder
        text = str(folder)
        home = str(Path.home())
        self.path.setText("~" + text[len(home) :] if text.startswith(home) else text)
        set_tooltip(self.path, text)
        self._choose.setAccessibleDescription(text)
        there = next((place for place in (folder, *folder.parents) if place.is_dir()), None)
        try:
            free = gettext("{size} free", size=size(shutil.disk_usage(there).free)) if there else ""
        except OSError:
            free = ""
        self.room.setText("\n".join(part for part in (self._note, free) if part))

    def _show_sign(self) -> None:
        self._sign.setPixmap(self._theme.pixmap("folder", "muted", 16))

    def _open_dialog(self) -> None:
        open_folder(self, self._title, self._on_selected, start=self._folder.parent)

    def _on_selected(self, path: Path) -> None:
        self.show_folder(path)
        self._chosen(path)
