"""The modules that are imported before they are needed, because importing them at the first use would block the window.

Nothing here is imported before the first paint. The lists are in the order in which they are imported.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Iterable

RESULTS = ("scholar_desktop.ui.search.results_pane", "scholar_desktop.ui.search.search_panes")
"""What the last search is shown with."""
WINDOW_SERVICES = (
    "scholar_desktop.library.store",
    "scholar_desktop.services.library.library",
    "scholar_desktop.services.search.manual_splits",
    "scholar_desktop.services.open_access.open_access",
    "scholar_desktop.services.downloads.downloads",
    "scholar_desktop.services.program.scheduler",
    "scholar_desktop.services.program.status",
    "scholar_desktop.net.client",
)
"""What the rest of the window depends on. They do not use Qt, so they are imported in a thread."""
WINDOW = (
    "scholar_desktop.ui.window.action_definitions",
    "scholar_desktop.ui.papers.paper_commands",
    "scholar_desktop.ui.papers.detail_pane",
    "scholar_desktop.ui.citations.list_tools",
    "scholar_desktop.ui.citations.list_view",
    "scholar_desktop.ui.citations.citation_pane",
    "scholar_desktop.ui.exchange.live_file_messages",
)
"""What is not needed for the first paint."""
PAGES = (
    "scholar_desktop.ui.library.note_box",
    "scholar_desktop.ui.library.collection_and_tag_chips",
    "scholar_desktop.ui.settings.settings_page",
    "scholar_desktop.services.corpus.corpus_plan",
    "scholar_desktop.services.corpus.corpus_fetch",
    "scholar_desktop.services.corpus.corpus_update",
    "scholar_desktop.ui.corpus.corpus_work",
    "scholar_desktop.ui.corpus.dataset_list_model",
    "scholar_desktop.ui.corpus.dataset_pane",
    "scholar_desktop.ui.corpus.setup_wizard",
    "scholar_desktop.ui.corpus.corpus_page",
    "scholar_desktop.services.reference_lists.reference_lists",
    "scholar_desktop.ui.reference_lists.review_rows",
    "scholar_desktop.ui.reference_lists.editor",
    "scholar_desktop.ui.reference_lists.review_page",
    "scholar_desktop.ui.people.author_page",
    "scholar_desktop.ui.zenodo.record_page",
    "scholar_desktop.ui.search.snippets_page",
)
"""So that the first paper, and a page that is shown for the first time, are created quickly."""
SERVICES = (
    "scholar_desktop.library.store",
    "scholar_desktop.interop.drag_mime_data",
    "scholar_desktop.formats.bibtex",
    "scholar_desktop.formats.ris",
    "scholar_desktop.formats.entries.reference_texts",
    "scholar_desktop.formats.entries.kept_entries",
    "scholar_desktop.formats.entries.bibtex_writing",
    "scholar_desktop.formats.entries.ris_writing",
    "scholar_desktop.net.client",
    "scholar_desktop.net.http_cache",
    "scholar_desktop.pdf.inspect",
    "scholar_desktop.services.program.call_history",
    "scholar_desktop.services.citations.citations",
    "scholar_desktop.services.downloads.downloads",
    "scholar_desktop.services.papers.export",
    "scholar_desktop.services.library.full_text",
    "scholar_desktop.services.papers.drag_out",
    "scholar_desktop.services.add_pdfs.pdf_import",
    "scholar_desktop.services.add_pdfs.browser_fetch",
    "scholar_desktop.services.alerts.open_access_watch",
    "scholar_desktop.services.papers.papers",
    "scholar_desktop.services.search.search",
    "scholar_desktop.services.program.status",
    "scholar_desktop.services.program.scheduler",
    "scholar_desktop.sources.semantic_scholar.api",
    "scholar_desktop.sources.unpaywall.api",
    "scholar_desktop.sources.zenodo.api",
)
"""What the first search, the first paper and the first PDF need."""
PDF_VIEW = (
    "scholar_desktop.services.papers.pdf_viewer",
    "scholar_desktop.ui.papers.pdf.page_loader",
    "scholar_desktop.ui.papers.pdf.pages",
    "scholar_desktop.ui.papers.pdf.view",
    "scholar_desktop.ui.papers.pdf.preview",
)
"""What shows a PDF; imported as soon as a paper with a PDF is shown."""
MAP = ("numpy",)
"""What places the points of a map; imported before the map page is created."""


def load(modules: Iterable[str]) -> None:
    """Import *modules*."""
    for module in modules:
        importlib.import_module(module)


async def load_in_turns(modules: Iterable[str], pause_s: float = 0.0) -> None:
    """Import *modules*, one per turn of the event loop, so that key presses are processed in between.

    Args:
        modules: their full names.
        pause_s: seconds to wait before each of them.
    """
    for module in modules:
        await asyncio.sleep(pause_s)
        importlib.import_module(module)


async def load_in_thread(modules: Iterable[str]) -> None:
    """Import *modules*, which do not use Qt, in a thread, one after the other."""
    for module in modules:
        await asyncio.to_thread(importlib.import_module, module)
