"""The control for how often background lookups run: a choice takes effect at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.widgets.flow import LineFlow
from scholar_desktop.ui.widgets.tick_box import RadioButton

if TYPE_CHECKING:
    from scholar_desktop.services.program.settings_editor import SettingsEditor
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.theme.theme import Theme

INTERVALS = ((Message("Every 6 hours"), 6), (Message("Every day"), 24), (Message("Every week"), 168))


class CheckIntervalBox(QWidget):
    """Three choices; if the value in the settings file is none of them, no choice is selected."""

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        messages: Messages,
        settings_editor: SettingsEditor,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._messages = messages
        self._editor = settings_editor
        self._scope = scope.child()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        row = LineFlow(self, gap=theme.px(12), line_gap=theme.px(4))
        group = QButtonGroup(self)
        self._choices: dict[int, RadioButton] = {}
        for words, hours in INTERVALS:
            choice = self._choices[hours] = RadioButton(theme, shown(words))
            choice.clicked.connect(lambda _on, hours=hours: self._choose(hours))
            group.addButton(choice)
            row.addWidget(choice)
        self._editor.changed.connect(lambda key: self._show() if key == "watch_every_hours" else None)
        self._show()

    def _show(self) -> None:
        chosen = self._choices.get(self._editor.current.watch_every_hours)
        if chosen is not None:
            chosen.setChecked(True)

    def _choose(self, hours: int) -> None:
        self._scope.start(self._write(hours), name="set the pace of the watch", latest="pace")

    async def _write(self, hours: int) -> None:
        try:
            await self._editor.set("watch_every_hours", hours)
        except ScholarError as error:
            self._messages.failed(gettext("Could not save the setting"), error)
