"""The page that checks a manuscript: a line for each reference, with the verdict and a correction to accept."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QSplitter, QVBoxLayout, QWidget

from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.exchange.manuscript_chips import ALL, ManuscriptChips
from scholar_desktop.ui.exchange.manuscript_commands import ENDINGS, ManuscriptCommands
from scholar_desktop.ui.exchange.manuscript_detail import KEEP_BUTTON, ManuscriptDetail
from scholar_desktop.ui.exchange.manuscript_notes import changed_note, checking_note, done_words, not_kept
from scholar_desktop.ui.exchange.manuscript_rows import (
    ACCEPT,
    ManuscriptDelegate,
    ManuscriptModel,
    ReferenceRow,
    checked_row,
    column_titles,
    heads,
    named_references,
    pending_rows,
    row_height,
    verdicts_of,
)
from scholar_desktop.ui.exchange.manuscript_run import CheckState, ManuscriptRun
from scholar_desktop.ui.rows.column_titles import ColumnTitles
from scholar_desktop.ui.rows.row_layout import at, mirrored
from scholar_desktop.ui.widgets.button import Button, ButtonKind, is_save
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, PARTIAL, WAITING, StatePane
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.domain.library import Changes
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.services import Services
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.current_paper import CurrentPaper
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.theme.theme import Theme

LAST = "manuscript"
"""The name under which the state of the window keeps the path of the last manuscript."""
SHOWN_EVERY_MS = 100
ROW = "manuscript_row"
"""The name under which it keeps the place of the selected reference."""
LIST_SHARE, DETAIL_SHARE = 3, 2
DETAIL_LEAST = 150
COMPARED_FIELDS = 3
"""How many fields of the comparison are visible without scrolling where the list leaves room."""


class ManuscriptPage(QWidget):
    """Shows one manuscript. After a restart, the page shows the last check as it was stored.

    Signals: `words_wanted` and `library_wanted` (search the services, or the library, for these words);
    `tools_changed` (the objectNames of the buttons that can be pressed).
    """

    words_wanted = Signal(str)
    library_wanted = Signal(str)
    tools_changed = Signal(frozenset)

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        actions: Actions,
        messages: Messages,
        navigation: Navigation,
        current: CurrentPaper,
        state: WindowState,
        services: Services,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._actions = actions
        self._navigation = navigation
        self._current = current
        self._state = state
        self._status = services.status
        self._only = ALL
        self._listed: set[int] = set()
        self._last_place = state.get(ROW, int) or 0
        self._was_loading = False
        self._is_stale = False
        self.run = ManuscriptRun(scope, services.manuscript_check, self)
        self.commands = ManuscriptCommands(
            self.run,
            services.manuscript_check,
            services.settings_editor,
            services.library,
            self._open_paper,
            services.collections,
            scope,
            actions,
            messages,
            state,
            self,
        )
        self.setObjectName("manuscriptPage")
        self.setAccessibleName(gettext("Manuscript check"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = PageHead(theme, gettext("Manuscript check"), line=False)
        column.addWidget(self._head)
        column.addWidget(self._tools())
        self._build_table()
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self._table)
        self._detail = ManuscriptDetail(theme)
        self._detail.setMinimumHeight(theme.px(110))
        messages.keep_free(self._detail)  # what the user reads after a correction was accepted
        self._detail.accept_wanted.connect(lambda place, on: self.commands.accept({place}, is_accepted=on))
        self._detail.keep_wanted.connect(lambda place, on: self.commands.keep({place}, is_kept=on))
        self._detail.open_wanted.connect(self._open_paper)
        self._detail.words_wanted.connect(self.words_wanted)
        self._detail.library_wanted.connect(self.commands.find_in_library)
        self.commands.library_wanted.connect(self.library_wanted)
        self._split.addWidget(self._detail)
        for place, share in enumerate((LIST_SHARE, DETAIL_SHARE)):
            self._split.setStretchFactor(place, share)
        self._split.setSizes([theme.px(100) * LIST_SHARE, theme.px(100) * DETAIL_SHARE])
        self._is_split_moved = False
        self._grown = 0
        self._grow_later = QTimer(self)
        self._grow_later.setSingleShot(True)
        self._grow_later.timeout.connect(self._divide_after_press)
        self._split.splitterMoved.connect(self._on_split_moved)
        column.addWidget(self._split, 1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SHOWN_EVERY_MS)
        self._later.timeout.connect(self._show_progress)
        self.run.changed.connect(self._show)
        self.run.progressed.connect(self._on_progressed)
        services.library.changed.connect(self._on_library_changed)
        last = state.get(LAST, str)
        if last:
            self.run.load(Path(last))
        else:
            self._show()

    def _on_split_moved(self, *_where: object) -> None:
        self._is_split_moved = True

    def _divide(self) -> None:
        """Give a list that is longer than its share what the reference below it does not need, and the reference the
        room that a short list leaves blank, until the user moves the line between them. Up to half of the height, the
        reference is shown whole; after a shorter one the line stays, so that the table seldom moves."""
        if self._is_split_moved or self._detail.isHidden():
            return
        height, px = self._split.height(), self._theme.px
        needed = self._table.height() - self.view.viewport().height() + self.model.rowCount() * self.view.rowHeight(0)
        share = height * DETAIL_SHARE // (LIST_SHARE + DETAIL_SHARE)
        wanted = max(share, self._detail.height_with(COMPARED_FIELDS))
        if not self._grow_later.isActive():
            self._grown = max(self._grown, self._detail.height_needed())
        detail = max(min(share, px(DETAIL_LEAST)), min(wanted, height - needed), min(self._grown, height // 2))
        self._split.setSizes([height - detail, detail])

    def _divide_after_press(self) -> None:
        """Divide the page for another reference, after the double click that may follow a press: the row must stay
        where it was pressed."""
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._grow_later.start(QApplication.doubleClickInterval())
        elif not self._grow_later.isActive():
            self._divide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grown = 0
        QTimer.singleShot(0, self._divide)

    def _on_library_changed(self, _changes: Changes) -> None:
        self._is_stale = True
        if self.isVisible():
            self._follow_library()

    def _follow_library(self) -> None:
        """Show which references the library has now."""
        if self._is_stale:
            self._is_stale = False
            self.run.renew_kept()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow_library()

    def check(self, path: Path) -> None:
        """Check the manuscript at *path*."""
        self.run.begin(path)
        if self.isVisible() and not self._table.has_focus:
            self._table.take_focus(Qt.FocusReason.OtherFocusReason)

    def press(self, tool: str) -> None:
        """Press the button with the objectName *tool*, if it can be pressed."""
        if tool == KEEP_BUTTON:
            self._keep_chosen()
        elif (button := self.findChild(Button, tool)) is not None:
            button.click()

    # Building

    def _tools(self) -> QWidget:
        theme, px = self._theme, self._theme.px
        for name, words, run in (
            ("manuscriptChooseButton", gettext("Choose manuscript…"), self.commands.choose_file),
            ("manuscriptAgainButton", gettext("Check again"), self._check_again),
        ):
            button = Button(theme, ButtonKind.PLAIN, words, small=True)
            button.setObjectName(name)
            button.clicked.connect(run)
            self._head.add(button)
        self._choose, self._again = self._head.findChildren(Button)[-2:]
        tools = QWidget()
        tools.setProperty("edge", "bottom")
        tools.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        rows = QVBoxLayout(tools)
        rows.setContentsMargins(px(16), 0, px(14), px(8))
        rows.setSpacing(px(8))
        self._chips = ManuscriptChips(theme)
        self._chips.pressed.connect(self._show_only)
        rows.addWidget(self._chips)
        line = QWidget()
        buttons = FlowLayout(line, gap=px(6), line_gap=px(4))
        self._sure = self._tool(buttons, "manuscriptAcceptSureButton", "", self._accept_sure)
        self._save_list = self._tool(
            buttons, "manuscriptSaveListButton", gettext("Save corrected list…"), self.commands.choose_list
        )
        self._save = self._tool(
            buttons, "manuscriptSaveBibButton", gettext("Save corrected .bib…"), self.commands.choose_bib
        )
        self._collect = self._tool(buttons, "manuscriptCollectButton", "", self.commands.put_into_collection)
        self._tool(buttons, "manuscriptCsvButton", gettext("Save as CSV…"), self.commands.choose_csv)
        rows.addWidget(line)
        self._tool_rows = tools
        return tools

    def _tool(self, row: FlowLayout, name: str, words: str, run: object) -> Button:
        button = Button(self._theme, ButtonKind.PLAIN, words, small=True)
        button.setObjectName(name)
        button.clicked.connect(run)
        row.addWidget(button)
        return button

    def _build_table(self) -> None:
        theme = self._theme
        self.view = RowList("manuscriptView", gettext("References of the manuscript"))
        self.model = ManuscriptModel(self)
        self.view.setModel(self.model)
        self._delegate = ManuscriptDelegate(theme, self.view)
        self.view.setItemDelegate(self._delegate)
        self.view.link_at = self._is_tick
        self.view.pressed_at.connect(self._on_pressed)
        self.view.lead_changed.connect(self._on_lead)
        self.view.opened.connect(self._on_opened)
        self.view.previews = True  # Space ticks the box of the row
        self.view.preview_wanted.connect(self._toggle)
        self.view.menu_wanted.connect(self._on_menu)
        self.view.delete_pressed.connect(self._keep_chosen)
        table = QWidget()
        column = QVBoxLayout(table)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._columns = ColumnTitles(theme, self.view, partial(column_titles, theme), ", ".join(heads()))
        column.addWidget(self._columns)
        column.addWidget(self.view, 1)
        self._table = StatePane(theme, table, row_height=44, named=self.view)
        self._current.follow(self.view, self._read_selection)
        theme.changed.connect(self._measure)
        self._measure()

    def _measure(self) -> None:
        self.view.set_row_height(row_height(self._theme.type))
        self.view.viewport().update()

    # Display

    def _show(self) -> None:
        run = self.run
        if run.path is not None:
            self._state.set(LAST, str(run.path))
        self._head.show_title(run.path.name if run.path is not None else gettext("Manuscript check"))
        self._again.setVisible(run.state in (CheckState.DONE, CheckState.STOPPED, CheckState.FAILED))
        self._choose.setVisible(run.state is not CheckState.NONE)
        if run.state is CheckState.READING:  # however its file was chosen, a check begins with all references
            self._only = ALL
            self._listed.clear()
        rows = self._rows()
        listed = [one for one in rows if self._is_shown(one)]
        is_same_list = bool(self._listed)  # it is empty when another chip was pressed
        if not is_same_list:
            self._grown = 0
        self._listed.update(one.place for one in listed)
        self.model.show(listed, is_same_list=is_same_list)
        self._show_tools(rows)
        self._show_progress()
        if self.model.rowCount() and self.view.lead_row() < 0:
            self.view.choose(self._first_row())
        self._on_lead(self.view.lead_row())
        was_loading, self._was_loading = self._was_loading, run.state is CheckState.LOADING
        if was_loading and self._choose.hasFocus():  # the page had no rows to give the focus to when it was shown
            self._table.take_focus(Qt.FocusReason.OtherFocusReason)

    def _first_row(self) -> int:
        """Return the row that is selected when references are shown: after a restart, the one that was selected."""
        place, self._last_place = self._last_place, 0
        rows = range(self.model.count()) if self.run.state is CheckState.DONE else ()
        return next((row for row in rows if self.model.row(row).place == place), 0)

    def _rows(self) -> list[ReferenceRow]:
        run = self.run
        if run.checked is not None:
            corrected, manuscript, sure = run.corrected(), run.checked.manuscript, run.sure_places()
            others = {one.listed: one for one in sorted(run.other_years, key=lambda one: one.is_corrected)}
            others |= {one.missing: one for one in run.other_years}
            return [
                checked_row(
                    place,
                    one,
                    is_accepted=place in run.accepted,
                    is_declined=place in run.declined,
                    is_safe=place in sure,
                    other_year=others.get(place),
                    manuscript=manuscript,
                )
                for place, one in corrected.items()
            ]
        return pending_rows(run.manuscript, run.line_states()) if run.manuscript is not None else []

    def _is_shown(self, row: ReferenceRow) -> bool:
        """True if the chosen chip lists *row*, or listed it when it was pressed: a row stays where it is corrected."""
        return self._only == ALL or self._only in verdicts_of(row) or row.place in self._listed

    def _show_tools(self, rows: list[ReferenceRow]) -> None:
        run = self.run
        self._tool_rows.setVisible(run.checked is not None)
        self._chips.show_counts(rows, run.checked.references if run.checked is not None else (), self._only)
        sure, papers = len(run.sure_places()), len(run.papers())
        accepted = len(run.accepted)
        # it stays when all are accepted, or the next click would meet the button beside it
        self._sure.setVisible(run.has_sure())
        self._sure.setEnabled(bool(sure))
        words = ngettext("Accept {count} safe correction", "Accept {count} safe corrections", sure)
        self._sure.set_text(words if sure else gettext("No other safe corrections"))
        safe = gettext(
            "Safe: there is no doubt which paper the reference is, and the corrected list of people repeats no name."
        )
        set_tooltip(self._sure, f"{safe} {named_references(run.checked, run.sure_places())}".strip())
        self._sure.set_kind(ButtonKind.PRIMARY if sure else ButtonKind.PLAIN)
        has_own_list = run.has_own_list()
        main = ButtonKind.PRIMARY if accepted and not sure else ButtonKind.PLAIN
        self._save_list.setVisible(has_own_list)
        self._save_list.set_kind(main)
        self._save_list.setEnabled(bool(accepted))
        self._save.set_kind(ButtonKind.PLAIN if has_own_list else main)
        is_same = not accepted and run.has_one_bib()
        self._save.setEnabled(not is_same)
        words = ngettext(
            "Writes the references with {count} accepted correction. The others stay as they are.",
            "Writes the references with {count} accepted corrections. The others stay as they are.",
            accepted,
        )
        set_tooltip(self._save, gettext("Accept a correction first.") if is_same else words)
        set_tooltip(self._save_list, words if accepted else gettext("Accept a correction first."))
        self._collect.set_text(gettext("Add to “{collection}”", collection=self.commands.collection_path()))
        self._collect.setEnabled(bool(papers))
        words = ngettext("Adds {count} paper to your library.", "Adds {count} papers to your library.", papers)
        set_tooltip(self._collect, words if papers else gettext("The services know none of the references."))
        self._tell_tools()

    def _tell_tools(self) -> None:
        tools = self._tool_rows.findChildren(Button) if self.run.checked is not None else []
        usable = [one.objectName() for one in (self._again, *tools) if one.isEnabled() and not one.isHidden()]
        can_keep = any(one.can_keep and not one.declined for one in self._chosen_rows())
        self.tools_changed.emit(frozenset([*usable, *([KEEP_BUTTON] if can_keep else [])]))

    def _on_progressed(self) -> None:
        if not self._later.isActive():
            self._later.start()

    def _show_progress(self) -> None:
        """Show how things stand: the bar above the rows, or a message in their place."""
        run = self.run
        has_rows = self.model.rowCount() > 0
        self._detail.setVisible(has_rows)
        self._divide()
        self._head.show_note("")
        if run.state is CheckState.NONE:
            self._show_empty()
        elif run.state is CheckState.LOADING:
            self._table.wait(Note(gettext("Loading the last check…"), "", "panel", "clock"))
        elif run.state is CheckState.READING:
            stop = Step(gettext("Stop"), run.stop)
            self._table.wait(Note(gettext("Reading the manuscript…"), "", "panel", "clock", (stop,)))
        elif run.state is CheckState.CHECKING:
            self.model.show([one for one in self._rows() if self._is_shown(one)])
            self._table.show_rows(WAITING, checking_note(run, self._status), after_ms=0)
        elif run.state is CheckState.STOPPED:
            again = Step(gettext("Check again"), self._check_again, main=True)
            note = Note(
                gettext("Check stopped."), gettext("The references were not checked."), "warn", "info", (again,)
            )
            if has_rows:
                self._table.show_rows(PARTIAL, note)
            else:
                self._table.show_message(EMPTY, PageMessage(note.lead, steps=(again,)))
        elif run.state is CheckState.FAILED:
            self._show_failure(has_rows=has_rows)
        else:
            self._show_done()

    def _show_done(self) -> None:
        run = self.run
        assert run.checked is not None
        self._head.show_note(done_words(run))
        notes = " ".join(filter(None, (*map(shown, run.checked.manuscript.notes), not_kept(run))))
        if run.is_changed or run.problem is not None:
            self._table.show_rows(FULL, changed_note(run, notes, self._check_again), after_ms=0)
            return
        if not self.model.rowCount() and self._only != ALL:
            show = Step(gettext("Show all references"), partial(self._show_only, ALL))
            self._table.show_message(EMPTY, PageMessage(gettext("No references with this verdict"), steps=(show,)))
            return
        self._table.show_rows(FULL, Note(notes, icon="info") if notes else None)

    def _show_failure(self, *, has_rows: bool) -> None:
        problem, path = self.run.problem, self.run.path
        assert problem is not None
        assert path is not None
        lead, hint = shown(problem.message), shown(problem.hint or "")
        can_be_read = path.suffix[1:].lower() in ENDINGS
        other = Step(gettext("Choose manuscript…"), self.commands.choose_file, main=not can_be_read)
        again = (Step(gettext("Try again"), self._check_again, main=True),) if can_be_read else ()
        if has_rows:
            text = f"{hint} {gettext('The references below are not checked.')}".strip()
            self._table.show_rows(PARTIAL, Note(lead, text, "error", steps=again))
            return
        self._table.show_message(ERROR, PageMessage(lead, hint, "alert", "error", steps=(*again, other)))

    def _show_empty(self) -> None:
        choose = Step(gettext("Choose manuscript…"), self.commands.choose_file, main=True, icon="file-text")
        kept = self._state.get(LAST, str)
        if kept:
            path = Path(kept)
            again = Step(gettext("Check again"), partial(self.check, path), main=True)
            heading = gettext("{file} must be checked again", file=path.name)
            text = gettext("Its last check was not completed, so there is no result to show.")
            self._table.show_message(
                EMPTY, PageMessage(heading, text, steps=(again, Step(choose.title, choose.run, icon=choose.icon)))
            )
            return
        text = gettext(
            "Drop a .tex file (its .bib files are found), a .docx, .odt, Markdown or .txt file, a PDF, or a .bib file "
            "alone here. Each reference is looked up, and you see which are wrong, missing or never cited."
        )
        self._table.show_message(EMPTY, PageMessage(gettext("Check a manuscript"), text, steps=(choose,)))

    # Actions of the user

    def _check_again(self) -> None:
        if self.run.path is not None:
            self.check(self.run.path)

    def _show_only(self, verdict: str) -> None:
        self._only = verdict if verdict != self._only else ALL
        self._listed.clear()
        self._show()

    def _accept_sure(self) -> None:
        self.commands.accept(self.run.sure_places())

    def _on_lead(self, row: int) -> None:
        if 0 <= row < self.model.count():
            if self.run.state is CheckState.DONE:
                self._state.set(ROW, self.model.row(row).place)
            self._detail.show_row(self.model.row(row))
            self._divide_after_press()
        self._tell_tools()

    def _chosen_rows(self) -> list[ReferenceRow]:
        return [self.model.row(row) for row in self.view.chosen_rows() if row < self.model.count()]

    def _keep_chosen(self) -> None:
        """Keep the selected references as they are written; if all of them are, decide about them again."""
        self.commands.keep_or_not(self._chosen_rows())

    def _is_tick(self, row: int, point: QPoint) -> bool:
        width, height = self.view.viewport().width(), self.view.rowHeight(row)
        layout = self._delegate.layout_of(self.model.row(row), width, height)
        layout = mirrored(layout, width) if self.view.isRightToLeft() else layout
        return at(layout, point.x(), point.y(), (ACCEPT,)) is not None

    def _on_pressed(self, row: int, point: QPoint) -> None:
        if self._is_tick(row, point):
            self._toggle(row)

    def _toggle(self, row: int) -> None:
        one = self.model.row(row)
        if one.accept is not None:
            self.commands.accept({one.place}, is_accepted=not one.accept)

    def event(self, event: QEvent) -> bool:
        """Take Ctrl+S from the command that saves a search: this page has none."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_save(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if is_plain and event.key() in (Qt.Key.Key_A, Qt.Key.Key_Y) and self.view.current_row() >= 0:
            self._toggle(self.view.current_row())
            return
        if is_save(event):
            self.commands.save(has_list=not self._save_list.isHidden())
            return
        super().keyPressEvent(event)

    def _on_opened(self, row: int) -> None:
        paper = self.model.paper_at(row)
        if paper is not None:
            self._open_paper(paper)

    def _open_paper(self, paper: Paper) -> None:
        """Open *paper*; 'back' returns to this page."""
        beside = self.run.papers(opened=paper)
        self._navigation.leave_for_paper(paper.id, self._head.title.whole_text(), beside=beside)
        self._current.run_for("paper.open", paper)

    def _read_selection(self) -> tuple[Paper | None, list[Paper]]:
        papers = [one.paper for one in self._chosen_rows() if one.paper is not None]
        row = self.view.lead_row()
        lead = self.model.paper_at(row) if 0 <= row < self.model.count() else None
        return lead or next(iter(papers), None), papers

    def _on_menu(self, where: QPoint) -> None:
        if self.view.current_row() < 0:
            return
        if self.model.paper_at(self.view.current_row()) is not None:
            self._current.use(self._read_selection)
            menu = self._actions.row_menu(self)
        else:
            from scholar_desktop.ui.words.mnemonics import make_menu  # not part of the start

            menu = make_menu(self)
        self.commands.add_to_menu(menu, self._chosen_rows())
        if menu.actions():
            menu.popup(where)


def create_page(ui_context: UiContext) -> ManuscriptPage:
    """Return the page of the window that has *ui_context*."""
    page = ManuscriptPage(
        ui_context.theme,
        ui_context.scope,
        ui_context.actions,
        ui_context.messages,
        ui_context.navigation,
        ui_context.current,
        ui_context.state,
        ui_context.services,
    )
    page.tools_changed.connect(lambda tools: ui_context.context.update(manuscript_tools=tools))
    return page
