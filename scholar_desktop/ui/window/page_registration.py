"""Adds the other pages and the status bar to the window."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QWidget

from scholar_desktop.ui.add_pdfs.add_pdfs_actions import bind_add_pdfs
from scholar_desktop.ui.alerts.alert_actions import bind_alerts
from scholar_desktop.ui.citations.map.map_commands import bind_maps
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.library.collection_actions import bind_collections
from scholar_desktop.ui.open_access.quarantine_actions import bind_quarantine
from scholar_desktop.ui.reference_lists.list_actions import bind_lists, offer_open_list
from scholar_desktop.ui.search.author_and_record_search_actions import bind_finding
from scholar_desktop.ui.search.saved_actions import bind_saved
from scholar_desktop.ui.search.selection_commands import bind_citations
from scholar_desktop.ui.unpaywall.unpaywall_actions import bind_unpaywall
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.window.main_window import MainWindow
from scholar_desktop.ui.zenodo.record_table_export import save_records_of

if TYPE_CHECKING:
    from scholar_desktop.ui.add_pdfs.add_pdfs_commands import AddPdfsCommands
    from scholar_desktop.ui.library.collections.collection_commands import CollectionCommands
    from scholar_desktop.ui.search.saved_session import SavedSession


def add_pages(window: MainWindow) -> None:
    """Register all pages. Each is created when it is first shown, to keep the start short."""
    ui_context = window.ui_context

    def downloads() -> QWidget:
        from scholar_desktop.ui.downloads.downloads_page import DownloadsPage

        return DownloadsPage(ui_context)

    def settings() -> QWidget:
        from scholar_desktop.ui.settings.settings_page import SettingsPage

        page = SettingsPage(ui_context)
        page.folder_chosen.connect(window.restart_requested)
        return page

    def first_start() -> QWidget:
        from scholar_desktop.ui.window.first_start import FirstStartPage

        page = FirstStartPage(ui_context, open_demo)
        page.folder_chosen.connect(window.restart_requested)
        return page

    def author() -> QWidget:
        from scholar_desktop.ui.people.author_page import AuthorPage

        return AuthorPage(ui_context)

    def authors() -> QWidget:
        from scholar_desktop.ui.people.author_search import AuthorSearch

        return AuthorSearch(ui_context)

    def missing() -> QWidget:
        from scholar_desktop.ui.citations.missing_page import MissingPage

        return MissingPage(ui_context)

    def compare() -> QWidget:
        from scholar_desktop.ui.citations.compare_page import ComparePage

        return ComparePage(ui_context)

    def map_page() -> QWidget:
        from scholar_desktop.ui.citations.map.map_page import MapPage

        return MapPage(ui_context)

    def quarantine() -> QWidget:
        from scholar_desktop.ui.open_access.quarantine_page import QuarantinePage

        return QuarantinePage(ui_context)

    def unpaywall() -> QWidget:
        from scholar_desktop.ui.unpaywall.unpaywall_page import UnpaywallPage

        return UnpaywallPage(ui_context)

    def news() -> QWidget:
        from scholar_desktop.ui.alerts.alerts_page import AlertsPage

        return AlertsPage(ui_context)

    def records() -> QWidget:
        from scholar_desktop.ui.zenodo.record_page import RecordPage

        return RecordPage(ui_context)

    def communities() -> QWidget:
        from scholar_desktop.ui.zenodo.communities_page import CommunitiesPage

        return CommunitiesPage(ui_context)

    def sentences() -> QWidget:
        from scholar_desktop.ui.search.snippets_page import SnippetsPage

        return SnippetsPage(ui_context)

    def review() -> QWidget:
        from scholar_desktop.ui.reference_lists.review_page import ReviewPage

        page = ReviewPage(ui_context)
        page.file_wanted.connect(ui_context.actions["list.open"].trigger)
        return page

    def corpus() -> QWidget:
        from scholar_desktop.ui.corpus.corpus_page import CorpusPage

        return CorpusPage(ui_context)

    def add_pdfs() -> QWidget:
        from scholar_desktop.ui.add_pdfs.add_pdfs_page import AddPdfsPage

        return AddPdfsPage(ui_context)

    @cache
    def add_pdfs_commands() -> AddPdfsCommands:
        from scholar_desktop.ui.add_pdfs.add_pdfs_commands import AddPdfsCommands

        return AddPdfsCommands(ui_context, window.pages, window)

    @cache
    def collections() -> CollectionCommands:
        from scholar_desktop.ui.library.collections.collection_commands import CollectionCommands

        return CollectionCommands(ui_context, window)

    def drop_in() -> None:
        from scholar_desktop.ui.add_pdfs.pdf_drop import PdfDropHandler

        PdfDropHandler(ui_context, window, add_pdfs_commands)
        add_pdfs_commands()  # it reports the result for every fetched PDF, whatever started the download

    def ledger() -> QWidget:
        from scholar_desktop.ui.search.ledger.ledger_page import LedgerPage

        page = LedgerPage(ui_context)
        page.again_wanted.connect(lambda query: saved_session().rerun(query))
        return page

    made: list[SavedSession] = []

    def saved_session() -> SavedSession:
        from scholar_desktop.ui.search.saved_session import SavedSession

        if not made:
            made.append(SavedSession(ui_context, window.search_page, window))
        return made[0]

    def show_saved() -> None:
        from scholar_desktop.ui.search.saved_list import SavedList

        window.sidebar.show_saved(SavedList(ui_context, saved_session()))

    def show_collections() -> None:
        from scholar_desktop.ui.library.collections.collection_tree import CollectionTree
        from scholar_desktop.ui.library.tag_list import TagList

        tree = CollectionTree(ui_context, collections().session, collections())
        window.sidebar.show_collections(tree, TagList(ui_context))

    def status_bar() -> QWidget:
        from scholar_desktop.ui.program.status_bar import StatusBar

        return StatusBar(ui_context)

    window.add_page(places.DOWNLOADS, downloads)
    window.add_page(places.SETTINGS, settings, on_demand=True)
    window.add_page(places.FIRST_START, first_start, on_demand=True)
    window.add_page(places.AUTHOR, author, on_demand=True)
    window.add_page(places.AUTHORS, authors, on_demand=True)
    window.add_page(places.RECORDS, records, on_demand=True)
    window.add_page(places.COMMUNITIES, communities, on_demand=True)
    window.add_page(places.SENTENCES, sentences, on_demand=True)
    window.add_page(places.MAP, map_page, on_demand=True)
    window.add_page(places.MISSING, missing, on_demand=True)
    window.add_page(places.COMPARE, compare, on_demand=True)
    window.add_page(places.UNPAYWALL, unpaywall, on_demand=True)
    window.add_page(places.CORPUS, corpus, on_demand=True)
    ui_context.actions.bind("view.corpus", lambda: ui_context.navigation.show(places.CORPUS))
    bind_finding(ui_context, lambda: save_records_of(window.search_page.search.result, ui_context, window))
    window.add_page(places.REVIEW, review, on_demand=True)
    window.add_page(places.LEDGER, ledger, on_demand=True)
    bind_saved(ui_context, saved_session)
    window.painted.connect(show_saved)
    bind_lists(ui_context, window.pages, window.search_page.box)
    window.painted.connect(lambda: offer_open_list(ui_context))
    window.add_page(places.QUARANTINE, quarantine, on_demand=True)
    bind_quarantine(ui_context, window.pages)
    bind_citations(ui_context, window.search_page, window)
    bind_collections(ui_context, collections)
    window.painted.connect(show_collections)
    bind_maps(ui_context, window.pages)
    window.add_page(places.NEWS, news, on_demand=True)
    bind_alerts(ui_context, lambda: window.pages.page(places.NEWS))
    window.painted.connect(lambda: _follow_alerts(window))
    window.add_page(places.ADD_PDFS, add_pdfs, on_demand=True)
    bind_add_pdfs(ui_context, add_pdfs_commands)
    window.painted.connect(drop_in)
    bind_unpaywall(ui_context, lambda: window.pages.page(places.UNPAYWALL))
    window.set_status_bar(status_bar)
    current = ui_context.services.settings_editor.current
    if not current.first_start_done and current.email is None:
        ui_context.navigation.show(places.FIRST_START)
    if current.problem is not None:
        window.painted.connect(lambda: _say_problem(window, str(current.problem)))


def _say_problem(window: MainWindow, problem: str) -> None:
    """Show a mistake in config.toml: the setting, its place, and a link to the file."""
    services = window.ui_context.services
    show = Step("Show the file", lambda: services.open_path(str(services.settings_editor.path)))
    window.messages.say("settings", Note("The settings file has a mistake.", problem, "warn", "warning", (show,)))


def _follow_alerts(window: MainWindow) -> None:
    from scholar_desktop.ui.alerts.alert_messages import follow_alerts

    follow_alerts(window.ui_context)


def open_demo() -> None:
    """Start the demo in its own window and profile."""
    frozen = getattr(sys, "frozen", False)
    QProcess.startDetached(sys.executable, ["--demo"] if frozen else ["-m", "scholar_desktop", "--demo"])
