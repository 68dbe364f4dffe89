"""The actions on papers: open, get and read the PDF, copy, star, add, remove, undo."""

from __future__ import annotations

from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import Action

# fmt: off
UNDO = (
    Action(id="edit.undo", title="Undo", help="Take back the last change to the library, or what was cleared.",
           menu="edit", keys=("Ctrl+Z",), icon="undo", needs=(when.CAN_UNDO,)),
    Action(id="edit.redo", title="Redo", help="Make the change to the library again that was undone last.",
           menu="edit", keys=("Ctrl+Shift+Z",), icon="redo", needs=(when.CAN_REDO,)),
)
PAPER = (
    Action(id="paper.open", title="Open", help="Show the paper and who cites it.", menu="paper", icon="eye",
           needs=(when.HAS_PAPER,), on_rows=True),
    Action(id="paper.get_pdf", title="Get PDF",
           help="Try the open copies, best first, and keep the PDF in your library.", menu="paper", group=1,
           keys=("Ctrl+D",), icon="get", needs=(when.HAS_PAPER, when.NO_PDF, when.NOT_DOWNLOADING, when.ONLINE),
           on_rows=True),
    Action(id="paper.open_pdf", title="Open PDF", help="Open the PDF in the program that the system uses for PDFs.",
           menu="paper", group=1, keys=("Ctrl+O",), icon="file-text", needs=(when.HAS_PAPER, when.HAS_PDF),
           on_rows=True),
    Action(id="paper.read_pdf", title="Read PDF", help="Show the PDF beside the list (Space on a row).", menu="paper",
           group=1, icon="read", needs=(when.HAS_PAPER, when.HAS_PDF), on_rows=True),
    Action(id="paper.stop_pdf", title="Stop getting the PDF",
           help="Stop this download; what has arrived is used when it is tried again.", menu="paper", group=1,
           icon="cross", needs=(when.HAS_PAPER, when.DOWNLOADING)),
    Action(id="paper.open_browser", title="Open in browser", help="Open the paper's page in the browser.",
           menu="paper", group=2, keys=("Ctrl+Shift+B",), icon="external", needs=(when.HAS_PAPER, when.HAS_LINK),
           on_rows=True),
    Action(id="paper.open_semantic_scholar", title="Open at Semantic Scholar",
           help="Open the paper's page at Semantic Scholar in the browser.", menu="paper", group=2, icon="external",
           needs=(when.HAS_PAPER, when.HAS_S2_PAGE), on_rows=True),
    Action(id="paper.copy_doi", title="Copy DOI", help="Copy the DOI of the paper.", menu="paper", group=2,
           keys=("Ctrl+Shift+C",), icon="copy", needs=(when.HAS_PAPER, when.HAS_DOI), on_rows=True),
    Action(id="paper.copy_citation", title="Copy citation", help="Copy a reference to the paper, as one line of text.",
           menu="paper", group=2, keys=("Ctrl+C",), icon="quote", needs=(when.HAS_PAPER,), on_rows=True),
    Action(id="paper.copy_bibtex", title="Copy BibTeX",
           help="Copy the paper as BibTeX, with the key by which your library knows it.", menu="paper", group=2,
           keys=("Ctrl+Alt+C",), icon="copy", needs=(when.HAS_PAPER,), on_rows=True),
    Action(id="paper.star", title="Star", help="Mark the paper, and keep it in your library.", menu="paper", group=3,
           keys=("Ctrl+Shift+S", "S"), icon="star", needs=(when.HAS_PAPER, when.SHOWS_PAPERS), on_rows=True,
           checkable=True),
    Action(id="paper.to_read", title="To read",
           help="Put the paper among those to read, and keep it in your library; again, when it is read.",
           menu="paper", group=3, keys=("R",), icon="to-read", needs=(when.HAS_PAPER, when.SHOWS_PAPERS), on_rows=True,
           checkable=True),
    Action(id="paper.add", title="Add to library", help="Keep the paper in your library.", menu="paper", group=3,
           keys=("Ctrl+Shift+A",), icon="add", needs=(when.HAS_PAPER, when.NOT_KEPT), on_rows=True),
    Action(id="paper.remove", title="Remove from library",
           help="Take the paper and its PDF out of your library. Undo brings both back.", menu="paper", group=3,
           icon="remove", needs=(when.HAS_PAPER, when.KEPT), on_rows=True),
)
# fmt: on
