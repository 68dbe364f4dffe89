"""The tab of the stored Unpaywall answers: its rows, its lifetime setting, deletion, export and import."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from PySide6.QtCore import Qt
from PySide6.QtGui import QDoubleValidator, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.source import UNPAYWALL
from scholar_desktop.services.program.answer_cache import CachedAnswer
from scholar_desktop.settings import declaration
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.rows.sign_list import SignList, SignRow
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.file_dialog import FileKind, FilePurpose, open_file, save_file
from scholar_desktop.ui.widgets.label import ElidedLabel, label
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL
from scholar_desktop.ui.widgets.strip import Strip
from scholar_desktop.ui.widgets.tick_box import TickBox
from scholar_desktop.ui.words import wording
from scholar_desktop.ui.words.wording import size

if TYPE_CHECKING:
    from scholar_desktop.services.program.answer_cache import AnswerCache
    from scholar_desktop.services.program.settings_editor import SettingsEditor
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.theme.theme import Theme


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class KeptAnswerRow(SignRow):
    one: CachedAnswer


def kept_answer_row(one: CachedAnswer) -> KeptAnswerRow:
    title = _title(one.subject)
    sign, colour, word = ("tick", "ok", gettext("Valid"))
    if one.expired:
        sign, colour, word = ("clock", "warn", gettext("Expired"))
    if one.expires is None:
        until = gettext("never expires")
    elif one.expired:
        until = gettext("expired {date}", date=wording.moment(one.expires))
    else:
        until = gettext("valid until {date}", date=wording.moment(one.expires))
    service = wording.source_title(one.service) if one.service else gettext("another service")
    asked = gettext("saved {date}", date=wording.moment(one.asked))
    below = " · ".join(
        part for part in (service, asked, until, "" if one.found else gettext("paper not found")) if part
    )
    return KeptAnswerRow(
        one=one,
        title=title,
        sign=sign,
        colour=colour,
        word=word,
        below=below,
        right=wording.size(one.size),
        spoken=f"{title}, {word}, {below}",
    )


def _title(subject: str) -> str:
    """Return the identifier that was looked up, or the words of a search at Unpaywall."""
    path, _, query = subject.partition("?")
    asked = parse_qs(query)
    if path != "search" or "query" not in asked:
        return subject
    words = asked["query"][0]
    if asked.get("is_oa") == ["true"]:
        return gettext("Search for “{words}”, open access only", words=words)
    return gettext("Search for “{words}”", words=words)


def _file_kind() -> FileKind:
    return FileKind(gettext("Saved answers"), ("json",))


MESSAGE_SHOWN_MS = 10_000


class KeptAnswersTab(QWidget):
    """Loads the list each time it is shown."""

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        state: WindowState,
        messages: Messages,
        answer_cache: AnswerCache,
        settings_editor: SettingsEditor,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._messages = messages
        self._theme = theme
        self._scope = scope.child()
        self._cache = answer_cache
        self._editor = settings_editor
        self.list: SignList[KeptAnswerRow] = SignList(theme, "keptAnswersView", gettext("Saved answers"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._top = self._head()
        column.addWidget(self._top)
        column.addWidget(self.list, 1)
        self.list.view.selectionModel().selectionChanged.connect(self._on_chosen)
        self._editor.changed.connect(self._on_setting_changed)
        self._show_lifetime()

    def focus_first(self) -> None:
        self.list.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # Building

    def focus_panes(self) -> list[QWidget]:
        """Return the parts in reading order, for F6."""
        return [self._top, self.list]

    def _head(self) -> QWidget:
        theme, px = self._theme, self._theme.px
        head = Strip(theme)
        first, second = head.add_flow(), head.add_flow()
        self._delete = self._button(gettext("Delete"), "deleteAnswersButton", self._on_delete, "trash")
        self._expired = self._button(gettext("Delete expired"), "clearExpiredButton", lambda: self._clear(expired=True))
        self._all = self._button(gettext("Delete all"), "clearAnswersButton", lambda: self._clear(expired=False))
        self._save = self._button(gettext("Save to file…"), "saveAnswersButton", self.choose_target)
        load = self._button(gettext("Load from file…"), "loadAnswersButton", self._choose_source)
        for button in (self._delete, self._expired, self._all, self._save, load):
            first.addWidget(button)
        self._only = TickBox(theme, gettext("Unpaywall only"))
        self._only.setObjectName("onlyUnpaywallTick")
        self._only.setChecked(True)
        self._only.toggled.connect(lambda _on: self.reload())
        self._days = QLineEdit()
        self._days.setObjectName("unpaywallDaysEdit")
        self._days.setAccessibleName(shown(declaration("unpaywall_days").title))
        self._days.setValidator(QDoubleValidator(0.0, 36500.0, 2, self._days))
        self._days.setFixedWidth(px(72))
        self._days.editingFinished.connect(self._set_days)
        self._never = TickBox(theme, gettext("Never expire"))
        self._never.setObjectName("neverExpiresTick")
        self._never.clicked.connect(self._on_never)
        second.addWidget(self._only)
        second.addWidget(ElidedLabel(gettext("Unpaywall answers expire after (days):")))
        second.addWidget(self._days)
        second.addWidget(self._never)
        self._total = label("", "small", "muted")
        second.addWidget(self._total)
        return head

    def _button(self, text: str, name: str, run: Callable[[], None], icon: str | None = None) -> Button:
        button = Button(self._theme, ButtonKind.PLAIN, text, icon=icon, small=True)
        button.setObjectName(name)
        button.clicked.connect(run)
        return button

    # Display

    def reload(self) -> None:
        self._scope.start(self._load(), name="list saved answers", latest="list")

    async def _load(self) -> None:
        chosen = {row.one.id for row in self.list.chosen()}
        try:
            answers = await self._cache.list(UNPAYWALL if self._only.isChecked() else None)
        except ScholarError as error:
            lead, hint = shown(error.message), shown(error.hint or "")
            self.list.show_message(ERROR, PageMessage(lead, hint, "alert", "error"))
            return
        self.list.model.show([kept_answer_row(one) for one in answers])
        expired = sum(one.expired for one in answers)
        self._expired.setEnabled(expired > 0)
        self._expired.set_text(
            gettext("Delete {count} expired", count=expired) if expired else gettext("Delete expired")
        )
        for button in (self._all, self._save):
            button.setEnabled(bool(answers))
        total = size(sum(one.size for one in answers))
        words = ngettext("{count} answer, {size}", "{count} answers, {size}", len(answers), size=total)
        self._total.setText(words if answers else "")
        if not answers:
            text = gettext("Answers from services are saved here and reused when you repeat a lookup.")
            self.list.show_message(EMPTY, PageMessage(gettext("No saved answers"), text, "database"))
        else:
            self.list.show_rows(FULL)
            here = [row for row in range(len(answers)) if answers[row].id in chosen]
            self.list.view.mark(here[0] if here else 0)
        self._on_chosen()

    def _on_chosen(self, *_changes: object) -> None:
        count = len(self.list.chosen())
        self._delete.setEnabled(count > 0)
        self._delete.set_text(gettext("Delete {count}", count=count) if count > 1 else gettext("Delete"))

    # The lifetime

    def _show_lifetime(self) -> None:
        days = self._editor.current.unpaywall_days
        self._never.setChecked(days == 0)
        self._days.setEnabled(days != 0)
        self._days.setText(f"{days:g}" if days else "")

    def _set_days(self) -> None:
        text = self._days.text().strip().replace(",", ".")
        if text and not self._never.isChecked():
            self._run(self._editor.set("unpaywall_days", text), gettext("The expiry could not be changed"), "lifetime")

    def _on_never(self) -> None:
        days = "0" if self._never.isChecked() else ""
        self._run(self._editor.set("unpaywall_days", days), gettext("The expiry could not be changed"), "lifetime")

    def _on_setting_changed(self, key: str) -> None:
        if key == "unpaywall_days":
            self._show_lifetime()
            self.reload()

    # Actions of the user

    def _on_delete(self) -> None:
        chosen = [row.one for row in self.list.chosen()]
        self._run(self._remove(chosen), gettext("The answers could not be deleted"), "delete")

    def _clear(self, *, expired: bool) -> None:
        gone = [row.one for row in self.list.model.rows if row.one.expired or not expired]
        self._run(self._remove(gone), gettext("The answers could not be deleted"), "delete")

    async def _remove(self, answers: list[CachedAnswer]) -> None:
        taken = await self._cache.take_out([one.id for one in answers])
        await self._load()
        lead = ngettext("Deleted {count} saved answer.", "Deleted {count} saved answers.", len(answers))
        failed = gettext("The answers could not be restored")
        undo = Step(gettext("Undo"), lambda: self._run(self._put_back(taken), failed, "delete"), icon="undo")
        note = Note(lead, gettext("Answers are requested again when you need them."), icon="tick", steps=(undo,))
        self._messages.say("answers", note, lasts_ms=MESSAGE_SHOWN_MS)

    async def _put_back(self, taken: Any) -> None:
        self._messages.close_message("answers")
        await self._cache.put_back(taken)
        await self._load()

    def choose_target(self) -> None:
        """Ask for a file, and save the answers to it; without answers, do nothing."""
        if not self._save.isEnabled():
            return
        save_file(
            self,
            gettext("Save answers to file"),
            (_file_kind(),),
            lambda path, _: self.save_to(path),
            name=gettext("saved answers"),
            purpose=FilePurpose.CACHED_ANSWERS,
            memory=self._state,
        )

    def _choose_source(self) -> None:
        title, memory = gettext("Load answers from file"), self._state
        open_file(self, title, (_file_kind(),), self.load_from, purpose=FilePurpose.CACHED_ANSWERS, memory=memory)

    def save_to(self, path: Path) -> None:
        self._run(self._save_to(path), gettext("The answers could not be saved"), "file")

    def load_from(self, path: Path) -> None:
        self._run(self._load_from(path), gettext("The answers could not be loaded"), "file")

    async def _save_to(self, path: Path) -> None:
        count = await self._cache.save(path, UNPAYWALL if self._only.isChecked() else None)
        lead = ngettext("Saved {count} answer to {file}.", "Saved {count} answers to {file}.", count, file=path.name)
        self._messages.say_saved("answers", Note(lead, icon="tick"), path.parent, lasts_ms=MESSAGE_SHOWN_MS)

    async def _load_from(self, path: Path) -> None:
        loaded = await self._cache.load(path)
        await self._load()
        older = loaded.answers - loaded.taken
        text = ngettext(
            "{count} answer in the file is no newer than yours.",
            "{count} answers in the file are no newer than yours.",
            older,
        )
        lead = ngettext("Loaded {count} answer.", "Loaded {count} answers.", loaded.taken)
        self._say(lead, text if older else "")

    def _say(self, lead: str, text: str) -> None:
        self._messages.say("answers", Note(lead, text, icon="tick"), lasts_ms=MESSAGE_SHOWN_MS)

    def _run(self, work: Any, failed: str, latest: str) -> None:
        self._scope.start(
            work, name=f"saved answers: {latest}", latest=latest, on_failure=partial(self._messages.failed, failed)
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reload()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.list.view.hasFocus() and self._delete.isEnabled():
            self._on_delete()
            return
        super().keyPressEvent(event)
