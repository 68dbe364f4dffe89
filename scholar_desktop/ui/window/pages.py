"""Plugs the other pages and the status bar into the window."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QWidget

from scholar_desktop.ui.add_pdfs.add_pdfs_actions import bind_by_hand
from scholar_desktop.ui.alerts.alert_actions import bind_news
from scholar_desktop.ui.citations.map.map_commands import bind_maps
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.library.collection_actions import bind_collections
from scholar_desktop.ui.open_access.quarantine_actions import bind_doubtful
from scholar_desktop.ui.reference_lists.list_actions import bind_lists, tell_open_list
from scholar_desktop.ui.search.finding_actions import bind_finding
from scholar_desktop.ui.search.saved_actions import bind_saved
from scholar_desktop.ui.search.selection_commands import bind_citing
from scholar_desktop.ui.unpaywall.unpaywall_actions import bind_unpaywall
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.window.main_window import MainWindow
from scholar_desktop.ui.zenodo.record_saving import save_records_of

if TYPE_CHECKING:
    from scholar_desktop.ui.add_pdfs.add_pdfs_commands import ByHand
    from scholar_desktop.ui.library.collections.collection_commands import CollectionCommands
    from scholar_desktop.ui.search.saved_session import SavedSession


def add_pages(window: MainWindow) -> None:
    """Each page is made when it is first shown, so that the start stays short."""
    bench = window.workbench

    def downloads() -> QWidget:
        from scholar_desktop.ui.downloads.downloads_page import DownloadsPage

        return DownloadsPage(bench)

    def settings() -> QWidget:
        from scholar_desktop.ui.settings.settings_page import SettingsPage

        page = SettingsPage(bench)
        page.folder_chosen.connect(window.restart_requested)
        return page

    def first_start() -> QWidget:
        from scholar_desktop.ui.window.first_start import FirstStartPage

        page = FirstStartPage(bench, open_demo)
        page.folder_chosen.connect(window.restart_requested)
        return page

    def author() -> QWidget:
        from scholar_desktop.ui.people.author_page import AuthorPage

        return AuthorPage(bench)

    def authors() -> QWidget:
        from scholar_desktop.ui.people.author_search import AuthorSearch

        return AuthorSearch(bench)

    def missing() -> QWidget:
        from scholar_desktop.ui.citations.missing_page import MissingPage

        return MissingPage(bench)

    def compare() -> QWidget:
        from scholar_desktop.ui.citations.compare_page import ComparePage

        return ComparePage(bench)

    def map_page() -> QWidget:
        from scholar_desktop.ui.citations.map.map_page import MapPage

        return MapPage(bench)

    def doubtful() -> QWidget:
        from scholar_desktop.ui.open_access.quarantine_page import DoubtfulPage

        return DoubtfulPage(bench)

    def unpaywall() -> QWidget:
        from scholar_desktop.ui.unpaywall.unpaywall_page import UnpaywallPage

        return UnpaywallPage(bench)

    def news() -> QWidget:
        from scholar_desktop.ui.alerts.alerts_page import NewsPage

        return NewsPage(bench)

    def records() -> QWidget:
        from scholar_desktop.ui.zenodo.record_page import RecordPage

        return RecordPage(bench)

    def communities() -> QWidget:
        from scholar_desktop.ui.zenodo.communities_page import CommunitiesPage

        return CommunitiesPage(bench)

    def sentences() -> QWidget:
        from scholar_desktop.ui.search.snippets_page import SnippetsPage

        return SnippetsPage(bench)

    def review() -> QWidget:
        from scholar_desktop.ui.reference_lists.review_page import ReviewPage

        page = ReviewPage(bench)
        page.file_wanted.connect(bench.actions["list.open"].trigger)
        return page

    def corpus() -> QWidget:
        from scholar_desktop.ui.corpus.corpus_page import CorpusPage

        return CorpusPage(bench)

    def add_pdfs() -> QWidget:
        from scholar_desktop.ui.add_pdfs.add_pdfs_page import AddPdfsPage

        return AddPdfsPage(bench)

    @cache
    def by_hand() -> ByHand:
        from scholar_desktop.ui.add_pdfs.add_pdfs_commands import ByHand

        return ByHand(bench, window.pages, window)

    @cache
    def collections() -> CollectionCommands:
        from scholar_desktop.ui.library.collections.collection_commands import CollectionCommands

        return CollectionCommands(bench, window)

    def drop_in() -> None:
        from scholar_desktop.ui.add_pdfs.pdf_drop import DropIn

        DropIn(bench, window, by_hand)
        by_hand()  # it says what becomes of a PDF that is fetched, whoever began that

    def ledger() -> QWidget:
        from scholar_desktop.ui.search.ledger.ledger_page import LedgerPage

        page = LedgerPage(bench)
        page.again_wanted.connect(lambda query: saved_session().rerun(query))
        return page

    made: list[SavedSession] = []

    def saved_session() -> SavedSession:
        from scholar_desktop.ui.search.saved_session import SavedSession

        if not made:
            made.append(SavedSession(bench, window.search_page, window))
        return made[0]

    def show_saved() -> None:
        from scholar_desktop.ui.search.saved_list import SavedList

        window.sidebar.show_saved(SavedList(bench, saved_session()))

    def show_collections() -> None:
        from scholar_desktop.ui.library.collections.collection_tree import CollectionTree
        from scholar_desktop.ui.library.tag_list import TagList

        tree = CollectionTree(bench, collections().session, collections())
        window.sidebar.show_collections(tree, TagList(bench))

    def status_bar() -> QWidget:
        from scholar_desktop.ui.program.status_bar import StatusBar

        return StatusBar(bench)

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
    bench.actions.bind("view.corpus", lambda: bench.navigation.show(places.CORPUS))
    bind_finding(bench, lambda: save_records_of(window.search_page.search.result, bench, window))
    window.add_page(places.REVIEW, review, on_demand=True)
    window.add_page(places.LEDGER, ledger, on_demand=True)
    bind_saved(bench, saved_session)
    window.painted.connect(show_saved)
    bind_lists(bench, window.pages, window.search_page.box)
    window.painted.connect(lambda: tell_open_list(bench))
    window.add_page(places.DOUBTFUL, doubtful, on_demand=True)
    bind_doubtful(bench, window.pages)
    bind_citing(bench, window.search_page, window)
    bind_collections(bench, collections)
    window.painted.connect(show_collections)
    bind_maps(bench, window.pages)
    window.add_page(places.NEWS, news, on_demand=True)
    bind_news(bench, lambda: window.pages.page(places.NEWS))
    window.painted.connect(lambda: _tell_news(window))
    window.add_page(places.ADD_PDFS, add_pdfs, on_demand=True)
    bind_by_hand(bench, by_hand)
    window.painted.connect(drop_in)
    bind_unpaywall(bench, lambda: window.pages.page(places.UNPAYWALL))
    window.set_status_bar(status_bar)
    current = bench.services.settings_editor.current
    if not current.first_start_done and current.email is None:
        bench.navigation.show(places.FIRST_START)
    if current.problem is not None:
        window.painted.connect(lambda: _say_problem(window, str(current.problem)))


def _say_problem(window: MainWindow, problem: str) -> None:
    """A mistake in config.toml: what, where, and a way to the file."""
    services = window.workbench.services
    show = Step("Show the file", lambda: services.open_path(str(services.settings_editor.path)))
    window.messages.say("settings", Note("The settings file has a mistake.", problem, "warn", "warning", (show,)))


def _tell_news(window: MainWindow) -> None:
    from scholar_desktop.ui.alerts.alert_messages import tell_news

    tell_news(window.workbench)


def open_demo() -> None:
    """The demo, in a window and a profile of its own."""
    frozen = getattr(sys, "frozen", False)
    QProcess.startDetached(sys.executable, ["--demo"] if frozen else ["-m", "scholar_desktop", "--demo"])
