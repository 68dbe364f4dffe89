"""The foot of the Export dialog: what is said of the export, and the buttons Copy and Save."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.label import label, set_tone
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import number

if TYPE_CHECKING:
    from scholar_desktop.domain.full_entry import MissingFields

MOST_NAMED = 3
"""How many entries that lack a field are named."""


def missing_fields_note(missing: Sequence[MissingFields]) -> str:
    """Return the sentence about the entries that lack a required field; empty if there are none."""
    if not missing:
        return ""
    named, others = ", ".join(_named(missing[:MOST_NAMED])), len(missing) - MOST_NAMED
    if others > 0:
        return ngettext(
            "{count} entry lacks required fields: {entries}, and {others} more.",
            "{count} entries lack required fields: {entries}, and {others} more.",
            len(missing),
            entries=named,
            others=number(others),
        )
    return ngettext(
        "{count} entry lacks required fields: {entries}.",
        "{count} entries lack required fields: {entries}.",
        len(missing),
        entries=named,
    )


def _named(missing: Sequence[MissingFields]) -> list[str]:
    """Return 'smith2020tides (journal)' for each entry."""
    return [f"{one.key} ({', '.join(one.fields)})" for one in missing]


class ExportFoot(QWidget):
    """Signals: `copied`, `saved` (the buttons are pressed).

    `copy_button`: hidden for an export that cannot be copied.
    """

    copied = Signal()
    saved = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(4))
        self._confirmation = ""
        self._note = label("", "small", "muted", wrap=True)
        self._note.setObjectName("exportNote")
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row.addWidget(self._note, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(4))
        buttons.addStretch(1)
        self.copy_button = Button(theme, ButtonKind.PLAIN, gettext("Copy"))
        self.copy_button.setObjectName("exportCopyButton")
        self.copy_button.clicked.connect(self.copied)
        buttons.addWidget(self.copy_button)
        self._save = Button(theme, ButtonKind.PRIMARY, gettext("Save…"))
        self._save.setObjectName("exportSaveButton")
        self._save.clicked.connect(self.saved)
        buttons.addWidget(self._save)
        self._row.addLayout(buttons)

    def set_note_above(self, is_above: bool) -> None:
        """Put the note above the buttons (True), with the whole width, or beside them."""
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if is_above else QBoxLayout.Direction.LeftToRight)

    @property
    def allows_saving(self) -> bool:
        return self._save.isEnabled()

    def allow(self, is_allowed: bool) -> None:
        """Allow to copy and to save, unless what was chosen cannot be used, such as a template of keys."""
        self.copy_button.setEnabled(is_allowed)
        self._save.setEnabled(is_allowed)

    def confirm(self, lead: str, text: str) -> None:
        """Say that something was copied (*lead*), before *text* and all that is said until `forget_confirmation`."""
        self._confirmation = lead
        self.say(text)

    def forget_confirmation(self) -> None:
        self._confirmation = ""

    def say(self, *texts: str) -> None:
        """Show *texts* one after the other; empty ones are left out."""
        self._note.setText(" ".join(text for text in (self._confirmation, *texts) if text))
        set_tone(self._note, "muted")
        set_tooltip(self._note, "")

    def say_missing(self, missing: Sequence[MissingFields], *texts: str) -> None:
        """Show *texts*, and the entries that lack a required field; the tooltip has all of them."""
        self.say(*texts, missing_fields_note(missing))
        set_tooltip(self._note, "\n".join(_named(missing)) if len(missing) > MOST_NAMED else "")

    def say_error(self, error: ScholarError) -> None:
        self._note.setText(f"{shown(error.message)} {shown(error.hint or '')}".strip())
        set_tone(self._note, "error")
        set_tooltip(self._note, "")
