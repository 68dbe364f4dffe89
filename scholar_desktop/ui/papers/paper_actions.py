"""The actions on papers: open, get and read the PDF, copy, star, add, remove, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.text.message import Message
from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import (
    ADD_TO,
    COPY_AS,
    FIND,
    PDF,
    PDF_AND_WEB_PAGE,
    REMOVE,
    REMOVE_OR_RESTORE,
    WEB_PAGE,
    Action,
)
from scholar_desktop.ui.actions.conditions import Condition

if TYPE_CHECKING:
    from scholar_desktop.ui.actions.action_context import ActionState

_PDF_SEARCHABLE = Condition(
    "pdf_searchable", lambda now: now.pdf_searchable, Message("No PDF is shown. Read one first.")
)
HAS_PDF_TEXT = Condition("pdf_text", lambda now: now.pdf_text, Message("Select text in a PDF first."))

# fmt: off
UNDO = (
    Action(id="edit.undo", title=Message("Undo"), help=Message("Undo the last change to your library."), menu="edit",
           keys=("Ctrl+Z",), icon="undo", needs=(when.CAN_UNDO,)),
    Action(id="edit.redo", title=Message("Redo"), help=Message("Redo the change you undid last."), menu="edit",
           keys=("Ctrl+Shift+Z",), icon="redo", needs=(when.CAN_REDO,)),
)
FIND_IN_PDF = (
    Action(id="pdf.find", title=Message("Search this PDF"),
           help=Message("Go to the search box of the PDF that is shown (Ctrl+F)."), menu="edit", group=2, submenu=FIND,
           icon="search", needs=(_PDF_SEARCHABLE,)),
)


def _get_words(now: ActionState, count: int) -> str:
    """Return the title of `paper.get_pdf` for *count* of the selected papers."""
    if now.only_files:
        return Message.counted("Get files of {count} record", "Get files of {count} records", count)
    if now.of_files:
        return Message.counted("Get PDF or files of {count} paper", "Get PDFs and files of {count} papers", count)
    return Message.counted("Get PDF of {count} paper", "Get PDFs of {count} papers", count)


PAPER = (
    Action(id="paper.open", title=Message.in_context("verb", "Open"),
           help=Message("Show the paper's details and citing papers."), menu="paper", icon="eye",
           needs=(when.HAS_PAPER,), on_rows=True, of_one=True, palette_title=Message("Open paper")),
    Action(id="paper.get_pdf", title=Message("Get PDF"),
           help=Message("Find an open copy of the PDF and add it to your library."), menu="paper", group=1,
           keys=("Ctrl+D",), icon="get",
           needs=(when.HAS_PAPER, when.NOT_IN_TRASH, when.NO_PDF, when.NO_SAVED_FILES,
                  when.NOT_DOWNLOADING),
           on_rows=True,
           many_now=_get_words,
           many_of=lambda now: now.to_get),
    Action(id="paper.open_pdf", title=Message("Open in PDF app"), help=Message("Open the PDF in your PDF app."),
           menu="paper", group=1, keys=("Ctrl+O",), icon="file-text",
           needs=(when.HAS_PAPER, when.HAS_FILE_TO_OPEN), on_rows=True, of_one=True),
    Action(id="paper.read_pdf", title=Message("Read here"), help=Message("Read the PDF in this window (Space)."),
           menu="paper", group=1, submenu=PDF, row_submenu=PDF_AND_WEB_PAGE, icon="read",
           needs=(when.HAS_PAPER, when.HAS_PDF_TO_OPEN), on_rows=True, of_one=True),
    Action(id="paper.show_in_folder", title=Message("Show in folder"),
           help=Message("Show the folder of the PDF or the files in your file manager."), menu="paper", group=1,
           submenu=PDF, icon="folder", needs=(when.HAS_PAPER, when.HAS_FILE_TO_OPEN)),
    Action(id="paper.stop_pdf", title=Message("Stop PDF download"),
           help=Message("Stop this download. Trying again continues where it stopped."), menu="paper", group=1,
           submenu=PDF, row_submenu=PDF_AND_WEB_PAGE, icon="cross",
           needs=(when.HAS_PAPER, when.DOWNLOADING), on_rows=True, of_one=True),
    Action(id="paper.open_browser", title=Message("Open in browser"),
           help=Message("Open the paper's web page in your browser."), menu="paper", group=2, submenu=WEB_PAGE,
           row_submenu=PDF_AND_WEB_PAGE, keys=("Ctrl+Shift+B",), icon="external",
           needs=(when.HAS_PAPER, when.HAS_LINK), on_rows=True, of_one=True),
    Action(id="paper.open_semantic_scholar", title=Message("Open at Semantic Scholar"),
           help=Message("Open the paper's Semantic Scholar page in your browser."), menu="paper", group=2,
           submenu=WEB_PAGE, row_submenu=PDF_AND_WEB_PAGE, icon="external",
           needs=(when.HAS_PAPER, when.HAS_S2_PAGE), on_rows=True, of_one=True),
    Action(id="paper.copy_citation", title=Message("Copy citation"),
           help=Message("Copy a reference to the paper in your citation style."), menu="edit", group=1, submenu=COPY_AS,
           keys=("Ctrl+C",), icon="quote", needs=(when.HAS_PAPER,), on_rows=True, row_group=2, row_submenu=False,
           many=lambda count: Message.counted("Copy {count} citation", "Copy {count} citations", count)),
    Action(id="paper.copy_in_style", title=Message("Copy citation in another style…"),
           help=Message("Copy a reference to the paper in a citation style that you choose for this once."),
           menu="edit", group=1, submenu=COPY_AS, icon="quote", needs=(when.HAS_PAPER,), on_rows=True, row_group=2,
           many=lambda count: Message.counted("Copy {count} citation in another style…",
                                              "Copy {count} citations in another style…", count)),
    Action(id="paper.copy_doi", title=Message("Copy DOI"), help=Message("Copy the paper's DOI."), menu="edit", group=1,
           submenu=COPY_AS, keys=("Ctrl+Shift+C",), icon="copy", needs=(when.HAS_PAPER, when.HAS_DOI), on_rows=True,
           row_group=2, many=lambda _count: Message("Copy DOIs")),
    Action(id="paper.copy_bibtex", title=Message("Copy BibTeX"),
           help=Message("Copy the paper as BibTeX with its citation key."), menu="edit", group=1,
           submenu=COPY_AS, keys=("Ctrl+Alt+C",), icon="copy", needs=(when.HAS_PAPER,), on_rows=True,
           row_group=2,
           many=lambda count: Message.counted("Copy {count} BibTeX entry", "Copy {count} BibTeX entries", count)),
    Action(id="paper.copy_key", title=Message("Copy citation key"),
           help=Message("Copy the key by which a LaTeX text cites the paper."), menu="edit",
           group=1, submenu=COPY_AS, icon="copy", needs=(when.HAS_PAPER,), on_rows=True, row_group=2,
           many=lambda count: Message.counted("Copy {count} citation key", "Copy {count} citation keys", count)),
    Action(id="paper.copy_in_text", title=Message("Copy in-text citation"),
           help=Message("Copy author and year as your citation style cites in a text: (Yilmaz, 2014)."), menu="edit",
           group=1, submenu=COPY_AS, keys=("Ctrl+Alt+T",), icon="quote", needs=(when.HAS_PAPER,), on_rows=True,
           row_group=2,
           many=lambda count: Message.counted("Copy in-text citation of {count} paper",
                                              "Copy in-text citation of {count} papers", count)),
    Action(id="paper.copy_pdf", title=Message("Copy PDF file"),
           help=Message("Copy the PDF file, to paste it in a file manager, a mail or a chat."), menu="edit", group=1,
           submenu=COPY_AS, icon="file-text", needs=(when.HAS_PAPER, when.HAS_SOME_PDF), on_rows=True, row_group=2,
           many=lambda count: Message.counted("Copy {count} PDF file", "Copy {count} PDF files", count),
           many_of=lambda now: now.with_pdf),
    Action(id="paper.copy_quotation", title=Message("Quote with citation"),
           help=Message("Copy the text that is selected in the PDF as a quotation, with its citation and page."),
           menu="edit", group=1, submenu=COPY_AS, keys=("Ctrl+Alt+Q",), icon="quote",
           needs=(when.HAS_PAPER, HAS_PDF_TEXT)),
    Action(id="view.citation_style", title=Message("Citation style…"),
           help=Message("Choose the style of the references that you copy and export."), menu="edit", group=1,
           submenu=COPY_AS, section=1),
    Action(id="view.citation_keys", title=Message("Citation key template…"),
           help=Message("Choose how the citation keys of new papers are made."), menu="edit", group=1,
           submenu=COPY_AS, section=1),
    Action(id="paper.star", title=Message("Star"), help=Message("Star the paper and add it to your library."),
           menu="paper", group=3, keys=("Ctrl+Shift+S", "S"), icon="star",
           needs=(when.HAS_PAPERS, when.SHOWS_PAPERS, when.NOT_IN_TRASH), on_rows=True,
           many=lambda count: Message.counted("Star {count} paper", "Star {count} papers", count)),
    Action(id="paper.add", title=Message("Add to library"), help=Message("Add the paper to your library."),
           menu="paper", group=3, submenu=ADD_TO, keys=("Ctrl+Shift+A",), icon="add",
           needs=(when.HAS_PAPER, when.NOT_IN_TRASH, when.NOT_KEPT), on_rows=True,
           many=lambda count: Message.counted("Add {count} paper to library", "Add {count} papers to library", count),
           many_of=lambda now: len(now.papers) - now.kept_papers),
    Action(id="paper.to_read", title=Message("Mark to read"),
           help=Message("Mark the paper to read later, and add it to your library. Press again once you have read it."),
           menu="paper", group=3, keys=("R",), icon="to-read",
           needs=(when.HAS_PAPERS, when.SHOWS_PAPERS, when.NOT_IN_TRASH), on_rows=True, row_submenu=ADD_TO,
           many=lambda count: Message.counted("Mark {count} paper to read", "Mark {count} papers to read", count)),
    Action(id="paper.delete", title=Message("Move to trash"),
           help=Message("Move the paper to the trash of your library, from which you can restore it."), menu="paper",
           # not translated: the name of a key
           group=5, submenu=REMOVE_OR_RESTORE, control_keys="Del", control_keys_when=when.NO_COLLECTION_SHOWN,
           icon="trash", needs=(when.HAS_PAPERS, when.NOT_IN_TRASH, when.KEPT), on_rows=True, row_submenu=REMOVE,
           many=lambda count: Message.counted("Move {count} paper to trash", "Move {count} papers to trash", count),
           many_of=lambda now: now.kept_papers),
    Action(id="paper.remove", title=Message("Move to trash"),
           help=Message("Move the paper to the trash of your library, from which you can restore it."), menu="",
           needs=(when.HAS_PAPERS, when.NOT_IN_TRASH, when.KEPT), in_palette=False),
)
# fmt: on
