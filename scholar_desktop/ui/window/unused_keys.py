"""Keys that neither a control nor a shortcut has used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenuBar, QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.rows.selection_bar import REMOVING
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.window.focus import LETTERS_PROPERTY, is_letter_for_control, open_context_menu

if TYPE_CHECKING:
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages

_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def use_key(
    event: QKeyEvent, window: QWidget, actions: Actions, messages: Messages, *, page: QWidget | None = None
) -> bool:
    """Open the context menu of the control with the focus for Shift+F10, the menu bar for F10, and paste where no text
    box has done so. For the shortcut of a command that cannot run now, say why; letters alone are none, since they may
    be meant for a box, except those for papers in their lists, and on a *page* where letter keys act from every
    control. In a list that does nothing else for Delete, run the command that the menus show the key at, or say why
    not. Return False for other keys."""
    if event.key() == Qt.Key.Key_F10 and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
        open_context_menu(window.focusWidget() or window)
        return True
    if event.key() == Qt.Key.Key_F10 and not event.modifiers():
        _open_menu_bar(window)
        return True
    if event.matches(QKeySequence.StandardKey.Paste):  # the focus is in no text box
        messages.run(actions, "edit.paste")
        return True
    if event.key() == Qt.Key.Key_Delete and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return _delete(window.focusWidget(), actions, messages)
    has_letters = page is not None and page.property(LETTERS_PROPERTY) and not is_letter_for_control(event, page)
    is_in_papers = isinstance(focused := window.focusWidget(), RowList) and focused.trashes
    acts_here = is_in_papers and actions.key_acts_on_papers(event.keyCombination())
    if not event.modifiers() & _HELD and not has_letters and not acts_here:
        return False
    keys = QKeySequence(event.keyCombination())
    for action in window.actions():
        if action.isVisible() and not action.isEnabled() and keys in action.shortcuts():
            reason = actions.why_not(action.objectName())
            if reason is not None:
                messages.cannot_run(actions.title(action.objectName()), reason)
                return True
    return False


def _open_menu_bar(window: QWidget) -> None:
    """Open the first menu, as F10 does on Windows and on most desktops of Linux."""
    bar = window.findChild(QMenuBar)
    if bar is not None and bar.actions():
        bar.setActiveAction(bar.actions()[0])


def _delete(focused: QWidget | None, actions: Actions, messages: Messages) -> bool:
    """Never act on a row that only has the outline, nor on the paper that is shown beside it; say so."""
    if not isinstance(focused, RowList) or not focused.model().rowCount():
        return False
    action_id = next((each for each in REMOVING if not actions[each].shortcut().isEmpty()), "paper.delete")
    if not focused.trashes:
        messages.cannot_run(gettext("Delete"), gettext("The rows of this list cannot be deleted."))
    elif focused.chosen_rows():
        messages.run(actions, action_id)
    else:
        why = gettext("No row is selected. Press the Down key to select the row with the outline.")
        messages.cannot_run(actions.title(action_id), why)
    return True
