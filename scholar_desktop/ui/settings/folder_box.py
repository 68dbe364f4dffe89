"""The control for a folder: shows its path and free disk space; another is chosen without a modal window."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.file_dialog import open_folder
from scholar_desktop.ui.widgets.find_edit import IconEdit
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import size

LEAST_BOX = 140
"""Width of the box in pixels at base size, or the buttons are below it."""


class FolderBox(QWidget):
    """Shows a folder; *chosen* is called when the user selects another one. `room`: a label that its owner places."""

    def __init__(
        self,
        theme: Theme,
        folder: Path,
        chosen: Callable[[Path], None],
        *,
        title: str,
        parent: QWidget | None = None,
    ) -> None:
        """title: the purpose of the folder."""
        super().__init__(parent)
        self._theme = theme
        self._chosen = chosen
        self._title = title
        row = FlowLayout(self, gap=theme.px(6), line_gap=theme.px(4))
        self.box = IconEdit()
        self.box.setReadOnly(True)
        self.box.setObjectName("folderEdit")
        self.box.setAccessibleName(title)
        self.box.show_icon(theme, "folder")
        row.add_growing(self.box, theme.px(LEAST_BOX))
        self._choose = Button(theme, text=gettext("Choose…"), name=gettext("Choose: {setting}", setting=title))
        self._choose.clicked.connect(self._open_dialog)
        row.addWidget(self._choose)
        self.room = label("", "small", "muted")
        self.show_folder(folder)

    @property
    def folder(self) -> Path:
        return self._folder

    def show_folder(self, folder: Path) -> None:
        self._folder = folder
        text = str(folder)
        home = str(Path.home())
        self.box.setText("~" + text[len(home) :] if text.startswith(home) else text)
        set_tooltip(self.box, text)
        self.box.setCursorPosition(0)
        there = next((place for place in (folder, *folder.parents) if place.is_dir()), None)
        try:
            self.room.setText(gettext("{size} free", size=size(shutil.disk_usage(there).free)) if there else "")
        except OSError:
            self.room.setText("")

    def _open_dialog(self) -> None:
        open_folder(self, self._title, self._on_selected, start=self._folder.parent)

    def _on_selected(self, path: Path) -> None:
        self.show_folder(path)
        self._chosen(path)
