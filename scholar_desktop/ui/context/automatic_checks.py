"""The automatic checks for news: messages about what they look up say whether they are on, and offer to switch them
on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.widgets.note import Note, Step

if TYPE_CHECKING:
    from scholar_desktop.services.program.settings_editor import SettingsEditor
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.paper_status import PaperStatuses
    from scholar_desktop.ui.context.ui_context import UiContext

SHOWN_MS, QUESTION_SHOWN_MS = 10_000, 15_000
HOURS_OF_DAY = 24
WATCH = "watch"
"""The key of messages about what News looks up."""


class AutomaticChecks:
    """Whether the automatic checks are on, and the messages that depend on it."""

    def __init__(
        self, scope: TaskScope, messages: Messages, marks: PaperStatuses, settings_editor: SettingsEditor
    ) -> None:
        self._scope = scope
        self._messages = messages
        self._marks = marks
        self._settings_editor = settings_editor

    @property
    def are_on(self) -> bool:
        return self._settings_editor.current.watch

    def say(
        self,
        lead: str,
        text: str,
        *,
        more: str = "",
        steps: tuple[Step, ...] = (),
        key: str = WATCH,
        icon: str = "bell",
    ) -> None:
        """Report something that News looks up from now on, such as a paper that is watched.

        Args:
            text: what News shows about it, said while the checks are on. While they are off, the offer to switch them
                on takes its place, in short: its button says all that they look up.
            more: a sentence at the end, in both cases.
            steps: further buttons.
            key: the key of the message; "undo" if one of *steps* undoes the last change to the library.
        """
        if self.are_on:
            note = Note(lead, _joined(text, more), icon=icon, steps=steps)
        else:
            offer = gettext(
                "To get news about it, turn on automatic checks. They also find open copies of the papers in your "
                "library."
            )
            note = Note(lead, _joined(offer, more), icon=icon, steps=(self.step(key), *steps))
        self._messages.say(key, note, lasts_ms=SHOWN_MS if self.are_on else QUESTION_SHOWN_MS)

    def step(self, key: str = WATCH) -> Step:
        """Return the button that switches the checks on, and closes the message *key*."""
        switch = partial(self._switch, True, key)
        return Step(gettext("Check automatically"), switch, main=True, icon="bell", why=_checked_words())

    def close_message(self) -> None:
        """Close the message about what News looks up: it is no longer true."""
        self._messages.close_message(WATCH)

    def _switch(self, is_on: bool, key: str) -> None:
        self._messages.close_message(key)
        self._scope.start(self._switched(is_on), name="switch the watch", latest="watch")

    async def set_on(self, is_on: bool) -> None:
        """Switch the checks on or off, without a message. Raises the errors of the settings."""
        await self._settings_editor.set("watch", is_on)
        self._marks.changed.emit()  # the papers that are watched say so

    def consequence(self) -> str:
        """Return what watching a paper switches on: what is sent and how often, as the text of a question."""
        hours = self._settings_editor.current.watch_every_hours
        if hours == HOURS_OF_DAY:
            return gettext(
                "Watching needs automatic checks: once a day, the program sends the DOI of each paper of your library "
                "that has no PDF to Unpaywall (1 request each), and looks up preprints, saved searches, and the people "
                "and records that you follow."
            )
        return ngettext(
            "Watching needs automatic checks: every hour, the program sends the DOI of each paper of your library "
            "that has no PDF to Unpaywall (1 request each), and looks up preprints, saved searches, and the people "
            "and records that you follow.",
            "Watching needs automatic checks: every {count} hours, the program sends the DOI of each paper of your "
            "library that has no PDF to Unpaywall (1 request each), and looks up preprints, saved searches, and the "
            "people and records that you follow.",
            hours,
        )

    async def _switched(self, is_on: bool) -> None:
        await self.set_on(is_on)
        if is_on:
            undo = Step(gettext("Undo"), partial(self._switch, False, WATCH), icon="undo")
            note = Note(gettext("Automatic checks are on."), _checked_words(), icon="bell", steps=(undo,))
            self._messages.say(WATCH, note, lasts_ms=SHOWN_MS)


def automatic_checks(ui_context: UiContext) -> AutomaticChecks:
    """Return the checks of this window."""
    return AutomaticChecks(ui_context.scope, ui_context.messages, ui_context.marks, ui_context.services.settings_editor)


def _checked_words() -> str:
    """Return the sentence that says what the automatic checks look up."""
    return gettext(
        "News checks all papers of your library that have no PDF and a DOI that Unpaywall covers (1 request to "
        "Unpaywall each), preprints, saved searches, and the people and records that you follow."
    )


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))
