"""The actions on citations: citing sentences, similar papers, comparison of papers, and papers the library lacks."""

from __future__ import annotations

from scholar_desktop.domain.citations.compared_papers import MOST_COMPARED
from scholar_desktop.domain.text.message import Message
from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import ADD_TO, CITATIONS_MENU, COPY_AS, EXPORT, RELATED, Action
from scholar_desktop.ui.actions.conditions import Condition
from scholar_desktop.ui.context.navigation import WITH_PAPERS


def _compare_title(count: int) -> Message:
    if count > MOST_COMPARED:
        return Message("Compare the first {most} of {count} papers", most=MOST_COMPARED, count=count)
    return Message.counted("Compare {count} paper", "Compare {count} papers", count)


HAS_SEVERAL_PAPERS = Condition(
    "several",
    lambda now: len(now.papers) > 1,
    Message("Select two or more papers: Ctrl+click, Shift+click or Shift+Down."),
)
_TWO_PAPERS = Condition("two_papers", lambda now: len(now.papers) <= 2, Message("Select one paper, or two."))
HAS_SENTENCES = Condition(
    "sentences", lambda now: now.sentences, Message("Select a paper with a citing sentence under “Cited by” first.")
)
_NOT_SHOWN = (
    (
        lambda now: (
            now.page in WITH_PAPERS
            and not now.citations_shown
            and (now.citation_rows > 0 or now.more_citations or now.citations_filtered)
        ),
        Message("Show “Cited by” or “References” first."),
    ),
)
HAS_CITATION_LIST = Condition(
    "citation_list",
    lambda now: now.citations_shown and now.citation_rows > 0,
    Message("Open the citing papers or references of a paper first."),
    cases=_NOT_SHOWN,
)
HAS_CITATION_FILTERS = Condition(
    "citation_filters", lambda now: now.citations_filtered, Message("The list of citations has no filters.")
)
HAS_CITATION_TOOLS = Condition(
    "citation_tools",
    lambda now: now.citations_shown and (now.citation_rows > 0 or now.citations_filtered),
    Message("Open the citing papers or references of a paper first."),
    cases=_NOT_SHOWN,
)
HAS_MORE_CITATIONS = Condition(
    "more_citations",
    lambda now: now.citations_shown and now.more_citations,
    Message("The whole list is loaded, or no list is shown."),
    cases=_NOT_SHOWN,
)
HAS_CITATION_DATES = Condition(
    "citation_dates",
    lambda now: now.citations_shown and now.citation_dates,
    Message("Open the citing papers of a paper first."),
    cases=(
        (lambda now: now.citations_shown and now.citations_loading, Message("The list is still being loaded.")),
        (lambda now: now.page in WITH_PAPERS and now.citation_rows > 0, Message("Show “Cited by” first.")),
    ),
)
CITATIONS_LOADING = Condition(
    "citations_loading",
    lambda now: now.citations_loading,
    Message("No list of citing papers or references is loading."),
)

# fmt: off
CITATIONS = (
    Action(id="paper.why", title=Message("Show citing sentences between two papers…"),
           help=Message("Show the sentences in which one of two papers cites the other."), menu="paper", group=4,
           submenu=RELATED, keys=("Ctrl+Shift+W",), icon="quote",
           needs=(when.HAS_PAPER, _TWO_PAPERS), on_rows=True),
    Action(id="paper.copy_sentence", title=Message("Copy sentence"),
           help=Message("Copy the citing sentence with its source."), menu="edit", group=1, icon="copy",
           needs=(when.HAS_PAPER, HAS_SENTENCES), on_rows=True, row_group=2,
           row_submenu=COPY_AS,
           many=lambda count: Message.counted("Copy sentences of {count} paper", "Copy sentences of {count} papers",
                                              count)),
    Action(id="paper.export_sentences", title=Message("Export sentences of selected papers…"),
           help=Message("Save the citing sentences of the selected papers as HTML for Word, Markdown or CSV."),
           menu="file", group=2, submenu=EXPORT, icon="list", needs=(when.HAS_PAPER, HAS_SENTENCES), on_rows=True,
           row_group=4, row_submenu=RELATED,
           many=lambda count: Message.counted("Export sentences of {count} paper…",
                                              "Export sentences of {count} papers…", count)),
    Action(id="citations.export", title=Message("Export sentences…"),
           help=Message("Save the citation list as filtered, with its sentences, as HTML for Word, Markdown or CSV."),
           menu="file", group=2, submenu=EXPORT, icon="file-text", needs=(HAS_CITATION_LIST,)),
    Action(id="citations.load_more", title=Message("Load more citing papers or references"),
           help=Message("Load the next rows of the list that is shown: 1 request."), menu="view",
           submenu=CITATIONS_MENU, icon="get", needs=(HAS_MORE_CITATIONS, when.ONLINE)),
    Action(id="citations.load_all", title=Message("Load all citing papers or references"),
           help=Message("Load the rest of the list that is shown. This can take several minutes."), menu="view",
           submenu=CITATIONS_MENU, icon="get", needs=(HAS_MORE_CITATIONS, when.ONLINE)),
    Action(id="citations.stop", title=Message("Stop loading"),
           help=Message("Stop loading citing papers or references and keep the rows so far."), menu="view",
           submenu=CITATIONS_MENU, icon="cross", needs=(CITATIONS_LOADING,)),
    Action(id="citations.sort", title=Message("Sort citing papers or references…"),
           help=Message("Choose the order of the list of citations that is shown."), menu="view",
           submenu=CITATIONS_MENU, needs=(HAS_CITATION_TOOLS,)),
    Action(id="citations.words", title=Message("Search in citing papers or references"),
           help=Message("Go to the search box of the list of citations that is shown, for words in its sentences and "
                        "titles."), menu="view", submenu=CITATIONS_MENU, icon="search", needs=(HAS_CITATION_TOOLS,)),
    Action(id="citations.years", title=Message("Filter citing papers or references by year…"),
           help=Message("Choose the years of the list of citations that is shown."), menu="view",
           submenu=CITATIONS_MENU, icon="filter", needs=(HAS_CITATION_TOOLS,)),
    Action(id="citations.dates", title=Message("Limit citing papers by date…"),
           help=Message("Load only the citing papers of the dates that you choose."), menu="view",
           submenu=CITATIONS_MENU, icon="calendar", needs=(HAS_CITATION_DATES,)),
    Action(id="citations.intents", title=Message("Filter citing papers or references by intent…"),
           help=Message("Choose what the papers are cited for in the list of citations that is shown."), menu="view",
           submenu=CITATIONS_MENU, icon="filter", needs=(HAS_CITATION_TOOLS,)),
    Action(id="citations.influential", title=Message("Influential citations only"),
           help=Message("Show only the influential citations of the list that is shown, or all of them again."),
           menu="view", submenu=CITATIONS_MENU, icon="star", needs=(HAS_CITATION_TOOLS,)),
    Action(id="citations.clear_filters", title=Message("Clear filters of citing papers or references"),
           help=Message("Clear the filters of the list of citations that is shown."), menu="view",
           submenu=CITATIONS_MENU, icon="cross", needs=(HAS_CITATION_TOOLS, HAS_CITATION_FILTERS)),
    Action(id="paper.similar", title=Message("Find similar papers"),
           help=Message("Find papers similar to this one, or to all selected papers."), menu="paper", group=4,
           submenu=RELATED, keys=("Ctrl+Shift+M",), icon="search", needs=(when.HAS_PAPER, when.ONLINE), on_rows=True,
           many=lambda count: Message.counted("Find papers similar to this one",
                                              "Find papers similar to these {count}", count)),
    Action(id="paper.compare", title=Message("Compare"),
           help=Message("Show shared references, and the papers that cite several of the selected papers."),
           menu="paper", group=4, submenu=RELATED, icon="filter", needs=(when.HAS_PAPER, HAS_SEVERAL_PAPERS),
           on_rows=True, many=_compare_title),
    Action(id="paper.keep_beside", title=Message.in_context("paper", "Pin"),
           help=Message("Pin the paper above the details pane, or unpin it. Middle-clicking a row does the same."),
           menu="paper", group=4, submenu=RELATED, icon="pin", needs=(when.HAS_PAPER,), on_rows=True, of_one=True),
    Action(id="paper.tag", title=Message("Tag…"), help=Message("Tag the selected papers and add them to your library."),
           menu="paper", group=3, submenu=ADD_TO, keys=("Ctrl+T",), icon="tag",
           needs=(when.HAS_PAPERS, when.NOT_IN_TRASH), on_rows=True,
           many=lambda count: Message.counted("Tag {count} paper…", "Tag {count} papers…", count)),
    Action(id="paper.export", title=Message("Export…"),
           help=Message("Export papers for reference managers, LaTeX or a table, or as formatted references."),
           menu="file", group=2, keys=("Ctrl+E",), icon="file-text", needs=(when.EXPORTS_PAPERS, when.ALL_READ),
           on_rows=True, row_group=2,
           many=lambda count: Message.counted("Export {count} paper…", "Export {count} papers…", count)),
)
VIEWS = (
    Action(id="view.paper", title=Message("Paper details"), help=Message("Show the details of this paper."),
           menu="go", group=2, keys=("Ctrl+Alt+0",), icon="file-text"),
    Action(id="view.cited_by", title=Message("Cited by"), help=Message("Show the papers that cite this one, and why."),
           menu="go", group=2, keys=("Ctrl+Alt+1",), icon="quote", palette_title=Message("Cited by (citing papers)")),
    Action(id="view.references", title=Message("References"), help=Message("Show the papers that this one cites."),
           menu="go", group=2, keys=("Ctrl+Alt+2",), icon="file-text"),
    Action(id="view.similar", title=Message("Similar papers"),
           help=Message("Show papers that are similar to this one."), menu="go", group=2, keys=("Ctrl+Alt+3",),
           icon="search", palette_title=Message("Go to the tab “Similar papers”")),
    Action(id="view.map", title=Message("Citation map"),
           help=Message("Show how the papers around this one cite each other."), menu="go", group=2,
           keys=("Ctrl+Alt+4",), icon="map"),
    Action(id="view.timeline", title=Message("Timeline"), help=Message("Show in which years this paper was cited."),
           menu="go", group=2, keys=("Ctrl+Alt+5",), icon="clock"),
    Action(id="view.citations_below", title=Message("Citations below"),
           help=Message("Show the citations below the list and the paper."), menu="view", submenu=CITATIONS_MENU,
           checkable=True),
    Action(id="view.citations_tabs", title=Message("Citations as tabs"),
           help=Message("Show the citations as tabs beside the paper."), menu="view", submenu=CITATIONS_MENU,
           checkable=True),
    Action(id="view.citations_hidden", title=Message("Hide citations"),
           help=Message("Show only the tabs of the citations, with their numbers."), menu="view",
           submenu=CITATIONS_MENU, checkable=True),
)
# fmt: on
