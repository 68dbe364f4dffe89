"""The button and the key that export the answers of the page 'Unpaywall'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from scholar_desktop.translation import gettext
from scholar_desktop.ui.widgets.button import Button

if TYPE_CHECKING:
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.theme.theme import Theme


def export_button(theme: Theme, actions: Actions, name: str) -> Button:
    """Return the button, as the other lists have it. name: its objectName."""
    button = Button(theme, icon="file-text", small=True)
    button.setObjectName(name)
    button.bind(actions["unpaywall.export_csv"], text=gettext("Save as CSV…"))
    return button


def is_export_key(event: QKeyEvent) -> bool:
    """True for Ctrl+E."""
    return event.key() == Qt.Key.Key_E and event.modifiers() == Qt.KeyboardModifier.ControlModifier
