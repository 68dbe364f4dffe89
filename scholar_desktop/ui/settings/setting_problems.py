"""Why a setting was not saved: in words, and at its text box."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QLineEdit

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.widgets.accessibility import announce
from scholar_desktop.ui.widgets.label import set_tone


def reason_not_saved(error: ScholarError) -> str:
    """Return why a setting was not saved, without the key of the setting in config.toml: its row has its name."""
    return f"{_problem_words(error)} {shown(error.hint or '')}".strip()


def _problem_words(error: ScholarError) -> str:
    problem = getattr(error.message, "values", {}).get("problem")
    if problem is None:
        return shown(error.message)
    words = shown(problem)
    return f"{words}." if problem.template.startswith("{") else gettext("This {problem}.", problem=words)


def mark_box(box: QLineEdit, says: QLabel, reason: str, help_: str) -> None:
    """Say in *says* why the text of *box* was not saved, and draw the box so; with an empty *reason*, say *help_*, as
    for a text that was saved."""
    says.setText(reason or help_)
    set_tone(says, "error" if reason else "muted")
    box.setAccessibleDescription(reason)
    box.setProperty("wrong", bool(reason))
    box.style().unpolish(box)
    box.style().polish(box)
    if reason:
        announce(box, reason)
