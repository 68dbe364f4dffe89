"""The bar for a selection of two or more papers: their number, and what can be done with all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.actions.registry import Actions
from scholar_desktop.ui.context.current_paper import CurrentPaper
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.widgets.tab_order import make_group
from scholar_desktop.ui.words.literal_text import copy_tooltip, label_text, set_tooltip
from scholar_desktop.ui.words.mnemonics import make_menu
from scholar_desktop.ui.words.wording import number

LEFT_FREE = 92
"""Pixels at the base size of text for margins, gaps, and the button that clears the selection."""
FEWEST = 2
"""The bar is shown for this number of papers or more."""
SENTENCE_BUTTONS = (
    ("paper.copy_sentence", Message("Copy sentences")),
    ("paper.export_sentences", Message("Export sentences…")),
)
"""Further actions, for a list of citations."""
BUTTONS = (
    ("paper.restore", Message("Restore")),
    ("paper.get_pdf", Message("Get PDFs")),
    ("paper.add", Message.in_context("menu", "Add to")),
    ("paper.copy_citation", Message.in_context("verb", "Cite")),
    ("paper.export", Message("Export…")),
    ("paper.send", Message("Send to…")),
    ("view.map_selection", Message.in_context("verb", "Map")),
    ("paper.compare", Message("Compare")),
    ("paper.uncollect", Message.in_context("verb", "Remove")),
    ("paper.delete", Message("Trash")),
    ("paper.delete_for_good", Message("Delete from trash…")),
)
"""The actions of the bar with their short titles. Of papers in the trash, those of `ONLY_IN_TRASH` replace those of
`NOT_IN_TRASH`; the third is a menu. Of the last three, the one that Delete runs in the list is shown, also if it cannot
run for the selected papers, so that no other button is ever in its place."""
ONLY_IN_TRASH = ("paper.restore", "paper.delete_for_good")
NOT_IN_TRASH = ("paper.get_pdf", "paper.add", "paper.send")
REMOVING = ("paper.uncollect", "paper.delete")
LEAST_NEEDED = "paper.compare"
"""The action that goes into the menu "More" first."""
ADD_TO = ("paper.add", "paper.collect", "paper.tag", "paper.star", "paper.to_read")


class SelectionBar(QWidget):
    """Lies over another widget of the pane, so that no row moves when it appears. What is below cannot be used then."""

    def __init__(
        self,
        theme: Theme,
        actions: Actions,
        current: CurrentPaper,
        view: RowList,
        over: QWidget,
        papers: Callable[[], Sequence[int]] | None = None,
        *,
        has_sentences: bool = False,
        of_records: bool = False,
    ) -> None:
        """Create the bar, hidden while fewer rows are selected.

        Args:
            current: knows whether actions apply to *view*. While they apply to another list, the buttons stay as they
                are.
            view: the list whose selection it is for.
            over: the widget that it lies over.
            papers: returns the selected rows that are papers; None: all are.
            has_sentences: it is a list of citations; the bar has `SENTENCE_BUTTONS` after "Add to".
            of_records: it is a list of Zenodo records, which the bar calls so.
        """
        super().__init__(over.parentWidget())
        self._theme = theme
        self._actions = actions
        self._current = current
        self._view = view
        self._over = over
        self._papers = papers or view.chosen_rows
        self._of_records = of_records
        self._buttons: dict[str, Button] = {}
        split = [action_id for action_id, _title in BUTTONS].index(ADD_TO[0]) + 1
        self._titles = dict((*BUTTONS[:split], *(SENTENCE_BUTTONS if has_sentences else ()), *BUTTONS[split:]))
        self._offered = {action_id: action_id not in (*ONLY_IN_TRASH, *REMOVING) for action_id in self._titles}
        self._rest: list[str] = []
        self._count = 0
        self._is_behind = False  # actions were changed for the papers of another list
        self.setObjectName(f"{view.objectName()}.selectionBar")
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        make_group(self, above=view.objectName())
        self.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), 0, theme.px(10), 0)
        row.setSpacing(theme.px(2))
        self._number = label("", "strong")
        row.addWidget(self._number)
        row.addSpacing(theme.px(6))
        for action_id, title in self._titles.items():
            button = Button(theme, ButtonKind.PLAIN, small=True)
            button.setObjectName(f"selection.{action_id}")
            run = self._open_add_to if action_id == ADD_TO[0] else partial(self._run, action_id)
            button.clicked.connect(run)
            button.installEventFilter(self)
            self._buttons[action_id] = button
            actions[action_id].changed.connect(partial(self._show_action, action_id, title))
            row.addWidget(button)
        for action_id in ("paper.restore", *REMOVING):
            actions[action_id].changed.connect(self._show_for_place)
        self._more = Button(theme, ButtonKind.PLAIN, small=True)
        self._more.setObjectName("selection.more")
        self._more.show_content(ButtonContent(gettext("More"), trailing="chevron-down"), name=gettext("More actions"))
        self._more.clicked.connect(self._open_more)
        self._more.installEventFilter(self)
        row.addWidget(self._more)
        row.addStretch(1)
        clear = Button(theme, ButtonKind.QUIET, icon="cross", small=True, name=gettext("Clear selection"))
        clear.setObjectName("selection.clear")
        clear.clicked.connect(partial(self._clear, clear))
        row.addWidget(clear)
        over.installEventFilter(self)
        view.selectionModel().selectionChanged.connect(self._show_selection)
        view.model().modelReset.connect(self._show_selection)
        view.used.connect(self._catch_up)
        self._show_selection()  # rows may be selected already: those of the last run

    def _is_current(self) -> bool:
        """Return True if actions apply to the list of the bar. If not, remember that the bar may be out of date."""
        is_current = self._current.is_of(self._view)
        self._is_behind = self._is_behind or not is_current
        return is_current

    def _catch_up(self) -> None:
        """Show what can be done with the selected papers, since actions apply to them again."""
        if self._is_behind and self._current.is_of(self._view):
            self._is_behind = False
            self._actions.refresh()
            self._update_offered()
            if not self.isHidden():
                self._place()

    def _show_for_place(self) -> None:
        if self._is_current() and self._update_offered() and not self.isHidden():
            self._place()

    def _update_offered(self) -> bool:
        """Offer what fits the list: for papers in the trash or others, and what Delete does there. Return True if that
        is not the same as before."""
        before = dict(self._offered)
        in_trash = self._actions["paper.restore"].isEnabled()
        for action_id in ONLY_IN_TRASH:
            self._offered[action_id] = in_trash
        for action_id in NOT_IN_TRASH:
            self._offered[action_id] = not in_trash
        for action_id in REMOVING:
            self._offered[action_id] = not in_trash and not self._actions[action_id].shortcut().isEmpty()
        return self._offered != before

    def _show_selection(self) -> None:
        count = len(self._papers())
        if count < FEWEST:
            if not self.isHidden():
                self._over.setEnabled(True)
                self.hide()
            return
        self._count = count
        if self._is_current():
            self._update_offered()
        name = ngettext("{count} selected paper", "{count} selected papers", count)
        if self._of_records:
            name = ngettext("{count} selected record", "{count} selected records", count)
        self.setAccessibleName(name)
        if self.isHidden():
            self._over.setEnabled(False)
            self.show()
            self.raise_()
        self._place()

    def _place(self) -> None:
        """Lie over the other widget. Where there is no room for all buttons, the number loses its words first, then the
        last buttons go into the menu "More", and `LEAST_NEEDED` before them."""
        self.setGeometry(self._over.geometry())
        for action_id, title in self._titles.items():
            self._show_action(action_id, title)
        selected = ngettext("{count} paper selected", "{count} papers selected", self._count)
        papers = ngettext("{count} paper", "{count} papers", self._count)
        if self._of_records:
            selected = ngettext("{count} record selected", "{count} records selected", self._count)
            papers = ngettext("{count} record", "{count} records", self._count)
        offered = [action_id for action_id, is_offered in self._offered.items() if is_offered]
        by_need = sorted(offered, key=LEAST_NEEDED.__eq__)
        gap, more = self._theme.px(2), self._more.sizeHint().width()
        fewer = [(count, papers) for count in range(len(offered), 0, -1)]
        for count, words in ((len(offered), selected), *fewer, (1, number(self._count)), (0, number(self._count))):
            self._number.setText(words)
            widths = [self._buttons[action_id].sizeHint().width() + gap for action_id in by_need[:count]]
            widths += [self._number.sizeHint().width(), more if count < len(offered) else 0]
            if sum(widths) + self._theme.px(LEFT_FREE) <= self.width():
                break
        self._rest = [action_id for action_id in offered if action_id not in by_need[:count]]
        for action_id, button in self._buttons.items():
            button.setVisible(action_id in by_need[:count])
        self._more.setVisible(bool(self._rest))

    def _show_action(self, action_id: str, title: Message) -> None:
        if self.isHidden():
            return  # all buttons are set when it is shown; actions change with each row
        button, action = self._buttons[action_id], self._actions[action_id]
        text, is_menu = self._title(action_id, title), action_id == ADD_TO[0]
        icon = "add" if is_menu else action.property("icon_name")
        content = ButtonContent(text, icon, trailing="chevron-down" if is_menu else None)
        button.show_content(content, name=text)
        if is_menu:
            set_tooltip(button, gettext("Add the selected papers to your library, a collection or a tag."))
        elif self._is_current():
            copy_tooltip(action, button)
            button.setEnabled(action.isEnabled())

    def _title(self, action_id: str, title: Message) -> str:
        if action_id == "paper.get_pdf" and self._is_current():
            return self._current.get_words
        return shown(title)

    def _run(self, action_id: str) -> None:
        self._view.used.emit()
        self._actions.run_on(action_id)

    def _open_add_to(self) -> None:
        self._view.used.emit()
        menu = make_menu(self)
        for action_id in ADD_TO:
            menu.addAction(self._actions[action_id])
        button = self._buttons[ADD_TO[0]]
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _open_more(self) -> None:
        """Open the menu of the actions whose buttons have no room."""
        self._view.used.emit()
        menu = make_menu(self)
        for action_id in self._rest:
            title = label_text(self._title(action_id, self._titles[action_id]))
            if action_id == ADD_TO[0]:
                within = menu.addMenu(title)
                for each in ADD_TO:
                    within.addAction(self._actions[each])
                continue
            action = self._actions[action_id]
            entry = menu.addAction(action.icon(), title)
            entry.setObjectName(f"selection.more.{action_id}")
            entry.setEnabled(action.isEnabled())
            entry.triggered.connect(lambda _on=False, action_id=action_id: self._run(action_id))
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _clear(self, button: Button) -> None:
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        button.clearFocus()  # Tab enters the bar of the next selection at its first button
        self._view.select_lead_row()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over:
            if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
                self._place()
        elif event.type() in (QEvent.Type.FocusIn, QEvent.Type.Enter) and self.isVisible():
            self._view.used.emit()  # the actions apply to this list from now on
        return False
