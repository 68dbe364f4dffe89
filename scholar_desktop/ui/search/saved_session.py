"""Saves the search that is shown, runs saved searches, and marks their new papers."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal

from scholar_desktop.domain.errors import ScholarError, UsageError
from scholar_desktop.domain.search.filters import OPEN_ACCESS
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.search.saved_search import SavedSearch
from scholar_desktop.domain.search.search_ledger import (
    SAVED,
    WINDOW,
    LedgerRun,
    filters_here,
    filters_not_sent,
    had_loaded_all,
)
from scholar_desktop.domain.source import LIBRARY, S2
from scholar_desktop.services.search.new_results import NewResults, describe_notes
from scholar_desktop.services.search.saved_searches import KIND, any_service_answered, is_from_saved_answers
from scholar_desktop.services.search.search_ledger import LedgerEntry
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.automatic_checks import automatic_checks
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.search.search_session import BEST_MATCHES_PAGE
from scholar_desktop.ui.search.source_chips import off_sentence, off_since_saved
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.wording import time_of_day

if TYPE_CHECKING:
    from scholar_desktop.ui.search.search_page import SearchPage


def sources_of(saved: SavedSearch) -> tuple[str, ...] | None:
    """Return the sources that *saved* searches; None for those of the settings. The library has no new papers."""
    return tuple(name for name in saved.sources or () if name != LIBRARY) or None


class SavedSession(QObject):
    """current: the saved search that is shown, None if another search is.

    Signals: `changed` (the list, or a count), `rename_wanted` (a SavedSearch).
    """

    changed = Signal()
    rename_wanted = Signal(object)

    def __init__(self, ui_context: UiContext, page: SearchPage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._page = page
        self._scope = ui_context.scope.child()
        self.searches: tuple[SavedSearch, ...] = ()
        self.counts: dict[str, int] = {}
        self.current: SavedSearch | None = None
        self._query: Query | None = None
        self._newest: NewResults | None = None
        self._run_again: LedgerRun | None = None
        """The run of the ledger whose search runs again now."""
        services = ui_context.services
        services.saved_searches.changed.connect(lambda _value: self.reload())
        services.watch.changed.connect(lambda _value: self.reload())
        page.search.started.connect(self._on_started)
        page.search.narrowed.connect(self._follow_query)
        page.search.restored.connect(self._follow_query)
        page.search.cleared.connect(self._follow_query)
        page.search.returned.connect(lambda _query: self._follow_query())
        page.search.ended.connect(self._on_ended)
        self.reload()

    def reload(self) -> None:
        """Read the saved searches and their counts again."""
        self._scope.start(self._load(), name="saved searches", latest="load")

    async def _load(self) -> None:
        try:
            searches = await self._ui_context.services.saved_searches.all()
            counts = await self._ui_context.services.watch.unseen_of(KIND)
        except ScholarError:
            return  # the library reports its failure itself, once
        self._ui_context.context.update(some_saved=bool(searches))
        if (searches, counts) != (self.searches, self.counts):
            self.searches, self.counts = searches, counts
            if self.current is not None:
                self._show_again(next((one for one in searches if one.key == self.current.key), None))
            self.changed.emit()
        if self.current is None:
            self._follow_query()

    def _show_again(self, saved: SavedSearch | None) -> None:
        """Show the current search as *saved*, which has the name that it was given; None if it was removed."""
        if saved is None:
            self._show_as(None)
        elif saved != self.current:
            self.current = saved
            self._ui_context.context.update(saved=saved)

    # Actions of the user

    def save_shown(self) -> None:
        """Save the search that is shown, or the text of the box before the first search."""
        search = self._page.search
        sources = search.next_sources if search.query is None else search.sources
        self._do(self._save(search.query or self._page.query, sources), gettext("Could not save the search"))

    async def _save(self, query: Query, sources: tuple[str, ...] | None) -> None:
        from scholar_desktop.ui.words.filter_words import search_name  # not for the first paint

        page = self._page.search
        result = page.result if page.query == query else None
        searches = await self._ui_context.services.saved_searches.all()
        if (one := self._equal(searches, query, sources)) is not None:
            rename = Step(gettext("Rename"), partial(self.rename_wanted.emit, one))
            note = Note(gettext("“{name}” is already saved.", name=one.name), icon="tick", steps=(rename,))
            self._ui_context.messages.say("saved", note, lasts_ms=8000)
            return
        saved = await self._ui_context.services.saved_searches.save(
            query,
            name=search_name(query, [one.name for one in searches]),
            sources=sources,
            bulk=page.bulk,
            all_pdfs=result is not None and result.filters_pdfs_here,
            here=result.filters_here if result is not None else (),
            best=page.best_rows,
            searched=result.source_names if result is not None else (),
        )
        if result is not None and page.query == query and not page.running:
            await self._ui_context.services.saved_searches.opened(saved, result)
            self._show_as(saved)
            self._query = query
        undo = Step(gettext("Undo"), self._ui_context.actions["edit.undo"].trigger, icon="undo")
        rename = Step(gettext("Rename"), lambda: self.rename_wanted.emit(saved))
        automatic_checks(self._ui_context).say(
            gettext("Saved “{name}”.", name=saved.name),
            gettext("It is in the sidebar and shows how many papers are new."),
            steps=(rename, undo),
            key="undo",
            icon="tick",
        )

    def open(self, saved: SavedSearch) -> None:
        """Run *saved* again and show it with its new papers marked."""
        self._ui_context.navigation.show(places.SEARCH)
        newest = self._ui_context.services.saved_searches.newest(saved)
        entry = LedgerEntry(SAVED, saved.name, newest=newest)
        self._page.show_query(saved.query, sources_of(saved))
        self._page.search.run(
            saved.query,
            bulk=saved.bulk,
            refresh=True,
            entry=entry,
            all_pdfs=saved.all_pdfs,
            here=saved.here,
            best=saved.best,
        )
        self._query, self._newest = self._page.search.query, newest
        self._show_as(saved)

    def rerun(self, run: LedgerRun) -> None:
        """Run a search of the ledger again, with all of its pages if it had loaded all, in those of its sources that
        can be searched now. A filter that was applied here is applied here again, since the services find other papers
        with it. The focus moves to its results."""
        from scholar_desktop.ui.search.ledger.running_again import no_source_note, sources_again

        services, session = self._ui_context.services, self._page.search
        sources = session.corpus_alone(source.name for source in run.sources)
        if sources is None or not services.corpus_papers.reader.exists:
            usual = services.search.usual_sources()
            sources = sources_again(run, usual)
            if not sources:
                step = self._ui_context.actions["view.search_sources"].trigger
                self._ui_context.messages.say("ledger", no_source_note(run, step), lasts_ms=8000)
                return
            sources = None if set(sources) == set(usual) else sources
        self._ui_context.navigation.show(places.SEARCH)
        self._page.panes.show_list()
        here = filters_not_sent(run)
        is_whole = had_loaded_all(run) or bool(here)
        self._page.show_query(run.query, sources)
        self._page.search.run(
            run.query,
            bulk=run.bulk and is_whole,
            refresh=True,
            entry=LedgerEntry(WINDOW),
            all_pdfs=OPEN_ACCESS in filters_here(run, S2),
            here=here,
            best=BEST_MATCHES_PAGE if run.bulk and is_whole and run.query.words else 0,
            loads_all=is_whole,
        )
        self._run_again = run
        self._page.panes.results.take_focus(Qt.FocusReason.OtherFocusReason)

    def rename(self, saved: SavedSearch, name: str) -> None:
        self._do(self._ui_context.services.saved_searches.rename(saved, name), gettext("Could not rename the search"))

    def remove(self, saved: SavedSearch) -> None:
        self._do(self._remove(saved), gettext("Could not delete the search"))

    async def _remove(self, saved: SavedSearch) -> None:
        await self._ui_context.services.saved_searches.remove(saved)
        if self.current is not None and self.current.key == saved.key:
            self._show_as(None)
        undo = Step(gettext("Undo"), self._ui_context.actions["edit.undo"].trigger, icon="undo")
        self._ui_context.messages.undoable(gettext("Deleted the saved search “{name}”.", name=saved.name), undo)

    def run_all(self) -> None:
        """Run every saved search now, in the background."""
        self._ui_context.services.watch.look_now(KIND)

    # The current search

    def _on_started(self) -> None:
        self._run_again = None
        if self._page.search.query is not self._query:
            self._newest = None
            self._follow_query()
        elif self.current is not None and not self._filters_like(self.current):
            self._follow_query()

    def _follow_query(self) -> None:
        """Show the search as saved if it equals a saved one, such as one that was typed again."""
        search = self._page.search
        query = search.query
        saved = self._equal(self.searches, query, search.sources)
        if saved is not self.current:
            self._show_as(saved)
        if saved is not None:
            self._query = query

    def _equal(
        self, searches: Sequence[SavedSearch], query: Query | None, sources: tuple[str, ...] | None
    ) -> SavedSearch | None:
        """Return the one of *searches* that finds what the search for *query* finds; None if none does."""
        asked = query, sources, self._page.search.bulk
        same = (one for one in searches if (one.query, sources_of(one), one.bulk) == asked)
        return next((one for one in same if self._filters_like(one)), None)

    def _filters_like(self, saved: SavedSearch) -> bool:
        """True if the services got the same filters for the search that is shown as *saved* sends them: with a filter,
        they find other papers than those that pass it here."""
        from scholar_desktop.domain.search.sent_filters import services_receiving  # not part of the start

        search = self._page.search.shown
        here = search.filters_here if search is not None else ()
        saved_here = (*saved.here, *((OPEN_ACCESS,) if saved.all_pdfs else ()))
        sources = sources_of(saved) or self._ui_context.services.settings_editor.current.sources
        different = set(here) ^ set(saved_here)
        return all(set(services_receiving(saved.query.filters, name)).isdisjoint(sources) for name in different)

    def _on_ended(self) -> None:
        search = self._page.search
        run, self._run_again = self._run_again, None
        if run is not None and search.problem is None and not search.cancelled:
            from scholar_desktop.ui.search.ledger.running_again import again_note  # not part of the start

            self._ui_context.messages.say("ledger", again_note(run, search.result), lasts_ms=8000)
        is_shown = self.current is not None and search.query is self._query and search.result is not None
        if is_shown and search.problem is None and not search.cancelled:
            assert self.current is not None
            self._scope.start(self._seen(self.current), name="what is new", latest="seen")

    async def _seen(self, saved: SavedSearch) -> None:
        result = self._page.search.result
        if result is None:
            return
        try:
            newest, self._newest = self._newest, None
            before = await self._ui_context.services.saved_searches.last_run(saved)
            fresh = await self._ui_context.services.saved_searches.opened(saved, result, newest)
        except ScholarError as error:
            self._ui_context.messages.failed(gettext("Could not mark the new papers"), error)
            return
        self._ui_context.marks.show_new(fresh)
        is_saved = is_from_saved_answers(result)
        far = shown(describe_notes(newest.notes)) if newest is not None and not is_saved else ""
        if fresh:
            words = ngettext(
                "{count} new paper in “{name}”.", "{count} new papers in “{name}”.", len(fresh), name=saved.name
            )
            older = newest.older if newest is not None else 0
            seen = (
                ngettext(
                    "{count} older paper is shown for the first time.",
                    "{count} older papers are shown for the first time.",
                    older,
                )
                if older
                else ""
            )
            text = " ".join(filter(None, (gettext("New papers are marked in the list."), seen, far)))
            self._ui_context.messages.say("news", Note(words, text, icon="bell"), lasts_ms=8000)
        elif newest is not None and is_saved:
            words = gettext("“{name}” was not checked for new papers, because you are offline.", name=saved.name)
            text = gettext("Last checked {time}.", time=time_of_day(before))
            self._ui_context.messages.say("news", Note(words, text, icon="offline"), lasts_ms=8000)
        elif newest is not None and any_service_answered(result):
            words = gettext("No new papers in “{name}” since {time}.", name=saved.name, time=time_of_day(before))
            editor = self._ui_context.services.settings_editor
            off = off_since_saved(editor, self._page.search.sources, result.source_names, saved)
            text = " ".join(filter(None, (far, off_sentence(off))))
            self._ui_context.messages.say("news", Note(words, text), lasts_ms=8000)

    def _show_as(self, saved: SavedSearch | None) -> None:
        self.current = saved
        if saved is None:
            self._query = None
        self._page.show_saved(is_saved=saved is not None)
        self._page.panes.results.show_saved(saved)
        self._ui_context.context.update(saved=saved)
        self._ui_context.marks.show_new(())
        self.changed.emit()

    def _do(self, work: Coroutine[Any, Any, None], failed: str) -> None:
        self._scope.start(work, name=failed, on_failure=partial(self._report, failed))

    def _report(self, failed: str, error: ScholarError) -> None:
        if isinstance(error, UsageError):
            note = Note(shown(error.message), shown(error.hint or ""), "warn")
            self._ui_context.messages.say("saved", note, lasts_ms=8000)
        else:
            self._ui_context.messages.failed(failed, error)
