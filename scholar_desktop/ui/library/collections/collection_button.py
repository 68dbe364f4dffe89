"""The button that shows the collection something is added to, and opens the panel to choose another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.collection import Collection, display_path, fold_name
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import Changes
from scholar_desktop.translation import gettext, pgettext
from scholar_desktop.ui.library.collections.collection_panel import CollectionPanel
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.services.services import Collections
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.theme.theme import Theme

LONGEST = 36
"""Characters of a path that the button shows; its tooltip has the whole path."""


class CollectionButton(Button):
    """Shows a path, or *none* if no collection is chosen. Signal: `chosen` (the path; empty for none).

    A path that was typed may not exist yet: `services.collections.put_in` creates it with the first papers. When
    the collection is renamed or moved elsewhere in the window, the button shows the new path; when it is deleted, the
    button shows none. `chosen` is emitted in both cases, too.
    """

    chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        messages: Messages,
        collections: Collections,
        *,
        none: str = "",
        small: bool = False,
        limits: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Create the button.

        Args:
            limits: the collection limits what is shown, so that no new one can be chosen: “In: Thesis”.
        """
        super().__init__(theme, ButtonKind.PLAIN, none, icon="folder", small=small, parent=parent)
        self._theme = theme
        self._window_scope = scope
        self._messages = messages
        self._collections = collections
        self._scope = scope.child()
        self._limits = limits
        self._none = none or pgettext("collection", "None")
        self._path = ""
        self._key: int | None = None
        self._panel: CollectionPanel | None = None
        self.setObjectName("collectionButton")
        self.clicked.connect(self.open_panel)
        collections.changed.connect(self._on_changed)
        self._show()

    @property
    def path(self) -> str:
        """The path, like `Thesis/Chapter 2`; empty for none."""
        return self._path

    def show_path(self, path: str) -> None:
        """Show *path* as chosen, without emitting `chosen`."""
        self._path, self._key = path, None
        self._show()
        if path:
            self._follow()

    def open_panel(self) -> None:
        """Open the panel below the button."""
        if self._panel is None or self._panel.parent() is not self.window():
            self._panel = CollectionPanel(
                self._theme,
                self._window_scope,
                self._messages,
                self._collections,
                self.window(),
                none=self._none,
                creates=not self._limits,
            )
            self._panel.chosen.connect(self._on_chosen)
        self._panel.open_under(self, self._path)

    def _on_chosen(self, path: str) -> None:
        if path != self._path:
            self.show_path(path)
            self.chosen.emit(path)

    def _on_changed(self, changes: Changes) -> None:
        if self._path and changes.collections:
            self._follow()

    def _follow(self) -> None:
        self._scope.start(self._find_again(), name="the chosen collection", latest="look")

    async def _find_again(self) -> None:
        try:
            there = await self._collections.all()
        except ScholarError:
            return  # the page of the library reports the error
        one = self._among(there)
        is_new = one is None and self._key is None and not self._limits
        path = self._path if is_new else (one.path if one is not None else "")
        self._key = one.key if one is not None else None
        if path != self._path:
            self._path = path
            self._show()
            self.chosen.emit(path)

    def _among(self, there: tuple[Collection, ...]) -> Collection | None:
        if self._key is not None:
            return next((one for one in there if one.key == self._key), None)
        return next((one for one in there if fold_name(one.path) == fold_name(self._path)), None)

    def _show(self) -> None:
        words = display_path(self._path) if self._path else self._none
        short = words if len(words) <= LONGEST else f"…{words[1 - LONGEST :]}"
        set_tooltip(self, words if short != words else "")
        name = gettext("In: {name}", name=words) if self._limits else gettext("Collection: {name}", name=words)
        text = gettext("In: {name}", name=short) if self._limits else short
        self.show_content(ButtonContent(text, "folder", trailing="chevron-down"), name=name)
