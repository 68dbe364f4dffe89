"""The actions on citations: citing sentences, similar papers, comparison of papers, and papers the library lacks."""

from __future__ import annotations

from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import Action
from scholar_desktop.ui.actions.conditions import Condition

HAS_SEVERAL_PAPERS = Condition(
    "several", lambda now: len(now.papers) > 1, "Choose two papers or more: Ctrl or Shift with a click."
)

CITATIONS = (
    Action(
        "paper.why",
        "Why does it cite…",
        "Show the sentences in which one of two papers cites the other.",
        "paper",
        4,
        ("Ctrl+Shift+W",),
        "quote",
        (when.HAS_PAPER,),
        on_rows=True,
    ),
    Action(
        "paper.similar",
        "Find similar",
        "Look for papers like this one, or like all that are chosen.",
        "paper",
        4,
        ("Ctrl+Shift+M",),
        "search",
        (when.HAS_PAPER, when.ONLINE),
        on_rows=True,
    ),
    Action(
        "paper.compare",
        "Compare",
        "Show which references the chosen papers share, and which papers cite several of them.",
        "paper",
        4,
        (),
        "filter",
        (when.HAS_PAPER, HAS_SEVERAL_PAPERS),
        on_rows=True,
    ),
    Action(
        "paper.keep_beside",
        "Keep beside",
        "Keep the paper at hand above the detail pane (a middle click does the same).",
        "paper",
        4,
        (),
        "pin",
        (when.HAS_PAPER,),
        on_rows=True,
    ),
    Action(
        "paper.tag",
        "Tag…",
        "Give the chosen papers a tag, and keep them in your library.",
        "paper",
        3,
        ("Ctrl+T",),
        "tag",
        (when.HAS_PAPER,),
        on_rows=True,
    ),
    Action(
        "paper.export",
        "Export…",
        "Write the chosen papers to a file: BibTeX, RIS, CSL-JSON or CSV.",
        "paper",
        2,
        (),
        "file-text",
        (when.HAS_PAPER,),
        on_rows=True,
    ),
)
LIBRARY_VIEWS = (
    Action(
        "view.missing_classics",
        "Missing classics",
        "Show what the papers of your library cite most and it does not have.",
        "view",
        1,
        ("Ctrl+8",),
        "classics",
    ),
)
