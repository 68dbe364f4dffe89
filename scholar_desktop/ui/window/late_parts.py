"""The objects that run the actions of the rooms, created when an action first needs them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from scholar_desktop.domain.library import LibraryView

MOST_CHOSEN = 1000
"""Imported papers that are selected; of more, the first one."""

if TYPE_CHECKING:
    from scholar_desktop.domain.library import KeptPaper
    from scholar_desktop.ui.add_pdfs.add_pdfs_commands import AddPdfsCommands
    from scholar_desktop.ui.context.paper_export import PaperExporter
    from scholar_desktop.ui.exchange.import_panel import ImportPanel
    from scholar_desktop.ui.exchange.live_files_panel import LiveFilesPanel
    from scholar_desktop.ui.exchange.send_commands import SendCommands
    from scholar_desktop.ui.exchange.transfer_panel import TransferPanel
    from scholar_desktop.ui.library.bulk_commands import BulkCommands
    from scholar_desktop.ui.library.collections.collection_commands import CollectionCommands
    from scholar_desktop.ui.library.duplicates.merge_panel import MergePanel
    from scholar_desktop.ui.library.field_panel import FieldPanel
    from scholar_desktop.ui.library.refresh_panel import RefreshPanel
    from scholar_desktop.ui.library.tag_menu import TagMenu
    from scholar_desktop.ui.library.trash_commands import TrashCommands
    from scholar_desktop.ui.search.entry_commands import EntryCommands
    from scholar_desktop.ui.search.saved_session import SavedSession
    from scholar_desktop.ui.window.main_window import MainWindow


class LateParts:
    """The objects that run the actions of a room, each created when an action first needs it."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    @cached_property
    def add_pdfs(self) -> AddPdfsCommands:
        from scholar_desktop.ui.add_pdfs.add_pdfs_commands import AddPdfsCommands

        return AddPdfsCommands(self._window.ui_context, self._window.pages, self._window)

    @cached_property
    def collections(self) -> CollectionCommands:
        from scholar_desktop.ui.library.collections.collection_commands import CollectionCommands

        return CollectionCommands(self._window.ui_context, self._window)

    @cached_property
    def entries(self) -> EntryCommands:
        from scholar_desktop.ui.search.entry_commands import EntryCommands

        window = self._window
        return EntryCommands(
            window.context, window.navigation, lambda: window.search_page.panes, lambda: _field_panel(window)
        )

    @cached_property
    def tags(self) -> TagMenu:
        from scholar_desktop.ui.library.tag_menu import TagMenu

        ui_context = self._window.ui_context
        menu = TagMenu(
            ui_context.theme,
            ui_context.scope,
            ui_context.actions,
            ui_context.messages,
            ui_context.navigation,
            ui_context.services.library,
        )
        self._window.search_page.panes.library.number_pressed.connect(
            lambda number, papers: menu.toggle(number, papers) if papers else self.bulk.toggle_tag(number)
        )
        return menu

    @cached_property
    def bulk(self) -> BulkCommands:
        from scholar_desktop.ui.library.bulk_commands import BulkCommands

        window, ui_context = self._window, self._window.ui_context
        return BulkCommands(
            ui_context.theme,
            ui_context.scope,
            ui_context.actions,
            ui_context.messages,
            ui_context.navigation,
            ui_context.services.library,
            ui_context.services.downloads,
            ui_context.services.collections,
            window.search_page.panes.library.chosen_numbers,
            window,
        )

    @cached_property
    def refresh(self) -> RefreshPanel:
        from scholar_desktop.ui.library.refresh_panel import RefreshPanel

        ui_context = self._window.ui_context
        return RefreshPanel(
            ui_context.theme,
            ui_context.scope,
            ui_context.actions,
            ui_context.messages,
            ui_context.services.library,
            ui_context.services.library_refresh,
            ui_context.services.status,
            self._window,
        )

    @cached_property
    def merge(self) -> MergePanel:
        from scholar_desktop.ui.library.duplicates.merge_panel import MergePanel

        ui_context = self._window.ui_context
        return MergePanel(
            ui_context.theme,
            ui_context.scope,
            ui_context.actions,
            ui_context.messages,
            ui_context.services.library,
            self._window,
        )

    @cached_property
    def trash(self) -> TrashCommands:
        from scholar_desktop.ui.library.trash_commands import TrashCommands

        window, ui_context = self._window, self._window.ui_context
        return TrashCommands(
            ui_context.theme,
            ui_context.scope,
            ui_context.actions,
            ui_context.messages,
            ui_context.services.library,
            self._chosen_in_trash,
            window,
        )

    def _chosen_in_trash(self) -> list[KeptPaper]:
        """Return the papers of the selected rows, else the one whose details are shown."""
        chosen, kept = self._window.search_page.panes.library.chosen_kept(), self._window.ui_context.context.now.kept
        return chosen or ([kept] if kept is not None and kept.trashed else [])

    @cached_property
    def exports(self) -> PaperExporter:
        from scholar_desktop.ui.context.paper_export import PaperExporter
        from scholar_desktop.ui.library.part_orders import PartOrders

        ui_context = self._window.ui_context
        exporter = PaperExporter(
            ui_context.services,
            ui_context.scope,
            ui_context.theme,
            ui_context.context,
            ui_context.messages,
            ui_context.state,
            self._window,
            self._has_chosen,
            lambda: self._window.search_page.panes.library.shown_part(),
            PartOrders(ui_context.state, ui_context.navigation).of_collection,
        )
        exporter.key_settings_wanted.connect(ui_context.actions["view.citation_keys"].trigger)
        return exporter

    def _has_chosen(self) -> bool:
        """True if the user has selected the papers that actions apply to."""
        page, focused = self._window.search_page, QApplication.focusWidget()
        rows, head = page.panes.list, page.focus_panes()[0]
        if focused is None or rows.isAncestorOf(focused) or head.isAncestorOf(focused):
            return rows.view.currentIndex().isValid()  # a row that is only shown as selected is not current
        return not self._window.sidebar.isAncestorOf(focused)

    @cached_property
    def imports(self) -> ImportPanel:
        from scholar_desktop.ui.exchange.import_panel import ImportPanel

        ui_context = self._window.ui_context
        return ImportPanel(
            ui_context.theme,
            ui_context.scope,
            ui_context.actions,
            ui_context.messages,
            ui_context.services.library,
            ui_context.services.entry_import,
            ui_context.state,
            self._show_imported,
            self._window,
        )

    def _show_imported(self, keys: Sequence[str]) -> None:
        """Show the papers that were added last, and select these, if any are known."""
        self._window.navigation.show_library(LibraryView.RECENT)
        self._window.navigation.list_wanted.emit()
        if keys:
            self._window.search_page.panes.library.go_to(*(keys if len(keys) <= MOST_CHOSEN else keys[:1]))

    @cached_property
    def sends(self) -> SendCommands:
        from scholar_desktop.ui.exchange.send_commands import SendCommands

        ui_context = self._window.ui_context
        return SendCommands(
            ui_context.services,
            ui_context.scope,
            ui_context.theme,
            ui_context.context,
            ui_context.messages,
            ui_context.state,
            ui_context.actions["edit.undo"],
            lambda papers: self.exports.export_for_zotero(papers),
            self._window,
        )

    @cached_property
    def transfer(self) -> TransferPanel:
        from scholar_desktop.ui.actions.action import menu_path
        from scholar_desktop.ui.exchange.transfer_panel import TransferPanel

        ui_context = self._window.ui_context
        panel = TransferPanel(
            ui_context.theme,
            ui_context.scope,
            ui_context.state,
            ui_context.services.library,
            ui_context.services.library_transfer,
            menu_path(ui_context.actions.definitions["library.unarchive"]),
            self._window,
        )
        panel.folder_chosen.connect(self._window.restart_requested)
        return panel

    @cached_property
    def live_files(self) -> LiveFilesPanel:
        from scholar_desktop.ui.exchange.live_files_panel import LiveFilesPanel

        ui_context = self._window.ui_context
        return LiveFilesPanel(
            ui_context.theme,
            ui_context.scope,
            ui_context.state,
            ui_context.services.live_files,
            lambda path: self.imports.open_for(path),
            self._window,
        )

    @cached_property
    def saved_searches(self) -> SavedSession:
        from scholar_desktop.ui.search.saved_session import SavedSession

        return SavedSession(self._window.ui_context, self._window.search_page, self._window)


def _field_panel(window: MainWindow) -> FieldPanel:
    from scholar_desktop.ui.library.field_panel import FieldPanel

    ui_context = window.ui_context
    return FieldPanel(
        ui_context.theme,
        ui_context.scope,
        ui_context.actions,
        ui_context.messages,
        ui_context.services.library,
        window,
    )
