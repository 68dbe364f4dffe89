"""The control for how often background lookups run: a choice takes effect at once."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.widgets.tick_box import RadioButton

INTERVALS = (("Every 6 hours", 6), ("Every day", 24), ("Every week", 168))


class CheckIntervalBox(QWidget):
    """Three choices; if the value in the settings file is none of them, no choice is selected."""

    def __init__(self, ui_context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._editor = ui_context.services.settings_editor
        self._scope = ui_context.scope.child()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(ui_context.theme.px(12))
        group = QButtonGroup(self)
        self._choices: dict[int, RadioButton] = {}
        for words, hours in INTERVALS:
            choice = self._choices[hours] = RadioButton(ui_context.theme, words)
            choice.clicked.connect(lambda _on, hours=hours: self._choose(hours))
            group.addButton(choice)
            row.addWidget(choice)
        row.addStretch(1)
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
            self._ui_context.messages.failed("It was not changed", error)
