"""The messages that the library shows instead of rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import LibraryDamaged, ScholarError
from scholar_desktop.domain.library import LibraryPage, LibraryView
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.page_messages import empty_library_message, pdf_files_line, search_step
from scholar_desktop.ui.library.library_filter_panel import library_filter_title, library_filter_words
from scholar_desktop.ui.widgets.button import shortcut_text
from scholar_desktop.ui.widgets.message_page import MessageLine, PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.state_pane import ERROR, StatePane
from scholar_desktop.ui.words.filter_words import named_filter_words
from scholar_desktop.ui.words.wording import number

if TYPE_CHECKING:
    from scholar_desktop.domain.collection import Collection
    from scholar_desktop.domain.search.filters import Filters
    from scholar_desktop.domain.search.library_filters import LibraryFilters
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.library.library_repair import LibraryRepair

VIEW_TITLES = {
    LibraryView.ALL: Message("All papers"),
    LibraryView.RECENT: Message("Recently added"),
    LibraryView.WITHOUT_PDF: Message("Without PDF"),
    LibraryView.STARRED: Message("Starred"),
    LibraryView.TO_READ: Message("To read"),
    LibraryView.TRASH: Message("Trash"),
}


class LibraryMessageActions(msgspec.Struct, frozen=True):
    """What the buttons do if nothing was found: clear the box, search all papers (None if the library has none), search
    the services, remove all filters, or one by its name."""

    empty: Callable[[], None]
    show_all: Callable[[], None] | None
    ask: Callable[[], None]
    clear_filters: Callable[[], None]
    drop_filter: Callable[[str], None]


def place_title(navigation: Navigation) -> str:
    """Return the title of the part of the library that is shown: the path of a collection, a tag, or a view."""
    if navigation.collection is not None:
        return navigation.collection.title
    if navigation.smart_view is not None:
        return navigation.smart_view.name
    return navigation.tag or shown(VIEW_TITLES[navigation.library_view])


def search_hint(navigation: Navigation, texts: int) -> str:
    """Return what the search box searches. texts: how many PDF texts of the whole library can be searched."""
    if not texts or navigation.library_view is LibraryView.TRASH:  # whose PDFs are not searched
        return gettext("Search titles, authors, years, venues and notes")
    if not navigation.is_whole_library:
        return gettext("Search titles, authors, notes and PDFs")
    return ngettext(
        "Search titles, authors, notes and the text of {count} PDF",
        "Search titles, authors, notes and the text of {count} PDFs",
        texts,
    )


def textless_note(navigation: Navigation, pdfs: int) -> str:
    """Return how many PDFs of the whole library have no text; empty if all have, or a part of it is shown."""
    if not pdfs or not navigation.is_whole_library:
        return ""
    return ngettext(
        "{count} PDF has no text that can be searched, such as a scan.",
        "{count} PDFs have no text that can be searched, such as scans.",
        pdfs,
    )


def no_match_message(
    navigation: Navigation, words: str, texts: int, message_actions: LibraryMessageActions
) -> PageMessage:
    """Return the message that no paper of the part shown matches the words.

    Args:
        texts: how many PDF texts can be searched.
    """
    show_all = message_actions.show_all
    is_all = navigation.is_whole_library
    if texts and not is_all and navigation.library_view is not LibraryView.TRASH:  # whose PDFs are not searched
        text = gettext(
            "Searched titles, authors, years, venues, notes and PDFs in “{place}”.", place=place_title(navigation)
        )
    elif texts and is_all:
        text = ngettext(
            "Searched titles, authors, years, venues, notes and the text of {count} PDF in “{place}”.",
            "Searched titles, authors, years, venues, notes and the text of {count} PDFs in “{place}”.",
            texts,
            place=place_title(navigation),
        )
    else:
        text = gettext("Searched titles, authors, years, venues and notes in “{place}”.", place=place_title(navigation))
    if is_all or show_all is None:  # an empty library has no other papers to search
        steps = (
            Step(gettext("Clear search"), message_actions.empty, main=True),
            Step(gettext("Search online"), message_actions.ask),
        )
        return PageMessage(gettext("No papers in your library match “{words}”", words=words), text, steps=steps)
    steps = (
        Step(gettext("Search all papers"), show_all, main=True),
        Step(gettext("Clear search"), message_actions.empty),
    )
    if navigation.collection is not None:
        heading = gettext("No papers in this collection match “{words}”", words=words)
    else:
        heading = gettext("No papers here match “{words}”", words=words)
    return PageMessage(heading, text, steps=steps)


def looking_note(navigation: Navigation, texts: int) -> Note:
    """Return the note that more is searched. texts: as of `search_hint`."""
    searching = ngettext("Searching the text of {count} PDF…", "Searching the text of {count} PDFs…", texts)
    if not navigation.is_whole_library:
        searching = gettext("Searching the text of the PDFs…")
    return Note(searching, "", "panel", "clock")


def count_text(page: LibraryPage, words: str, unfiltered: int | None = None) -> str:
    """Return how many papers a view has, or how many were found, and how many of them only in a note or a full text;
    and that this is not up to date yet. unfiltered: how many there are without the filters; None if none is set."""
    if unfiltered is not None:
        total = number(unfiltered)
        parts = [ngettext("{count} of {total} papers", "{count} of {total} papers", page.total, total=total)]
    elif not words:
        parts = [ngettext("{count} paper", "{count} papers", page.total)]
    else:
        parts = [ngettext("{count} paper found", "{count} papers found", page.total)]
    if page.in_notes:
        parts.append(gettext("{count} only in notes", count=page.in_notes))
    if page.in_both:
        parts.append(gettext("{count} in notes and full text", count=page.in_both))
    if in_pdfs := page.in_text - page.in_corpus:
        parts.append(gettext("{count} only in PDF text", count=in_pdfs))
    if page.in_corpus:
        parts.append(gettext("{count} only in full texts of the corpus", count=page.in_corpus))
    if page.by_old_index:
        parts.append(gettext("updating the list"))
    return " · ".join(parts)


def removed_words(count: int, one: Collection, changed: Set[str]) -> str:
    """Return that *count* papers were removed from *one*, and from those of the *changed* collections in it."""
    if changed <= {str(one.key)}:
        return ngettext(
            "Removed {count} paper from “{collection}”. It stays in your library.",
            "Removed {count} papers from “{collection}”. They stay in your library.",
            count,
            collection=one.title,
        )
    return ngettext(
        "Removed {count} paper from “{collection}” and the collections in it. It stays in your library.",
        "Removed {count} papers from “{collection}” and the collections in it. They stay in your library.",
        count,
        collection=one.title,
    )


def error_message(error: ScholarError, retry: Callable[[], None]) -> PageMessage:
    """Return the message that the library cannot be read."""
    steps = (Step(gettext("Try again"), retry, main=not isinstance(error, LibraryDamaged)),)
    return PageMessage(shown(error.message), shown(error.hint or ""), "alert", "error", steps=steps)


def empty_view_message(actions: Actions, navigation: Navigation, message_actions: LibraryMessageActions) -> PageMessage:
    """Return the message that the part shown has no papers."""
    search = search_step(actions)
    steps: tuple[Step, ...] = (search,)
    if message_actions.show_all is not None:  # else they would lead to a list that is empty, too
        steps = (Step(gettext("Show all papers"), message_actions.show_all, main=True),)
    collection = navigation.collection
    if collection is not None:
        return PageMessage(
            gettext("No papers in “{collection}” yet", collection=collection.title),
            gettext("A paper can be in several collections. It always stays in your library."),
            lines=(
                MessageLine(
                    gettext("Select papers in any list"),
                    gettext("then press {shortcut}", shortcut=shortcut_text(actions["paper.collect"])),
                    "folder",
                ),
                MessageLine(gettext("Or drag their rows"), gettext("onto the collection in the sidebar"), "add"),
            ),
            steps=steps if search in steps else (*steps, msgspec.structs.replace(search, main=False)),
        )
    if tag := navigation.tag:
        return PageMessage(
            gettext("No papers tagged “{tag}”", tag=tag),
            gettext("Select papers and press {shortcut} to tag them.", shortcut=shortcut_text(actions["paper.tag"])),
            steps=steps,
        )
    if navigation.smart_view is not None:
        return PageMessage(
            gettext("No papers match the rule of this view"),
            navigation.smart_view.rule,
            steps=steps,
        )
    match navigation.library_view:
        case LibraryView.WITHOUT_PDF:
            return PageMessage(
                gettext("No papers without a PDF"),
                gettext("Papers in your library that have no PDF appear here."),
                steps=steps,
            )
        case LibraryView.STARRED:
            text = gettext("Press {keys} on a paper to star it.", keys=shortcut_text(actions["paper.star"]))
            return PageMessage(
                gettext("No starred papers"),
                text,
                steps=steps,
            )
        case LibraryView.TO_READ:
            text = gettext("Press R on a paper to add it here, and again when you have read it.")
            return PageMessage(
                gettext("No papers to read"),
                text,
                steps=steps,
            )
        case LibraryView.TRASH:
            text = gettext(
                "Papers that you move to the trash stay here with their PDFs until you restore or delete them."
            )
            return PageMessage(
                gettext("The trash is empty"),
                text,
                steps=steps,
            )
        case LibraryView.RECENT:
            return PageMessage(gettext("No papers added in the last 30 days"), steps=(search,))
        case _:
            get = shortcut_text(actions["paper.get_pdf"])
            return empty_library_message(
                actions,
                gettext("Papers you add appear here with their PDFs, also when you are offline."),
                (
                    MessageLine(
                        gettext("Select papers in any list"),
                        gettext("then press {shortcut} to add them with their PDFs", shortcut=get),
                        "get",
                    ),
                    pdf_files_line(actions),
                    MessageLine(
                        gettext("Entries of another program"),
                        gettext("such as BibTeX, RIS or Zotero RDF"),
                        "file-text",
                        press=gettext("Import…"),
                        run=actions["library.import"].trigger,
                    ),
                ),
            )


def nothing_message(
    actions: Actions,
    navigation: Navigation,
    words: str,
    texts: int,
    message_actions: LibraryMessageActions,
) -> PageMessage:
    """Return the message that the part shown has no papers, or none that matches the words. texts: as of
    `search_hint`."""
    if words:
        return no_match_message(navigation, words, texts, message_actions)
    return empty_view_message(actions, navigation, message_actions)


def filtered_message(
    filters: LibraryFilters,
    unfiltered: int,
    left_without: Mapping[str, int],
    words: str,
    message_actions: LibraryMessageActions,
) -> PageMessage:
    """Return the message for filters that leave nothing.

    Args:
        unfiltered: how many papers there are without words and filters.
        left_without: how many there are without each of the filters, by its name.
    """
    names = filters.names()
    lines = tuple(
        MessageLine(
            f"{library_filter_title(name)}: {library_filter_words(filters, name)}",
            ngettext("{count} paper without it", "{count} papers without it", left_without[name])
            if left_without.get(name)
            else gettext("no papers without it either"),
            "filter",
            press=gettext("Remove"),
            run=partial(message_actions.drop_filter, name),
        )
        for name in names
    )
    steps = [Step(gettext("Clear filters"), message_actions.clear_filters, main=True)]
    if words:
        steps.append(Step(gettext("Clear search"), message_actions.empty))
    return PageMessage(
        ngettext("No papers with this filter", "No papers with these {count} filters", len(names)),
        ngettext(
            "Without search words and filters, this list has {count} paper.",
            "Without search words and filters, this list has {count} papers.",
            unfiltered,
        ),
        lines=lines,
        steps=tuple(steps),
    )


def missing_filters_text(filters: Filters, names: Sequence[str]) -> str:
    """Return the sentence that the library does not have those of the *filters* of a search that *names* lists."""
    return ngettext(
        "Your library does not have this filter of the search: {filters}.",
        "Your library does not have these filters of the search: {filters}.",
        len(names),
        filters=", ".join(named_filter_words(filters, name) for name in names),
    )


class LibraryErrors:
    """Shows the errors of the library instead of its rows, and the two repairs of a damaged one.

    load: loads the rows again; on_error: called with an error that a repair ended with.
    """

    def __init__(
        self,
        pane: StatePane,
        messages: Messages,
        library: Library,
        scope: TaskScope,
        *,
        load: Callable[[], None],
        on_error: Callable[[ScholarError], None],
    ) -> None:
        self._pane = pane
        self._messages = messages
        self._library = library
        self._scope = scope
        self._load = load
        self._on_error = on_error
        self._repair: LibraryRepair | None = None

    def show(self, error: ScholarError) -> None:
        message = error_message(error, self._load)
        if not isinstance(error, LibraryDamaged):
            self._pane.show_message(ERROR, message)
            return
        if self._repair is None:
            from scholar_desktop.ui.library.library_repair import LibraryRepair

            parts = self._messages, self._library, self._scope, self._pane
            self._repair = LibraryRepair(*parts, on_end=self._load, on_error=self._on_error)
        self._repair.show(message)
