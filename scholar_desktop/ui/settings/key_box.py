"""The box for a service's API key: paste it, test it with one request, keep it in the keyring, remove it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.services.program.keys import KeptIn, KeyState
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.find_edit import IconEdit
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import label, set_tone
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.services.program.keys import Keys
    from scholar_desktop.services.tasks import TaskScope


LEAST_BOX, AROUND_HINT = 140, 24
"""Width of the box in pixels at base size, or the buttons are below it, and what it needs around its hint."""


class _KeyEdit(IconEdit):
    """A box with room for its hint."""

    def sizeHint(self) -> QSize:
        hint, margins = super().sizeHint(), self.textMargins()
        words = self.fontMetrics().horizontalAdvance(self.placeholderText()) + margins.left() + margins.right()
        return hint.expandedTo(QSize(words + AROUND_HINT, 0))


class KeyBox(QWidget):
    """Never shows a stored key, only dots and where it is stored. `said`: a label with the current status, placed by
    its owner."""

    def __init__(
        self,
        theme: Theme,
        keys: Keys,
        scope: TaskScope,
        name: str,
        title: str,
        placeholder: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._keys = keys
        self._scope = scope
        self._name = name
        self._placeholder = placeholder
        row = FlowLayout(self, gap=theme.px(6), line_gap=theme.px(4))
        self.box = _KeyEdit()
        self.box.setObjectName(f"keyEdit.{name}")
        self.box.setEchoMode(QLineEdit.EchoMode.Password)
        self.box.setPlaceholderText(placeholder)
        self.box.setAccessibleName(title)
        self.box.show_icon(theme, "key")
        row.add_growing(self.box, max(theme.px(LEAST_BOX), self.box.sizeHint().width()))
        self._try = Button(
            theme, text=gettext("Test and save"), name=gettext("Test and save: {setting}", setting=title)
        )
        self._try.setObjectName(f"tryKey.{name}")
        self._remove = Button(theme, text=gettext("Remove"), name=gettext("Remove: {setting}", setting=title))
        row.addWidget(self._try)
        row.addWidget(self._remove)
        self.said = label("", "small", "muted", wrap=True)
        self.box.textChanged.connect(self._on_text)
        self.box.returnPressed.connect(self._on_try)
        self._try.clicked.connect(self._on_try)
        self._remove.clicked.connect(self._on_remove)
        keys.changed.connect(self._on_keys_changed)
        self._remove.hide()
        self._on_text("")

    def look_up(self) -> None:
        """Ask the keyring, in its thread, whether it has a key. The owner calls this when the box is shown to the
        user."""
        self._scope.start(self._show_status(), name=f"where the key {self._name} lies", latest=("key", self._name))

    def keep(self) -> None:
        """Store the key in the box without testing it; do nothing if the box is empty."""
        if value := self.box.text().strip():
            self._scope.start(self._keep(value), name=f"keep the key {self._name}", latest=("key", self._name))

    def _on_text(self, text: str) -> None:
        if not text.strip() and self._try.hasFocus():
            self.box.setFocus()  # Qt would move it on to "Remove"
        self._try.setEnabled(bool(text.strip()))
        set_tooltip(
            self._try, gettext("Tests the key with 1 request.") if text.strip() else gettext("Paste a key first.")
        )

    def _on_try(self) -> None:
        if value := self.box.text().strip():
            self._say(gettext("Testing…"), "muted")
            self._scope.start(self._try_and_keep(value), name=f"try the key {self._name}", latest=("key", self._name))

    def _on_remove(self) -> None:
        self._scope.start(self._delete(), name=f"remove the key {self._name}", latest=("key", self._name))

    async def _try_and_keep(self, value: str) -> None:
        try:
            check = await self._keys.check(self._name, value)
        except ScholarError as error:
            self._say(shown(error.message), "error")
            return
        if check.accepted is False:
            self._say(shown(check.message), "error")
            return
        await self._keep(value, said=shown(check.message), sure=check.accepted is True)

    async def _keep(self, value: str, *, said: str = "", sure: bool = True) -> None:
        try:
            state = await self._keys.set(self._name, value)
        except ScholarError as error:
            self._say(shown(error.message), "error")
            return
        self.box.clear()
        self._show(state)
        self._say(
            f"{said} {shown(state.message)}".strip(), "ok" if sure and state.kept_in is KeptIn.KEYRING else "warn"
        )

    async def _delete(self) -> None:
        try:
            self._show(await self._keys.delete(self._name))
        except ScholarError as error:
            self._say(shown(error.message), "error")

    async def _show_status(self) -> None:
        self._show((await self._keys.status())[self._name])

    def _on_keys_changed(self, name: str) -> None:
        if name == self._name and (state := self._keys.known(name)) is not None:
            self._show(state)

    def _show(self, state: KeyState) -> None:
        where = {
            KeptIn.KEYRING: gettext("in the keyring"),
            KeptIn.SESSION: gettext("until you quit"),
            KeptIn.VARIABLE: gettext("for this session"),
        }
        self._remove.setVisible(state.kept_in in (KeptIn.KEYRING, KeptIn.SESSION))
        self.box.setPlaceholderText(f"•••••••• {where[state.kept_in]}" if state.is_set else self._placeholder)
        self.box.setEnabled(state.kept_in is not KeptIn.VARIABLE)
        self._say(
            shown(state.message) if state.is_set or state.problem else "",
            "ok" if state.kept_in is KeptIn.KEYRING else "muted",
        )

    def _say(self, text: str, tone: str) -> None:
        self.said.setText(text.replace("_", "_\u200b"))  # the name of a variable is wider than its place
        self.said.setVisible(bool(text))
        set_tone(self.said, tone)
