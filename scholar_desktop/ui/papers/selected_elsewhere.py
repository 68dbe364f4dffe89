"""The foot of the detail pane while commands apply to other papers than the one that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from scholar_desktop.domain.paper import find_same
from scholar_desktop.domain.text.shortening import quotable
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.citations.outlined_row_note import is_focus_on_row_beside
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.navigation import WITH_PAPERS
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.note_bar import SHOW_AFTER_MS
from scholar_desktop.ui.words.batch_names import short_title
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.paper_session import PaperSession
    from scholar_desktop.ui.theme.theme import Theme


class SelectedElsewhere(QWidget):
    """Names the paper of the map, or of a list of citing papers, that menus and keys apply to while another paper is
    shown; and says that they apply to the paper that is shown while the focus is on a row that is not selected, or that
    filters hide the paper that is shown. It is below the pane, not above it: a click into the pane hides it, and must
    not move the button that is pressed.

    Signal: `toggled` (True: it is shown, and keys apply to another paper)."""

    toggled = Signal(bool)

    def __init__(
        self,
        theme: Theme,
        context: ActionContext,
        session: PaperSession,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._session = session
        self._applies_elsewhere = self._told = False  # to another paper; as `toggled` said last
        px = theme.px
        self.setObjectName("selectedElsewhere")
        self.setProperty("edge", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(8), px(16), px(8))
        row.setSpacing(px(8))
        self._words = label("", "small", wrap=True)
        row.addWidget(self._words, 1)
        self._clear = Button(theme, small=True)
        self._clear.setObjectName("showFilteredOutButton")
        self._clear.bind(actions["search.clear_filters"], text=gettext("Clear filters"))
        row.addWidget(self._clear)
        self.hide()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)  # a list shows the paper of its row before commands apply to it
        self._soon.timeout.connect(self._show)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(SHOW_AFTER_MS)  # the details follow a list's row, some only after a pause
        self._late.timeout.connect(lambda: self._set_shown(True))
        session.shown.connect(self._soon.start)
        session.grown.connect(self._soon.start)
        context.changed.connect(self._show)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._soon.start)

    def _show(self) -> None:
        now, paper = self._context.now, self._session.paper
        is_other = paper is not None and now.papers and not now.unread and find_same(paper, now.papers) is None
        is_unmatched = paper is not None and now.unmatched
        is_here = paper is not None and not (is_other or is_unmatched) and is_focus_on_row_beside(paper)
        is_out = paper is not None and now.filtered_out and now.page == places.SEARCH
        if not (is_other or is_unmatched or is_here or is_out) or now.page not in WITH_PAPERS:
            self._late.stop()
            self._set_shown(False)
            return
        self._applies_elsewhere = bool(is_other or is_unmatched)
        self._clear.setVisible(is_out and not self._applies_elsewhere)
        title = (plain(now.papers[0].title) or gettext("Untitled")) if now.papers else ""
        if is_out and not self._applies_elsewhere:
            words = gettext("This paper is hidden by your filters.")
        elif is_here:
            words = gettext("Shortcuts and the menu bar apply to this paper, not the outlined row.")
        elif is_unmatched:
            words = gettext("Menus and keys apply to the selected row. Semantic Scholar has only its title.")
        elif len(now.papers) == 1:
            words = gettext("Menus and keys apply to the selected paper “{title}”.", title=short_title(quotable(title)))
        else:
            words = ngettext(
                "Menus and keys apply to the {count} selected paper, not to the one above.",
                "Menus and keys apply to the {count} selected papers, not to the one above.",
                len(now.papers),
            )
        self._words.setText(words)
        self.setAccessibleName(words)
        set_tooltip(self, title if len(now.papers) == 1 and not is_here else "")
        if not self.isHidden():
            self._set_shown(True)  # it may have said something else
        elif not self._late.isActive():
            self._late.start()

    def _set_shown(self, is_shown: bool) -> None:
        applies_elsewhere = is_shown and self._applies_elsewhere
        if self.isHidden() is is_shown:
            self.setVisible(is_shown)
        if applies_elsewhere is not self._told:
            self._told = applies_elsewhere
            self.toggled.emit(applies_elsewhere)
