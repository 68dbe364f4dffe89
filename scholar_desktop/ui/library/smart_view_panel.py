"""The editor of a smart view: its name, its rule with what cannot be read in it, and how many papers match."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ScholarError, UsageError
from scholar_desktop.domain.library import LibraryPage
from scholar_desktop.domain.search.library_rule import read_rule
from scholar_desktop.domain.search.rule_rows import rows_of, text_of
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.library.library_messages import count_text
from scholar_desktop.ui.library.rule_form import RuleForm
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.find_edit import HintEdit
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.overlay import Overlay
from scholar_desktop.ui.widgets.scroll_column import ScrollingBody

if TYPE_CHECKING:
    from scholar_desktop.domain.library import SmartView
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.theme.theme import Theme

WIDTH, HEIGHT = 560, 420
COUNT_MS = 150
"""Milliseconds without a key press after which the papers are counted."""


class SmartViewPanel(Overlay):
    """Enter saves. saved: called with the view after it was saved."""

    def __init__(
        self, theme: Theme, scope: TaskScope, library: Library, saved: Callable[[SmartView], None], window: QWidget
    ) -> None:
        super().__init__(theme, window)
        self._scope = scope
        self._library = library
        self._saved = saved
        self._view: SmartView | None = None
        self._is_from_form = False
        self.setObjectName("viewPanel")
        self.setAccessibleName(gettext("Smart view"))
        px = theme.px
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(px(14), px(12), px(14), px(10))
        column.setSpacing(px(6))
        self._heading = label("", "head")
        column.addWidget(self._heading)
        self._area = ScrollingBody()
        column.addWidget(self._area, 1)
        column = self._area.column
        column.setSpacing(px(6))
        column.addWidget(label(gettext("Name"), "small", "muted"))
        self._name = self._box("viewNameEdit", gettext("Name"), gettext("Unread books"))
        column.addWidget(self._name)
        self._form = RuleForm(theme)
        self._form.changed.connect(self._on_form)
        self._form.resized.connect(self._fit, Qt.ConnectionType.QueuedConnection)  # after the layouts of its rows
        self._form.add.clicked.connect(lambda: self._fit())
        column.addWidget(self._form, 1)
        adding = QHBoxLayout()
        adding.addWidget(self._form.add)
        adding.addStretch(1)
        column.addLayout(adding)
        column.addWidget(label(gettext("The same rule as text"), "small", "muted"))
        self._rule = self._box("viewRuleEdit", gettext("Rule"), gettext("type:book NOT reading:read year:2010-"))
        self._rule.textChanged.connect(self._on_rule)
        column.addWidget(self._rule)
        self._hint = label("", "small", "muted", wrap=True)
        self._hint.setObjectName("viewRuleHint")
        column.addWidget(self._hint)
        self._fault = label("", "small", "error", wrap=True)
        self._fault.setObjectName("viewFault")
        column.addWidget(self._fault)
        column = self._column
        foot = QHBoxLayout()
        foot.setSpacing(px(4))
        self._count = label("", "small", "muted")
        self._count.setObjectName("viewCount")
        foot.addWidget(self._count)
        foot.addStretch(1)
        cancel = Button(theme, ButtonKind.PLAIN, gettext("Cancel"), small=True)
        cancel.setObjectName("viewCancelButton")
        cancel.clicked.connect(self.close_panel)
        foot.addWidget(cancel)
        save = Button(theme, ButtonKind.PRIMARY, gettext("Save"), small=True)
        save.setObjectName("viewSaveButton")
        save.clicked.connect(self._save)
        foot.addWidget(save)
        column.addLayout(foot)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(COUNT_MS)
        self._rest.timeout.connect(self._count_soon)

    def open_for(self, view: SmartView | None, rule: str = "") -> None:
        """Show *view*; None: a new one with *rule*."""
        self._view = view
        self._heading.setText(gettext("New smart view") if view is None else gettext("Edit smart view"))
        self._name.setText(view.name if view is not None else "")
        self._rule.setText(view.rule if view is not None else rule)
        self._on_rule()
        px = self._theme.px
        width = min(px(WIDTH), self._window.width() - 16)
        top = min(px(72), max(8, self._window.height() - px(HEIGHT) - 8))
        self.open_at((self._window.width() - width) // 2, top, width, min(px(HEIGHT), self._window.height() - 16))
        self._fit()
        self._name.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fit(self) -> None:
        """Be as high as the conditions need, where the window has room for it."""
        if self.isVisible():
            if (rows := self._form.layout()) is not None:
                rows.activate()  # its size is part of that of the panel
            self._area.updateGeometry()  # otherwise the panel's layout keeps the height that it asked for before
            self._column.activate()
            most = self._window.height() - self.y() - self._theme.px(8)
            column, width = self._column, self.width()
            wraps = column.hasHeightForWidth()  # a fault is shown
            needed = column.totalMinimumHeightForWidth(width) if wraps else column.totalMinimumSize().height()
            self.resize(width, min(most, needed))

    def _box(self, name: str, words: str, hint: str) -> HintEdit:
        box = HintEdit()
        box.setObjectName(name)
        box.setAccessibleName(words)
        box.setPlaceholderText(hint)
        box.returnPressed.connect(self._save)
        return box

    def _on_form(self) -> None:
        """The form was changed: the rule follows."""
        self._is_from_form = True
        self._rule.setText(text_of(self._form.value))
        self._is_from_form = False
        self._fit()

    def _on_rule(self, _text: str = "") -> None:
        faults = read_rule(self._rule.text()).faults
        if not self._is_from_form:
            rows = rows_of(self._rule.text())
            self._form.setEnabled(rows is not None)
            by_form = gettext(
                "It follows the conditions above. You can also type it, here or in the library's search box."
            )
            by_text = gettext("The conditions above cannot show this rule. Change it here.")
            self._hint.setText(by_form if rows is not None else by_text)
            self._hint.setVisible(not faults)
            if rows is not None:
                self._form.show_rows(rows)
            else:
                self._form.add.setEnabled(False)
        self._say(" ".join(shown(fault) for fault in faults))
        self._rest.start()

    def _count_soon(self) -> None:
        if self.isVisible() and self._rule.text().strip():
            self._scope.start(self._show_count(self._rule.text()), name="count a view", latest="count a view")
        else:
            self._count.setText("")

    async def _show_count(self, rule: str) -> None:
        try:
            for waits in (False, True):
                count = await self._library.views.counted(rule, waits=waits)
                self._count.setText(count_text(LibraryPage(total=count.papers, by_old_index=count.by_old_index), ""))
                if not count.by_old_index:
                    break
        except ScholarError:
            return  # the rows show the error of the library

    def _save(self) -> None:
        self._scope.start(self._write(self._name.text(), self._rule.text()), name="save a view", latest="save a view")

    async def _write(self, name: str, rule: str) -> None:
        views = self._library.views
        try:
            if self._view is not None and self._view.name != name:
                await views.rename(self._view.key, name)
            saved = await views.put(name, rule)
        except UsageError as error:
            self._say(f"{shown(error.message)} {shown(error.hint or '')}".strip())
            return
        except ScholarError as error:
            self._say(shown(error.message))
            return
        self.close_panel()
        self._saved(saved)

    def _say(self, text: str) -> None:
        self._fault.setText(text)
        self._fault.setVisible(bool(text))
        self._fit()
