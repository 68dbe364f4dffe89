"""Adds the other pages and the status bar to the window."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.window.late_parts import LateParts

OUTBOX = "outbox"
"""Key in the window's state: how many papers wait to be sent. The row of the outbox is there from the start, so that no
row below it moves."""
SETTING_AFTER_RESTART = "setting_after_restart"
"""Key in the window's state: the control of the settings that is shown after “Restart now”; empty for none."""
OTHERS_MS = 3000
"""How often the window looks whether another program has changed the library, in milliseconds."""

if TYPE_CHECKING:
    from scholar_desktop.domain.search.search_ledger import LedgerRun
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.window.main_window import MainWindow


class Page(msgspec.Struct, frozen=True):
    """A page of the main area.

    name: by which the navigation shows it; create_path: its class, or a function that creates it, below
    `scholar_desktop.ui`; it is imported when the page is created, and called with the window's UiContext; action: the
    action that shows the page, empty if the action does more than that; connect: connects the signals of the new page;
    on_demand: it is created when it is first shown, and not once the window is idle.
    """

    name: str
    create_path: str
    action: str = ""
    connect: Callable[[Any, MainWindow, LateParts], object] | None = None
    on_demand: bool = True

    def create(self, window: MainWindow, parts: LateParts) -> QWidget:
        module, _, name = self.create_path.rpartition(".")
        page: QWidget = getattr(importlib.import_module(f"scholar_desktop.ui.{module}"), name)(window.ui_context)
        if self.connect is not None:
            self.connect(page, window, parts)
        return page


def _restart_in_folder(page: Any, window: MainWindow, _parts: LateParts) -> None:
    page.folder_chosen.connect(window.restart_requested)


def _restart(page: Any, window: MainWindow, parts: LateParts) -> None:
    """Restart in another folder, and offer to restart when a setting that takes effect at the next start is changed and
    has another value than before. After the restart, the page shows the setting that was changed last."""
    from scholar_desktop.services.program.settings_editor import AT_NEXT_START
    from scholar_desktop.settings import declaration
    from scholar_desktop.ui.widgets.note import Note, Step
    from scholar_desktop.ui.words.wording import listed

    _restart_in_folder(page, window, parts)
    editor, messages = window.ui_context.services.settings_editor, window.messages
    keys, before = sorted(AT_NEXT_START - {"data_dir"}), editor.current
    state, navigation = window.ui_context.state, window.ui_context.navigation
    last = ""

    def restart_here() -> None:
        state.set(SETTING_AFTER_RESTART, last)
        window.registry["app.restart"].trigger()

    def offer(key: str) -> None:
        nonlocal last
        if key not in keys:
            return  # the user may have closed the message about the others
        focused = QApplication.focusWidget()
        if focused is not None and page.isAncestorOf(focused):
            last = focused.objectName()
        changed = [key for key in keys if getattr(editor.current, key) != getattr(before, key)]
        if not changed:
            messages.close_message("restart")
            return
        restart = Step(gettext("Restart now"), restart_here, icon="refresh")
        names = listed([gettext("“{name}”", name=shown(declaration(key).title)) for key in changed])
        text = ngettext(
            "{settings} takes effect after a restart.",
            "{settings} take effect after a restart.",
            len(changed),
            settings=names,
        )
        messages.say("restart", Note(text, tone="panel", icon="info", steps=(restart,)))

    editor.changed.connect(offer)
    if name := state.get(SETTING_AFTER_RESTART, str):
        state.set(SETTING_AFTER_RESTART, "")
        QTimer.singleShot(0, page, partial(navigation.show_part, places.SETTINGS, name))


def _open_files(page: Any, window: MainWindow, _parts: LateParts) -> None:
    from scholar_desktop.ui.reference_lists.list_actions import choose_lists

    page.file_wanted.connect(partial(choose_lists, window.ui_context, page))


def _look_up_list(page: Any, window: MainWindow, _parts: LateParts) -> None:
    def look_up(text: str) -> None:
        window.navigation.show(places.REVIEW)
        review: Any = window.pages.page(places.REVIEW)
        review.take_text(text, for_pdfs=True)

    page.list_wanted.connect(look_up)


def _add_record_button(page: Any, window: MainWindow, _parts: LateParts) -> None:
    from scholar_desktop.ui.open_access.shown_pdf_button import connect_record_button

    connect_record_button(window.ui_context, page.side)


def _search_words(page: Any, window: MainWindow, _parts: LateParts) -> None:
    page.words_wanted.connect(window.search_page.lead_to)
    page.library_wanted.connect(window.search_page.search_library)


def _connect_ledger(page: Any, window: MainWindow, parts: LateParts) -> None:
    from scholar_desktop.ui.search.ledger.running_again import again_note

    def again(run: LedgerRun) -> None:
        if isinstance(run.records, msgspec.UnsetType):
            parts.saved_searches.rerun(run)
        else:
            records: Any = window.pages.page(places.RECORDS)
            records.search_again(run.records)
            window.ui_context.messages.say("ledger", again_note(run), lasts_ms=8000)

    page.again_wanted.connect(again)
    page.papers_wanted.connect(lambda runs: parts.exports.export_runs(runs))


def _count_duplicates(page: Any, window: MainWindow, _parts: LateParts) -> None:
    page.counted.connect(window.sidebar.show_duplicates)


def _count_files(page: Any, window: MainWindow, _parts: LateParts) -> None:
    page.counted.connect(lambda files: window.ui_context.context.update(files_to_add=files))


# fmt: off
PAGES = (
    Page(places.DOWNLOADS, "downloads.downloads_page.DownloadsPage", "view.downloads", _look_up_list, on_demand=False),
    Page(places.SETTINGS, "settings.settings_page.SettingsPage", "view.settings", _restart),
    Page(places.FIRST_START, "window.first_start.FirstStartPage", connect=_restart_in_folder),
    Page(places.AUTHOR, "people.author_page.AuthorPage"),
    Page(places.AUTHORS, "people.author_search.AuthorSearch"),
    Page(places.RECORDS, "zenodo.record_page.RecordPage", connect=_add_record_button),
    Page(places.COMMUNITIES, "zenodo.communities_page.CommunitiesPage"),
    Page(places.SENTENCES, "search.snippets_page.SnippetsPage"),
    Page(places.MAP, "citations.map.map_page.MapPage"),
    Page(places.MISSING, "citations.missing_page.MissingPage", "view.missing_classics"),
    Page(places.COMPARE, "citations.compare_page.ComparePage"),
    Page(places.UNPAYWALL, "unpaywall.unpaywall_page.UnpaywallPage", "view.unpaywall"),
    Page(places.CORPUS, "corpus.corpus_page.create_page", "view.corpus", on_demand=False),
    Page(places.REVIEW, "reference_lists.review_page.ReviewPage", "view.review", _open_files),
    Page(places.LEDGER, "search.ledger.ledger_page.create_page", "view.ledger", _connect_ledger),
    Page(places.QUARANTINE, "open_access.quarantine_page.QuarantinePage"),
    Page(places.DUPLICATES, "library.duplicates.duplicates_page.create_page", "library.duplicates", _count_duplicates),
    Page(places.MANUSCRIPT, "exchange.manuscript_page.create_page", "view.manuscript", _search_words),
    Page(places.NEWS, "alerts.alerts_page.AlertsPage", "view.news"),
    Page(places.ADD_PDFS, "add_pdfs.add_pdfs_page.create_page", connect=_count_files),
)
# fmt: on


def add_pages(window: MainWindow) -> None:
    """Register all pages. Each is created when it is first shown, to keep the start short, or in a turn of its own once
    the window is idle: creating it and laying it out the first time would keep the window waiting for two frames."""
    parts = LateParts(window)
    for page in PAGES:
        window.pages.add_page(page.name, partial(page.create, window, parts), on_demand=page.on_demand)
        if page.action:
            window.registry.bind(page.action, partial(window.show_page, page.name))
    window.registry.bind_later(partial(_bind_rooms, window, parts))
    _add_after_paint(window, parts)
    current = window.ui_context.services.settings_editor.current
    if not current.first_start_done and current.email is None:
        # the page asks where the library shall be: its folder is created when that is answered
        window.ui_context.services.library.is_created_late = True
        window.navigation.show(places.FIRST_START)
    if current.problem is not None:
        window.painted.connect(lambda: _say_problem(window, str(current.problem)))


def _show_in_folder(window: MainWindow) -> None:
    now, open_path = window.ui_context.context.now, window.ui_context.services.open_path
    if now.files is not None:
        open_path(now.files.path if now.files.is_folder else str(Path(now.files.path).parent))
    elif now.pdf is not None:
        open_path(str(Path(now.pdf).parent))


def _unlink_versions(window: MainWindow) -> None:
    from scholar_desktop.ui.papers.linked_versions import unlink_versions  # not part of the start

    unlink_versions(window.ui_context)


def _rename_tag(window: MainWindow, parts: LateParts) -> None:
    """Show a box for the new name of the tag that the library shows, beside the name of the page."""
    head = window.search_page.panes.library.bar.head
    parts.tags.rename(window.navigation.tag, head.title, QApplication.focusWidget())


def _search_pdf(window: MainWindow) -> None:
    from scholar_desktop.ui.papers.pdf.view import PdfView  # not part of the start

    shown_view = next((view for view in window.findChildren(PdfView) if view.is_searchable), None)
    if shown_view is not None:
        shown_view.focus_search()


def _bind_rooms(window: MainWindow, parts: LateParts) -> None:
    """Bind the actions that do more than show a page."""
    from scholar_desktop.ui.add_pdfs.add_pdfs_actions import bind_add_pdfs
    from scholar_desktop.ui.alerts.alert_actions import bind_alerts
    from scholar_desktop.ui.citations.map.map_commands import bind_maps
    from scholar_desktop.ui.citations.sentence_commands import SentenceCommands
    from scholar_desktop.ui.exchange.exchange_actions import bind_exchange
    from scholar_desktop.ui.library.bulk_commands import bind_bulk
    from scholar_desktop.ui.library.collection_actions import bind_collections
    from scholar_desktop.ui.library.library_actions import bind_library
    from scholar_desktop.ui.open_access.quarantine_actions import bind_quarantine
    from scholar_desktop.ui.open_access.watch_actions import bind_watch
    from scholar_desktop.ui.papers.copied_pdf_files import copy_pdf_files
    from scholar_desktop.ui.reference_lists.list_actions import bind_lists
    from scholar_desktop.ui.search.author_and_record_search_actions import bind_finding
    from scholar_desktop.ui.search.ledger.ledger_actions import bind_ledger
    from scholar_desktop.ui.search.saved_actions import bind_saved
    from scholar_desktop.ui.search.selection_commands import CitationCommands
    from scholar_desktop.ui.unpaywall.unpaywall_actions import bind_unpaywall
    from scholar_desktop.ui.window.menu_commands import MenuCommands
    from scholar_desktop.ui.zenodo.record_table_export import save_records_of

    ui_context, pages = window.ui_context, window.pages
    box = window.search_page.box
    pasted = bind_lists(ui_context, pages, box)
    box.list_entered.connect(pasted.text_pasted)
    MenuCommands(
        ui_context.context,
        ui_context.actions,
        ui_context.messages,
        ui_context.services.settings_editor,
        ui_context.scope,
        window,
        box,
        pasted.take_clipboard,
    )
    settings = ui_context.services.settings_editor
    ui_context.actions.bind(
        "view.language",
        lambda: ui_context.navigation.show_part(places.SETTINGS, f"language-{settings.current.language}"),
    )
    ui_context.actions.bind(
        "view.citation_style", lambda: ui_context.navigation.show_part(places.SETTINGS, "citationStyleButton")
    )
    ui_context.actions.bind(
        "view.citation_keys", lambda: ui_context.navigation.show_part(places.SETTINGS, "citationKeyTemplateEdit")
    )
    ui_context.actions.bind(
        "view.search_sources", lambda: ui_context.navigation.show_part(places.SETTINGS, "searchSources")
    )
    bind_finding(ui_context, lambda: save_records_of(window.search_page.search.result, ui_context, window))
    bind_saved(ui_context, lambda: parts.saved_searches)
    bind_quarantine(ui_context, pages)
    bind_ledger(ui_context, pages)
    CitationCommands(ui_context, window.search_page, window)
    SentenceCommands(
        ui_context.actions,
        ui_context.scope,
        ui_context.messages,
        ui_context.state,
        ui_context.services,
        lambda: window.search_page.panes.citations.shown_list,
        window,
    )
    ui_context.actions.bind("paper.copy_pdf", partial(copy_pdf_files, ui_context))
    ui_context.actions.bind("paper.show_in_folder", partial(_show_in_folder, window))
    ui_context.actions.bind("pdf.find", partial(_search_pdf, window))
    ui_context.actions.bind("paper.copy_quotation", lambda: None)  # the preview of PDFs binds it
    bind_collections(ui_context, lambda: parts.collections)
    bind_library(ui_context, lambda: parts.entries, lambda: parts.trash, lambda: parts.refresh, lambda: parts.merge)
    bind_bulk(ui_context.actions, lambda: parts.bulk)
    ui_context.actions.bind("library.rename_tag", partial(_rename_tag, window, parts))
    ui_context.actions.bind("paper.unlink_versions", lambda: _unlink_versions(window))
    for action_id, export in (
        ("paper.export", lambda: parts.exports.export_papers()),
        ("collection.export", lambda: parts.exports.export_collection()),
        ("library.export", lambda: parts.exports.export_library()),
    ):
        ui_context.actions.bind(action_id, export)
    bind_exchange(
        ui_context, pages, lambda: parts.imports, lambda: parts.sends, lambda: parts.transfer, lambda: parts.live_files
    )
    bind_maps(ui_context, pages)
    bind_alerts(ui_context, lambda: pages.page(places.NEWS))
    bind_add_pdfs(ui_context, lambda: parts.add_pdfs)
    bind_watch(ui_context)
    bind_unpaywall(ui_context, lambda: pages.page(places.UNPAYWALL))
    ui_context.actions.bind("app.demo", partial(_open_demo_or_live, ui_context))
    if ui_context.services.settings_editor.current.demo:
        ui_context.actions.set_title("app.demo", gettext("Use the live services"))


def _add_after_paint(window: MainWindow, parts: LateParts) -> None:
    """Add what the first paint does not need: the status bar, the lists of the sidebar, drops and messages."""
    window.set_status_bar(partial(_status_bar, window))
    if waiting := window.ui_context.state.get(OUTBOX, int):
        window.sidebar.show_outbox(waiting)
    for add in (
        _add_selection_bars,
        _show_saved,
        _show_collections,
        _show_views,
        _follow_alerts,
        _follow_live_files,
        _follow_other_programs,
        _accept_drops,
        _draw_menu_extension,
        _show_last,
    ):
        window.painted.connect(partial(add, window, parts))
    if window.ui_context.services.settings_editor.current.demo:
        window.painted.connect(partial(_show_demo_line, window))


def _status_bar(window: MainWindow) -> QWidget:
    from scholar_desktop.ui.program.status_bar import StatusBar

    ui = window.ui_context
    services = ui.services
    bar = StatusBar(ui.theme, ui.actions, services.downloads, services.status, ui.navigation, ui.messages)
    window.tip_changed.connect(bar.show_tip)
    return bar


def _show_saved(window: MainWindow, parts: LateParts) -> None:
    from scholar_desktop.ui.search.saved_list import SavedList

    ui = window.ui_context
    window.sidebar.show_saved(SavedList(ui.theme, ui.context, ui.actions, ui.navigation, parts.saved_searches))


def _show_last(window: MainWindow, _parts: LateParts) -> None:
    from scholar_desktop.ui.window.last_place import last_place, show_last_place

    ui = window.ui_context
    show_last_place(ui, window.search_page, last_place(ui.state))


def _show_collections(window: MainWindow, parts: LateParts) -> None:
    from scholar_desktop.ui.library.collections.collection_tree import CollectionTree
    from scholar_desktop.ui.library.tag_list import TagList

    ui = window.ui_context
    tree = CollectionTree(ui.theme, ui.context, ui.actions, ui.navigation, parts.collections.session, parts.collections)
    window.sidebar.show_collections(tree, TagList(ui.theme, ui.scope, ui.navigation, ui.services.library, parts.tags))


def _show_views(window: MainWindow, parts: LateParts) -> None:
    from scholar_desktop.ui.library.smart_view_list import SmartViewList

    ui = window.ui_context

    def rule_to_save() -> str:
        part, words = window.search_page.panes.library.shown_part()
        return part.rule_to_save(words) if ui.navigation.page == places.LIBRARY else words

    window.sidebar.show_views(
        SmartViewList(
            ui.theme, ui.scope, ui.actions, ui.navigation, ui.messages, ui.services.library, rule_to_save, window
        )
    )


def _show_demo_line(window: MainWindow) -> None:
    import shlex  # used only in the demo

    from scholar_desktop.ui.window.demo_and_live import DemoLine, LivePanel

    ui = window.ui_context
    settings = ui.services.settings_editor.current
    options = shlex.join(["--demo", *(["--profile", str(settings.profile)] if settings.profile is not None else [])])
    panel = LivePanel(ui.theme, str(settings.data_dir), options, window.close, window)
    window.sidebar.show_demo_line(DemoLine(ui.theme, panel.open_panel))
    ui.navigation.live_wanted.connect(panel.open_panel)


def _open_demo_or_live(ui_context: UiContext) -> None:
    """Open the demo in a window of its own; in the demo, show what leads to the live services."""
    if ui_context.services.settings_editor.current.demo:
        ui_context.navigation.live_wanted.emit()
        return
    from scholar_desktop.ui.window.demo_and_live import open_program

    open_program("--demo")


def _draw_menu_extension(window: MainWindow, _parts: LateParts) -> None:
    """Draw the button that opens the menus for which the bar has no room in the colours of the theme; Qt's sign is not
    seen on a dark bar."""
    from PySide6.QtGui import QIcon  # slow to load, and not needed for the first paint

    theme, button = window.ui_context.theme, window.menuBar().findChild(QToolButton, "qt_menubar_ext_button")
    if button is None:  # the system has its own menu bar
        return

    def draw() -> None:
        button.setIcon(QIcon(theme.pixmap("more", "text")))

    draw()
    theme.changed.connect(draw)


def _follow_alerts(window: MainWindow, _parts: LateParts) -> None:
    from scholar_desktop.ui.alerts import alert_messages

    ui = window.ui_context
    alert_messages.follow_alerts(ui)


def _follow_live_files(window: MainWindow, parts: LateParts) -> None:
    from scholar_desktop.ui.exchange.exchange_actions import follow_outbox, say_library_folder
    from scholar_desktop.ui.exchange.live_file_messages import LiveFileMessages

    ui = window.ui_context

    def show_outbox(count: int) -> None:
        window.sidebar.show_outbox(count)
        ui.state.set(OUTBOX, count)

    say_library_folder(ui)
    follow_outbox(ui, lambda: parts.sends.show_outbox(), show_outbox)
    LiveFileMessages(
        ui.theme, ui.scope, ui.messages, ui.services.live_files, lambda path: parts.imports.open_for(path), window
    )


def _follow_other_programs(window: MainWindow, _parts: LateParts) -> None:
    ui = window.ui_context
    timer = QTimer(window)
    timer.setInterval(OTHERS_MS)

    async def look() -> None:
        with contextlib.suppress(ScholarError):  # the rows of the library show the error
            await ui.services.library.refresh_if_changed()

    timer.timeout.connect(lambda: ui.scope.start(look(), name="changes by other programs", latest="other programs"))
    timer.start()


def _accept_drops(window: MainWindow, parts: LateParts) -> None:
    from scholar_desktop.ui.add_pdfs.pdf_drop import PdfDropHandler
    from scholar_desktop.ui.exchange.exchange_actions import accept_manuscripts

    ui = window.ui_context
    PdfDropHandler(ui.context, ui.messages, window, lambda: parts.add_pdfs)
    accept_manuscripts(ui, window.pages, window, lambda: parts.imports)
    _ = parts.add_pdfs  # created now: it reports the result for every fetched PDF, whatever started the download


def _add_selection_bars(window: MainWindow, _parts: LateParts) -> None:
    from scholar_desktop.ui.rows.selection_bar import SelectionBar

    ui = window.ui_context
    panes = window.search_page.panes
    common = ui.theme, ui.actions, ui.current
    bars = [SelectionBar(*common, rows.view, rows.selection_place) for rows in (panes.results, panes.library)]
    bars += [
        SelectionBar(*common, cites.view, cites.selection_place, cites.view.chosen_lines, has_sentences=True)
        for cites in (panes.citations.cited_by, panes.citations.references)
    ]
    for bar in bars:
        ui.messages.keep_free(bar)


def _say_problem(window: MainWindow, problem: str) -> None:
    """Show a mistake in config.toml: the setting, its place, and a link to the file."""
    from scholar_desktop.ui.widgets.note import Note, Step

    services = window.ui_context.services
    show = Step(gettext("Show file"), lambda: services.open_path(str(services.settings_editor.path)))
    window.messages.say(
        "settings", Note(gettext("The settings file has a mistake."), shown(problem), "warn", "warning", (show,))
    )
