"""Runs the actions on selected papers, such as citing sentences, similar papers, comparing and tags."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.citations.compared_papers import MOST_COMPARED, ComparedPapers
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.quotation_copying import copy_quotations
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.wording import number, tagged_words, untagged_words

if TYPE_CHECKING:
    from scholar_desktop.domain.collection import Collection
    from scholar_desktop.ui.citations.citing_sentences_panel import CitingSentencesPanel
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.library.tag_panel import TagPanel
    from scholar_desktop.ui.search.search_page import SearchPage

MESSAGE_SHOWN_MS = 4000


class CitationCommands(QObject):
    """Binds the actions. The panels that they open are created when first used."""

    def __init__(self, ui_context: UiContext, search_page: SearchPage, window: QWidget) -> None:
        super().__init__(window)
        self._ui_context = ui_context
        self._search_page = search_page
        self._window = window
        self._why: CitingSentencesPanel | None = None
        self._tag: TagPanel | None = None
        bind = ui_context.actions.bind
        bind("paper.why", self._ask_why)
        bind("paper.similar", self._find_similar)
        bind("collection.similar", self._find_similar_to_collection)
        bind("paper.compare", self._compare)
        bind("paper.keep_beside", self._keep_beside)
        bind("paper.tag", self._open_tags)

    def _papers(self) -> tuple[Paper, ...]:
        now = self._ui_context.context.now
        return now.papers or ((now.paper,) if now.paper is not None else ())

    def _ask_why(self) -> None:
        """Open the citing sentences of two papers.

        The papers are: two selected ones; a row of a citation list and the paper that the list belongs to; or one, and
        the user types the other.
        """
        if self._why is None:
            from scholar_desktop.ui.citations.citing_sentences_panel import CitingSentencesPanel

            self._why = CitingSentencesPanel(
                self._ui_context.theme,
                self._ui_context.scope,
                self._ui_context.services.library,
                self._ui_context.services.papers,
                self._ui_context.services.status,
                self._ui_context.services.why,
                self._window,
            )
            self._why.copy_wanted.connect(self._copy_sentences)
        papers = self._papers()
        if len(papers) < 2 and papers:
            shown = self._search_page.panes.paper.paper
            if shown is not None and shown.id != papers[0].id:
                papers = (papers[0], shown)
        self._why.open_for(papers[0], papers[1] if len(papers) > 1 else None)

    def _copy_sentences(self, found: Sequence[tuple[str, Paper]]) -> None:
        lead = ngettext("Copied the sentence.", "Copied {count} sentences.", len(found))
        copying = copy_quotations(self._ui_context.services, self._ui_context.messages, found, lead)
        self._ui_context.scope.start(copying, name="copy sentences", latest="copy sentences")

    def _find_similar(self) -> None:
        papers = self._papers()
        panes = self._search_page.panes
        if self._ui_context.navigation.page not in (places.SEARCH, places.LIBRARY):
            self._ui_context.navigation.show(places.SEARCH)
        panes.show_similar(papers)

    def _find_similar_to_collection(self) -> None:
        one = self._ui_context.context.now.collection
        if one is not None:
            self._ui_context.scope.start(
                self._similar_to(one), name="papers like a collection", latest="like collection"
            )

    async def _similar_to(self, one: Collection) -> None:
        kept = await self._ui_context.services.library.collection(one.path)
        if not kept:
            words = gettext("“{name}” has no papers.", name=one.title)
            self._ui_context.messages.say("collections", Note(words, icon="folder"), lasts_ms=MESSAGE_SHOWN_MS)
            return
        if self._ui_context.navigation.page not in (places.SEARCH, places.LIBRARY):
            self._ui_context.navigation.show(places.SEARCH)
        self._search_page.panes.show_similar([each.paper for each in kept], one.title)

    def _compare(self) -> None:
        papers = tuple(self._papers())
        first = papers[:MOST_COMPARED]
        subject = first if len(first) == len(papers) else ComparedPapers(first, len(papers))
        self._ui_context.navigation.open(places.COMPARE, subject)

    def _keep_beside(self) -> None:
        for paper in self._papers():
            self._search_page.panes.trail.toggle(paper)

    def _open_tags(self) -> None:
        if self._tag is None:
            from scholar_desktop.ui.library.tag_panel import TagPanel

            services = self._ui_context.services
            parts = self._ui_context.theme, self._ui_context.scope, services.library, self._common_tags
            self._tag = TagPanel(*parts, self._window)
            self._tag.chosen.connect(self._on_tag)
        self._tag.open_for(self._papers())

    async def _common_tags(self, papers: tuple[Paper, ...]) -> frozenset[str]:
        """Return the tags that all *papers* have. Raises the library's errors."""
        found = await self._ui_context.services.library.find_many(papers)
        tags = [frozenset(found[paper.id].tags) if paper.id in found else frozenset() for paper in papers]
        return frozenset[str].intersection(*tags) if tags else frozenset()

    def _on_tag(self, papers: tuple[Paper, ...], name: str, on: bool) -> None:
        work = self._ask_and_tag(papers, name) if on else self._untag(papers, name)
        self._ui_context.scope.start(work, name="tag papers")

    async def _untag(self, papers: tuple[Paper, ...], name: str) -> None:
        ui_context = self._ui_context
        library = ui_context.services.library
        try:
            kept = await library.find_many(papers)
            changes = await library.tag([one.key for one in kept.values()], name, on=False)
        except ScholarError as error:
            ui_context.messages.failed(gettext("Could not remove the tag"), error)
            return
        if changes.papers:
            undo = Step(gettext("Undo"), ui_context.actions["edit.undo"].trigger, icon="undo")
            ui_context.messages.undoable(untagged_words(name, len(changes.papers)), undo)

    async def _ask_and_tag(self, papers: tuple[Paper, ...], name: str) -> None:
        from scholar_desktop.ui.context.add_question import AddQuestion

        ui_context = self._ui_context

        def tag(some: tuple[Paper, ...]) -> None:
            ui_context.scope.start(self._set_tag(some, name), name="tag papers")

        question = AddQuestion(
            ui_context.services.library, ui_context.messages, partial(ui_context.current.run_for, "paper.open")
        )
        try:
            if await question.asks(papers, tag):
                return
        except ScholarError as error:
            ui_context.messages.failed(gettext("Could not add the tag"), error)
            return
        await self._set_tag(papers, name)

    async def _set_tag(self, papers: tuple[Paper, ...], name: str) -> None:
        library = self._ui_context.services.library
        try:
            kept = await library.find_many(papers)
            changes = await library.own_words.add_and_tag(papers, name)
        except ScholarError as error:
            self._ui_context.messages.failed(gettext("Could not add the tag"), error)
            return
        if changes.papers:
            undo = self._ui_context.actions["edit.undo"]
            added, total = sum(paper.id not in kept for paper in papers), len(changes.papers)
            if not added:
                summary = tagged_words(name, total)
            elif added == total:
                summary = ngettext(
                    "Added {count} paper and tagged it with “{tag}”.",
                    "Added {count} papers and tagged them with “{tag}”.",
                    added,
                    tag=name,
                )
            else:
                summary = ngettext(
                    "Tagged {total} papers with “{tag}”, and added {count} of them to your library.",
                    "Tagged {total} papers with “{tag}”, and added {count} of them to your library.",
                    added,
                    total=number(total),
                    tag=name,
                )
            self._ui_context.messages.undoable(summary, Step(gettext("Undo"), undo.trigger, icon="undo"))
