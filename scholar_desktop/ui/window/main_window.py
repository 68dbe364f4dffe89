"""The main window: lays out the panels and folds them by width. It makes no decisions about papers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShowEvent, QStatusTipEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from scholar_desktop import HAS_PROJECT_PAGE, preload
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.translation import gettext
from scholar_desktop.ui.actions.action_context import ActionContext
from scholar_desktop.ui.actions.registry import Actions
from scholar_desktop.ui.actions.shown_map_commands import MapCommands
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.current_paper import CurrentPaper
from scholar_desktop.ui.context.messages import Messages
from scholar_desktop.ui.context.navigation import Navigation
from scholar_desktop.ui.context.paper_status import PaperStatuses
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.context.window_state import JsonFile, WindowState
from scholar_desktop.ui.search.search_page import SearchPage
from scholar_desktop.ui.theme.icons import program_icon
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.overlay import Overlay
from scholar_desktop.ui.widgets.page_stack import PageArea, PageStack
from scholar_desktop.ui.widgets.responsive_panes import FoldLevel, fold_level
from scholar_desktop.ui.widgets.sidebar_button import describe_rows
from scholar_desktop.ui.window.sidebar import Sidebar
from scholar_desktop.ui.window.window_actions import WINDOW
from scholar_desktop.ui.words.literal_text import title_text

if TYPE_CHECKING:
    from scholar_desktop.services.services import Services
    from scholar_desktop.settings import Settings
    from scholar_desktop.ui.actions.action import Action
    from scholar_desktop.ui.downloads.download_summary import DownloadSummary
    from scholar_desktop.ui.window.command_palette import CommandPalette
    from scholar_desktop.ui.window.focus import FocusKeeper
    from scholar_desktop.ui.window.wide_sidebar import WideSidebar

FIRST_SIZE = QSize(1280, 800)
LEAST_SIZE = QSize(640, 480)
NO_SIDEBAR, OFFLINE = "no_sidebar", "work_offline"
"""Keys in the window's state: the user has hidden the sidebar, and works offline."""
AFTER_PAINT_S = 0.02
"""Delay for the first paint and the first key presses before the rest of the window is created."""


class MainWindow(QMainWindow):
    """The sidebar, the main area with its pages, the messages, and the status bar."""

    close_requested = Signal()
    """The user wants to close the window. It stays open until its owner has shut everything down and hides it."""

    restart_requested = Signal(object)
    """Restart with the current settings: another library folder (a Path) was chosen, or the user wants to (None)."""

    tip_changed = Signal(str)
    """The status tip of the entry of a menu that the pointer or the keys are at; empty without one."""
    painted = Signal()
    """The window has been painted once: deferred work can start now."""
    completed = Signal()
    """All that is not on demand has been created."""

    def __init__(self, services: Services, settings: Settings, state: JsonFile, last_search: JsonFile) -> None:
        """Create the window.

        Args:
            state: the saved state of the window (places, sizes).
            last_search: the file that keeps the last search.
        """
        super().__init__()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.setObjectName("mainWindow")
        self.setWindowTitle(title_text(gettext("Scholar Desktop – demo") if settings.demo else "Scholar Desktop"))
        self._services = services
        self._settings = settings
        self._scope = services.scope.child()
        self._state = WindowState(state, self._scope)
        self.theme = Theme(app, settings.theme, settings.text_size)
        self.context = ActionContext(self)
        self.registry = Actions(WINDOW, _all_actions, self.context, self.theme, self)
        self.navigation = Navigation(self.context, self)
        self.messages = Messages(self.theme, self, lambda path: services.open_path(path))
        marks = PaperStatuses(services, self._scope, self._state, self)
        current = CurrentPaper(self.context, marks, self.registry, self)
        self.ui_context = UiContext(
            services=services,
            scope=self._scope,
            theme=self.theme,
            context=self.context,
            actions=self.registry,
            navigation=self.navigation,
            messages=self.messages,
            marks=marks,
            current=current,
            state=self._state,
            maps=MapCommands(self.registry, self),
        )
        self.registry.bind_later(self._bind_paper_commands)
        self._focus: FocusKeeper | None = None
        self._wide_sidebar: WideSidebar | None = None
        self._palette: CommandPalette | None = None
        self._make_status_bar: Callable[[], QWidget] | None = None
        self._fold: FoldLevel | None = None
        self._shown = self._finished = False
        if self._state.get(OFFLINE, bool):
            services.status.set_offline(True)
        self._lay_out(last_search)
        self._bind()
        self.navigation.page_changed.connect(self._on_page_changed)
        self.search_page.panes_wanted.connect(self.finish)
        self.theme.changed.connect(self._apply_fold)
        self._restore_geometry()

    # The status bar, added by another module

    def set_status_bar(self, bar: QWidget | Callable[[], QWidget]) -> None:
        """Place *bar* at the bottom of the window; a function is called once the window has been painted."""
        if isinstance(bar, QWidget):
            self._foot.addWidget(bar)
        elif self._finished:
            self._foot.addWidget(bar())
        else:
            self._make_status_bar = bar

    def finish(self) -> None:
        """Create what the first paint does not need: panes, status bar, and everything that follows the services."""
        if self._finished:
            return
        self._finished = True
        self._tell_roles()
        services = self._services
        self._keep_focus()
        self.theme.take_base_style()
        self.registry.complete()
        self.search_page.finish()
        self.search_page.make_library()
        if self._make_status_bar is not None:
            self._foot.addWidget(self._make_status_bar())
        services.status.offline_changed.connect(self._on_offline_changed)
        services.settings_editor.changed.connect(self._on_setting_changed)
        self._show_offline(services.status.offline)
        self.ui_context.marks.listen()
        self.sidebar.trash_counted.connect(lambda count: self.ui_context.context.update(has_trash=count > 0))
        self.sidebar.listen(services.library, services.downloads, services.watch, self.ui_context.marks)
        self._summary = self._make_download_summary()
        self.registry.draw_icons()
        self._uncover()

    def _make_download_summary(self) -> DownloadSummary:
        from scholar_desktop.ui.downloads.download_summary import DownloadSummary, why_no_pdf  # not part of the start

        panes = self.search_page.panes
        why = partial(why_no_pdf, self.ui_context, panes.paper, panes.detail.button_row.room_below)
        return DownloadSummary(self._services, self._scope, self.messages, self.navigation, why)

    def _tell_roles(self) -> None:
        from scholar_desktop.ui.widgets import accessibility  # not part of the start

        accessibility.install()
        describe_rows()

    def _keep_focus(self) -> None:
        from scholar_desktop.ui.window.deferred_painting import DeferredPainting  # not part of the start
        from scholar_desktop.ui.window.focus import FocusKeeper
        from scholar_desktop.ui.window.hover import HoverKeeper
        from scholar_desktop.ui.window.side_buttons import SideButtons

        DeferredPainting(self)
        HoverKeeper(self)
        SideButtons(self, self.registry, self.messages)
        self._focus = FocusKeeper(self, self._panes, self.messages)
        self.messages.focus_left.connect(self._focus.enter_rows)
        panes = self.search_page.panes
        self._focus.follow_paper(panes.paper, lambda: panes.focus_panes()[1:])
        self.navigation.list_wanted.connect(self._focus_library)
        self.sidebar.entered.connect(self._enter_place)
        self.sidebar.page_wanted.connect(self._focus.enter_last)
        self.sidebar.place_pressed.connect(self._focus.leave_for_page)
        self.navigation.shown_again.connect(self._focus.enter_page_again)
        self.sidebar.search_clicked.connect(self.search_page.select_words)
        self.registry.bind("pane.next", partial(self._focus.move, 1))
        self.registry.bind("pane.previous", partial(self._focus.move, -1))

    def _focus_library(self) -> None:
        """Give the list of the library the focus, or its pane, which passes it on as soon as there are rows."""
        panes = self.search_page.panes
        panes.show_lists()
        if panes.is_inside:  # there is room for one pane, and the paper has it
            panes.show_list()
        panes.library.pane.take_focus(Qt.FocusReason.ShortcutFocusReason)

    def _enter_place(self) -> None:
        """Give the list of the place that was opened in the sidebar the focus; without one, the row keeps it."""
        if self.navigation.page == places.LIBRARY:
            self._focus_library()
        elif self._focus is not None:
            self._focus.enter_rows()

    def _panes(self) -> list[QWidget]:
        """Return the panes that are shown, in reading order: F6 moves the focus from one to the next."""
        page = self.pages.currentWidget()
        if page is None:
            return [self.sidebar]
        panes_of = getattr(page, "focus_panes", None)  # a page without it is one pane
        return [self.sidebar, *(panes_of() if panes_of is not None else [page])]

    def show_page(self, name: str) -> None:
        """Show a page. If it is shown already, its list gets the focus; a row of the sidebar that has it keeps it."""
        is_shown = self.navigation.page == name
        self.navigation.show(name)
        if is_shown and self._focus is not None and not self.sidebar.isAncestorOf(self.focusWidget() or self):
            self._focus.enter_rows()

    def raise_for(self, words: str) -> None:
        """Bring the window to the front and search for *words* unless empty."""
        self._come_to_front()
        if words:
            self.navigation.show(places.SEARCH)
            self.search_page.search_for(words)

    def show_words(self, words: str) -> None:
        """Bring the window to the front and show *words* in the search box, unless empty; the user runs the search.

        Another process has sent them.
        """
        self._come_to_front()
        if words:
            self.navigation.show(places.SEARCH)
            self.search_page.offer_words(words)

    def _come_to_front(self) -> None:
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()

    def save_state(self) -> None:
        """Save geometry, page and trail."""
        from scholar_desktop.ui.window.last_place import keep_place

        self._state.set("geometry", self.saveGeometry().toBase64().toStdString())
        library = self.search_page.panes.library
        rows = library.chosen_keys() if self.navigation.page == places.LIBRARY else ()
        words, filters = library.box.text(), library.bar.filters.filters
        paper, on_map = self.search_page.shown_paper, self.ui_context.maps.selection
        keep_place(self._state, self.navigation, paper, rows, words, filters, on_map)
        self.search_page.save_trail()

    async def aclose(self) -> None:
        """Cancel the window's tasks and write the state that is to be kept."""
        self.save_state()
        await self.search_page.save_note()
        await self._scope.aclose()
        self.search_page.release_pdf()
        self._state.write_now()

    # Layout

    def _lay_out(self, last_search: JsonFile) -> None:
        # From the outside in: Qt applies the style sheet again to a widget that is reparented, and to everything in it.
        centre = QWidget(self)
        centre.setObjectName("centre")
        self.setCentralWidget(centre)
        self._foot = QVBoxLayout(centre)
        self._foot.setContentsMargins(0, 0, 0, 0)
        self._foot.setSpacing(0)
        row = self._row = QHBoxLayout()
        row.setSpacing(0)
        self._foot.addLayout(row, 1)
        self.sidebar = Sidebar(
            self.ui_context.theme,
            self.ui_context.scope,
            self.ui_context.actions,
            self.ui_context.navigation,
            centre,
            has_manuscript=bool(self._state.get("manuscript", str)),  # as the page keeps it
            has_list=lambda: bool(self._state.get("list_shown", int)),
        )
        self.sidebar.setHidden(bool(self._state.get(NO_SIDEBAR, bool)))
        self.sidebar.names_pressed.connect(lambda: self._names().toggle())
        self.sidebar.papers_over.connect(lambda: self._names().open_for_drag())
        row.addWidget(self.sidebar)
        main = QVBoxLayout()
        main.setSpacing(0)
        row.addLayout(main, 1)
        self.pages = PageStack(centre)
        area = self._area = PageArea(self.theme, self.pages, centre)
        main.addWidget(area, 1)
        self.messages.lie_over(area)
        self.search_page = SearchPage(self.ui_context, last_search, self.pages)
        for place in (places.SEARCH, places.LIBRARY):
            self.pages.add_page(place, self.search_page)
        self._expect_last_place()
        self.setMinimumSize(LEAST_SIZE)
        self.menuBar().setNativeMenuBar(True)
        self.registry.add_menus(self.menuBar())

    def _expect_last_place(self) -> None:
        """Show no other page before that of the last run, which is created after the first paint."""
        page, part = self._state.get("page", str), self._state.get("library_place", list) or [""]
        if page in (None, places.SEARCH):
            return
        is_view = page == places.LIBRARY and part[0] in tuple(LibraryView) and not any(part[1:])
        self.sidebar.expect(page, LibraryView(part[0]) if is_view else None)
        self._area.cover()
        self.search_page.box.textEdited.connect(self._uncover)

    def _uncover(self) -> None:
        self._area.uncover()
        self.sidebar.expect("", None)

    def _restore_geometry(self) -> None:
        if self._settings.size is not None:
            self.resize(*self._settings.size)
            return
        kept = self._state.get("geometry", str)
        if not (kept and self.restoreGeometry(QByteArray.fromBase64(kept.encode()))):
            available = self.screen().availableSize()
            self.resize(FIRST_SIZE.boundedTo(available))
            if self.size() != FIRST_SIZE:  # with its frame, a window as large as the screen would be larger
                self.setWindowState(Qt.WindowState.WindowMaximized)

    def _apply_fold(self) -> None:
        fold = fold_level(self.theme.type.width_at_base(self.width()))
        if fold is not self._fold:
            self._fold = fold
            self.sidebar.set_rail(fold < FoldLevel.ALL)
            self.search_page.set_fold(fold)

    # Actions of the window itself

    def _bind(self) -> None:
        bind, library = self.registry.bind, self._show_library
        bind("view.search", self.navigation.show_search)
        bind("view.library", lambda: library(LibraryView.ALL))
        bind("view.library_to_read", lambda: library(LibraryView.TO_READ))
        bind("view.library_starred", lambda: library(LibraryView.STARRED))
        bind("view.library_recent", lambda: library(LibraryView.RECENT))
        bind("view.library_without_pdf", lambda: library(LibraryView.WITHOUT_PDF))
        bind("view.library_trash", lambda: library(LibraryView.TRASH))
        bind("view.sidebar", self._toggle_sidebar)
        self.registry.set_checked("view.sidebar", not self.sidebar.isHidden())
        bind("app.restart", lambda: self.restart_requested.emit(None))
        bind("app.quit", self.close)
        bind("app.offline", self._toggle_offline)
        bind("app.palette", self._open_palette)
        bind("app.shortcuts", self._open_shortcuts)
        bind("app.about", self._open_about)
        bind("app.copy_diagnostics", self._copy_diagnostics)
        bind("app.report_problem", self._report_problem)
        bind("app.documentation", self._show_documentation)
        bind("app.whats_new", lambda: self._show_document("CHANGELOG.md", gettext("What's new")))

    def _bind_paper_commands(self) -> None:
        from scholar_desktop.ui.papers.paper_commands import PaperCommands
        from scholar_desktop.ui.window.list_title import list_title

        title = partial(list_title, self.ui_context.current, self.navigation, self.search_page.search)
        common = self._services, self._scope, self.context, self.registry, self.messages, self.navigation, title
        PaperCommands(*common, partial(self.ui_context.current.run_for, "paper.open"), self.ui_context.theme)

    def _show_library(self, view: LibraryView) -> None:
        """Show the library with the focus in its list; a row of the sidebar that has the focus keeps it."""
        is_in_sidebar = self.sidebar.isAncestorOf(self.focusWidget() or self)
        self.navigation.show_library(view)
        if self._finished and not is_in_sidebar:
            self._focus_library()

    def _names(self) -> WideSidebar:
        """Return what shows the names of the rail over the page."""
        from scholar_desktop.ui.window.wide_sidebar import WideSidebar  # not part of the start

        if self._wide_sidebar is None:
            self._wide_sidebar = WideSidebar(self.sidebar, self._row, self.navigation, self.theme)
        return self._wide_sidebar

    def _toggle_sidebar(self) -> None:
        """Show or hide the sidebar. Where it is a rail, its names are shown over the page before it is hidden."""
        wide = self._wide_sidebar
        is_rail = self._fold is not FoldLevel.ALL and not self.sidebar.isHidden()
        if is_rail and not (wide is not None and wide.is_open):
            self._names().toggle()
            self.registry.set_checked("view.sidebar", True)
            return
        if wide is not None:
            wide.close_and_return()
        is_hidden = not self.sidebar.isHidden()
        self.sidebar.setHidden(is_hidden)
        self._state.set(NO_SIDEBAR, is_hidden)
        self.registry.set_checked("view.sidebar", not is_hidden)

    def _toggle_offline(self) -> None:
        self._services.status.set_offline(self.registry["app.offline"].isChecked())

    def _open_palette(self) -> None:
        from scholar_desktop.ui.window.command_palette import CommandPalette  # not part of the start
        from scholar_desktop.ui.window.named_places import load_named_places

        if self._palette is None:
            load = partial(load_named_places, self._services, self.navigation, self.sidebar, self.ui_context.context)
            self._palette = CommandPalette(self.theme, self._scope, self.registry, load, self)
        self._palette.open_panel()

    def _open_shortcuts(self) -> None:
        from scholar_desktop.ui.window.shortcuts_panel import ShortcutsPanel

        ShortcutsPanel(self.theme, self.registry, self).open_panel()

    def _open_about(self) -> None:
        from scholar_desktop.ui.window.help_panels import about_panel

        about_panel(self.theme, self._services.open_url, self._show_document, self).open_panel()

    def _show_documentation(self) -> None:
        """Show the documentation, at what it says about the page that is shown."""
        from scholar_desktop.ui.window.document_panel import PARTS

        self._show_document("README.md", gettext("Documentation"), PARTS.get(self.navigation.page, ""))

    def _show_document(self, name: str, heading: str, part: str = "") -> None:
        """Show a document that comes with the program, under *heading*. part: as for `document_panel`."""
        from scholar_desktop.ui.context.messages import UNDO_SHOWN_MS  # not part of the start
        from scholar_desktop.ui.widgets.note import Note
        from scholar_desktop.ui.window.document_panel import document_panel

        panel = document_panel(self.theme, heading, name, self, self._show_document, part=part)
        if panel is None:
            note = Note(gettext("{file} is missing from this installation.", file=name), "", "warn", "warning")
            self.messages.say("document", note, lasts_ms=UNDO_SHOWN_MS)
        else:
            panel.open_panel()

    def _report_problem(self) -> None:
        from scholar_desktop.services.diagnostics import problem_page
        from scholar_desktop.ui.program.diagnostics import copy_problem_report, window_facts

        if HAS_PROJECT_PAGE:
            self._services.open_url(problem_page(window_facts(self.ui_context, self)))
        else:
            copy_problem_report(self.ui_context, self)

    def _copy_diagnostics(self) -> None:
        from scholar_desktop.ui.program.diagnostics import copy_diagnostics

        self._scope.start(copy_diagnostics(self.ui_context, self), name="copy diagnostics", latest="diagnostics")

    # Events from elsewhere

    def _on_page_changed(self, page: str) -> None:
        if page in (places.SEARCH, places.LIBRARY):
            self.search_page.show_place(page)
        self.pages.show_page(page)
        for panel in self.findChildren(Overlay):
            if panel.leaves_with_page:
                panel.close_panel()
        if self._focus is not None:
            self._focus.enter_page()
        self.messages.leave_page()

    def _on_offline_changed(self, is_offline: bool) -> None:
        self._state.set(OFFLINE, is_offline)  # not what an option or the settings say at the start
        self._show_offline(is_offline)

    def _show_offline(self, is_offline: bool) -> None:
        self.context.update(online=not is_offline)
        self.registry.set_checked("app.offline", is_offline)

    def _on_setting_changed(self, key: str) -> None:
        current = self._services.settings_editor.current
        if key == "theme":
            self.theme.choose(current.theme)
        elif key == "text_size":
            self.theme.set_text_size(current.text_size)

    async def _finish_after_paint(self) -> None:
        """Create the rest of the window once it is painted and takes keys, one piece per turn of the event loop."""
        await asyncio.sleep(AFTER_PAINT_S)
        await preload.load_in_turns(preload.RESULTS)
        await asyncio.sleep(0)
        await self.search_page.show_last().search.last_loaded()
        await preload.load_in_thread(preload.WINDOW_SERVICES)
        await preload.load_in_turns(preload.WINDOW)
        await asyncio.sleep(0)
        self.registry.complete()
        await asyncio.sleep(0)
        self._tell_roles()  # before a screen reader asks for the panes
        await asyncio.sleep(0)
        self.search_page.finish()
        await asyncio.sleep(0)
        self.finish()
        self.setWindowIcon(program_icon())
        self.painted.emit()
        await preload.load_in_turns(preload.PAGES)
        for name in self.pages.not_made():
            await asyncio.sleep(0)
            self.pages.page(name)
        self.completed.emit()

    # Qt's overrides

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            from scholar_desktop.ui.window.focus import is_key_behind_panel, is_letter_for_control  # not at the start

            if self._focus is not None:
                self._focus.leave_sidebar(event)
            if (
                is_letter_for_control(event, self.pages.currentWidget())
                or is_key_behind_panel(event, self)
                or (event.matches(QKeySequence.StandardKey.Find) and self._find_on_page())
            ):
                event.accept()  # the focused control gets the key, and no shortcut runs
                return True
        elif isinstance(event, QStatusTipEvent):
            self.tip_changed.emit(event.tip())
            return True
        return super().event(event)

    def _find_on_page(self) -> bool:
        """Go to the box that searches what the page shows: a PDF, or the list of a page with a `find_box`."""
        page = self.pages.currentWidget() if self._finished else None
        if page is self.search_page:
            return self.search_page.panes.reading.focus_search()
        box = getattr(page, "find_box", None)
        if box is None or not box.isVisible():
            return False
        box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        box.selectAll()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._apply_fold()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._shown:
            self._shown = True
            self._apply_fold()
            if self.navigation.page == places.SEARCH:
                self.search_page.focus_box()
            self._scope.start(self._finish_after_paint(), name="finish the window")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "ui_context"):
            self.theme.follow_font()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  Qt's name
        from scholar_desktop.ui.widgets.tab_order import move_by_tab  # not part of the start

        if self._focus is not None and self._focus.give_to_list():
            return True
        return move_by_tab(self, forwards=next) or super().focusNextPrevChild(next)

    def setVisible(self, visible: bool) -> None:
        if visible:
            self.theme.put_in_place()
        super().setVisible(visible)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_escape = event.key() == Qt.Key.Key_Escape  # nothing else wanted the key
        if is_escape and (self.messages.close_last() or (self.navigation.leaves_by_escape and self.navigation.back())):
            return
        from scholar_desktop.ui.window.unused_keys import use_key  # not part of the start

        if not use_key(event, self, self.registry, self.messages, page=self.pages.currentWidget()):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.save_state()
        self.close_requested.emit()


def _all_actions() -> tuple[Action, ...]:
    from scholar_desktop.ui.window.action_definitions import ALL

    return ALL
