"""Keeps the live files up to date while the window is open, and reports what other programs wrote into them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.field_input import value_text
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.services.exchange.live_files import CURRENT, EDITED, MISSING, FileDifference, LiveStatus
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.entry_words import part_title, type_title

if TYPE_CHECKING:
    from scholar_desktop.services.exchange.live_files import LiveFiles
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.question_panel import QuestionPanel
    from scholar_desktop.ui.theme.theme import Theme

MOST_SHOWN = 3
"""Differences that a message has; their number is stated."""
LONGEST = 60
"""Characters of a value that are shown."""
MESSAGE_SHOWN_MS = 6000


class LiveFileMessages(QObject):
    """A message for each file that is not up to date, once for each state that it is in.

    The files are written after changes of the library. Whether another program has edited one is also looked up at the
    start, and when the window becomes active again.
    """

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        messages: Messages,
        live_files: LiveFiles,
        import_file: Callable[[Path], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._scope = scope.child()
        self._messages = messages
        self._live_files = live_files
        self._import_file = import_file
        self._theme = theme
        self._window = window
        self._question: QuestionPanel | None = None
        self._said: dict[str, str] = {}
        live_files.watch()
        live_files.updated.connect(self._show)
        window.installEventFilter(self)
        self._look_soon()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate:
            self._look_soon()
        return False

    def _look_soon(self) -> None:
        self._scope.start(self._look(), name="look for edited live files", latest="live files")

    async def _look(self) -> None:
        try:
            self._show(await self._live_files.edited())
        except ScholarError:
            return  # the pages that show the library report it

    def _show(self, found: tuple[LiveStatus, ...]) -> None:
        for one in found:
            key, said = _key(one.live.file), self._said.get(one.live.file, CURRENT)
            self._said[one.live.file] = one.state
            if one.state == CURRENT:
                self._messages.close_message(key)
            elif one.state != said or self._messages.note(key) is not None:  # not again once the user has closed it
                self._messages.say(key, self._note(one))

    def _note(self, one: LiveStatus) -> Note:
        path = Path(one.live.file)
        if one.state == EDITED:
            steps = (
                Step(gettext("Import…"), partial(self._import_file, path)),
                Step(gettext("Overwrite…"), partial(self._ask_to_overwrite, one)),
            )
            lead = gettext("Another program edited {file}. It is no longer kept up to date.", file=path.name)
            return Note(lead, _differences_text(one.differences), "warn", "warning", steps)
        if one.state == MISSING:
            lead = gettext("{file} is no longer kept up to date.", file=path.name)
            text = gettext("Its collection or paper is no longer in your library.")
            return Note(lead, text, "warn", "warning")
        lead = gettext("Could not write {file}.", file=path.name)
        folder = str(path.parent)
        text = gettext(
            "It is written again after the next change to your library. Check the folder {folder}.", folder=folder
        )
        return Note(lead, text, "error")

    def _ask_to_overwrite(self, one: LiveStatus) -> None:
        question = gettext("Overwrite {file}?", file=Path(one.live.file).name)
        text = gettext("What the other program wrote is lost. Your library stays as it is.")
        if self._question is None:
            from scholar_desktop.ui.context.question_panel import QuestionPanel

            self._question = QuestionPanel(self._theme, self._window)
        self._question.ask(question, text, gettext("Overwrite"), lambda: self._overwrite(one))

    def _overwrite(self, one: LiveStatus) -> None:
        self._scope.start(self._write(one), name="overwrite a live file")

    async def _write(self, one: LiveStatus) -> None:
        path = Path(one.live.file)
        try:
            written = await self._live_files.add(one.live.collection or one.live.id, path, replace=True)
        except ScholarError as error:
            self._messages.failed(gettext("Could not write {file}", file=path.name), error)
            return
        self._show((written,))
        note = Note(gettext("{file} is kept up to date again.", file=path.name), icon="tick")
        self._messages.say("live", note, lasts_ms=MESSAGE_SHOWN_MS)


def _key(file: str) -> str:
    return f"live {file}"  # not translated: the key of a message


def _differences_text(differences: Sequence[FileDifference]) -> str:
    sentences = [difference_words(one) for one in differences[:MOST_SHOWN]]
    if left := len(differences) - len(sentences):
        sentences.append(ngettext("{count} more difference.", "{count} more differences.", left))
    return " ".join(sentences)


def difference_words(one: FileDifference) -> str:
    """Return what differs between the library and a file, as a sentence."""
    if not one.field and one.there is None:
        return gettext("“{title}” is only in your library.", title=_words(one, one.here) or one.key)
    if not one.field:
        return gettext("“{title}” is only in the file.", title=_words(one, one.there) or one.key)
    return gettext(
        "{key}, {field}: “{here}” in your library, “{there}” in the file.",
        key=one.key,
        field=part_title(one.field),
        here=_words(one, one.here) or "—",
        there=_words(one, one.there) or "—",
    )


def _words(one: FileDifference, value: Any) -> str:
    if isinstance(value, (list, tuple)):
        text = ", ".join(map(str, value))
    elif one.field == "item_type" and isinstance(value, str):
        text = type_title(value)
    else:
        text = value_text(one.field, value)
    return shorten(text, LONGEST)
