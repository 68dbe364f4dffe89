"""The Zenodo record of the paper shown: what is known of it, and what the user requests in addition."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from scholar_desktop.domain.errors import ErrorInfo, ScholarError
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.timestamps import current_timestamp
from scholar_desktop.domain.zenodo.record import FORMS
from scholar_desktop.services.zenodo.record_paper_conversion import paper_of, record_of
from scholar_desktop.translation import gettext

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from scholar_desktop.domain.identifiers.identifiers import Identifier
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.zenodo.record import Record, RecordExportFormat, RecordStats
    from scholar_desktop.services.services import Services
    from scholar_desktop.services.tasks import TaskScope

VERSIONS, STATS, NEWEST, FORM, RELATED = "versions", "stats", "newest", "form", "related"


class RecordSession(QObject):
    """Requests what the user opens, each part once; another record cancels what is under way.

    paper, record: None for a paper that is not a record; versions: newest first, None before they were requested;
    stats: as sent with the record or as requested; loading: the parts being requested; problems: why something is
    missing.
    """

    changed = Signal()
    opened = Signal(object)
    """Show another paper: another version, or a related work."""
    form_came = Signal(object, str)
    """A form (RecordForm) and its text."""
    failed = Signal(str, object)
    """What failed (a sentence without its full stop), and the ScholarError."""

    def __init__(self, services: Services, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._scope = scope
        self.paper: Paper | None = None
        self.record: Record | None = None
        self.versions: tuple[Record, ...] | None = None
        self.stats: RecordStats | None = None
        self.loading: set[str] = set()
        self.problems: dict[str, ErrorInfo] = {}

    def show(self, paper: Paper | None) -> None:
        """Follow the paper that is shown, without a request."""
        before = self.record
        sent = next((facts.fields for facts in paper.facts if facts.source == ZENODO), None) if paper else None
        if before is not None and before.all is sent:
            self.paper = paper
            return
        record = record_of(paper) if paper is not None else None
        self.paper, self.record = paper, record
        if before is not None and record is not None and before.id == record.id:
            self.changed.emit()
            return
        if before is None and record is None:
            return
        for part in tuple(self.loading):
            self._scope.cancel(("record", part))
        same_work = before is not None and record is not None and before.concept_id == record.concept_id
        if not (same_work and record is not None and record.concept_id is not None):
            self.versions = None
        self.loading, self.problems = set(), {}
        self.stats = record.stats if record is not None and _says_something(record.stats) else None

    def ask_versions(self) -> None:
        """Request all versions: 1 request for every 25."""
        if self.record is not None and self.versions is None:
            self._ask(VERSIONS, partial(self._versions, self.record))

    def ask_stats(self) -> None:
        """Request the views and downloads: 1 request, or 2 if Zenodo's usual format does not contain them."""
        if self.record is not None and self.stats is None:
            self._ask(STATS, partial(self._stats, self.record))

    def stop(self, part: str) -> None:
        """Stop the request for *part*: VERSIONS or STATS."""
        self._scope.cancel(("record", part))
        self.loading.discard(part)
        self.changed.emit()

    def go_to_newest(self) -> None:
        """Show the newest version; no request is sent if the versions are known."""
        if self.record is None:
            return
        if self.versions:
            self.go_to(self.versions[0])
        else:
            self._ask(NEWEST, partial(self._newest, self.record))

    def go_to(self, record: Record) -> None:
        """Show another version."""
        self.opened.emit(paper_of(record, current_timestamp()))

    def ask_form(self, form: RecordExportFormat) -> None:
        """Request the record in another format, for `form_came`: 1 request."""
        if self.record is not None:
            failed = gettext("The record could not be copied as {format}", format=FORMS[form].title)
            self._ask(FORM, partial(self._form, self.record, form), failed=failed)

    def look_up(self, identifier: Identifier) -> None:
        """Request and show the work of *identifier*."""
        self._ask(RELATED, partial(self._related, identifier), failed=gettext("The related work could not be opened"))

    def _ask(self, part: str, work: Callable[[], Awaitable[None]], *, failed: str = "") -> None:
        if part in self.loading and part in (VERSIONS, STATS, NEWEST):
            return
        self.loading.add(part)
        self.problems.pop(part, None)
        self.changed.emit()
        self._scope.start(self._asked(part, work, failed), name=f"{part} of a record", latest=("record", part))

    async def _asked(self, part: str, work: Callable[[], Awaitable[None]], failed: str) -> None:
        try:
            await work()
        except ScholarError as error:
            self.problems[part] = error.info
            if failed:
                self.failed.emit(failed, error)
        finally:
            self.loading.discard(part)
            self.changed.emit()

    async def _versions(self, record: Record) -> None:
        self.versions = await self._services.zenodo_lookup.versions(record.id, RequestOptions())

    async def _stats(self, record: Record) -> None:
        self.stats = await self._services.zenodo_lookup.stats(record.id, RequestOptions())

    async def _newest(self, record: Record) -> None:
        self.go_to(await self._services.zenodo_lookup.latest(record.id, RequestOptions()))

    async def _form(self, record: Record, form: RecordExportFormat) -> None:
        self.form_came.emit(form, await self._services.zenodo_lookup.form(record.id, form, RequestOptions()))

    async def _related(self, identifier: Identifier) -> None:
        self.opened.emit(await self._services.papers.open(identifier, lambda _paper: None, RequestOptions()))


def _says_something(stats: RecordStats) -> bool:
    return stats.all.views is not None or stats.this.views is not None or stats.all.downloads is not None
