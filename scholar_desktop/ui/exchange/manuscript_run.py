"""The check of one manuscript while the window shows it: read, looked up, stopped, and what of it is accepted."""

from __future__ import annotations

import enum
import logging
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from PySide6.QtCore import QObject, Signal

from scholar_desktop.domain.errors import ErrorInfo, ScholarError
from scholar_desktop.domain.reference_lists.manuscript import (
    CheckedManuscript,
    CheckedReference,
    Manuscript,
    ManuscriptReference,
    ReferenceVerdict,
)
from scholar_desktop.domain.reference_lists.other_years import OtherYear, apply_corrections, find_other_years
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ReferenceLine
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import normalise

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.exchange.manuscript_check import ManuscriptCheck
    from scholar_desktop.services.reference_lists.reference_list import LookupProgress, ReferenceList
    from scholar_desktop.services.tasks import TaskScope

log = logging.getLogger(__name__)


class CheckState(enum.Enum):
    """NONE: no manuscript was opened; LOADING: the stored check of the last one; READING: its file; CHECKING: its
    references are looked up; STOPPED: by the user; FAILED: by an error; DONE."""

    NONE = "none"
    LOADING = "loading"
    READING = "reading"
    CHECKING = "checking"
    STOPPED = "stopped"
    FAILED = "failed"
    DONE = "done"


def is_same_correction(one: CheckedReference, other: CheckedReference) -> bool:
    """Return True if both are the same reference with the same corrections, or with the same verdict if they have none,
    whatever their lines and files are."""
    has_same_verdict = one.can_be_corrected or _verdict(one) is _verdict(other)
    is_same = one.details == other.details and has_same_verdict
    return is_same and _without_place(one.reference) == _without_place(other.reference)


def _verdict(one: CheckedReference) -> ReferenceVerdict:
    """The verdict without that the text does not cite it: a file of references is saved without the text."""
    return ReferenceVerdict.OK if one.verdict is ReferenceVerdict.UNCITED else one.verdict


def _without_place(reference: ManuscriptReference) -> ManuscriptReference:
    entry = None if reference.entry is None else msgspec.structs.replace(reference.entry, line=0)
    return msgspec.structs.replace(reference, line=0, bib=0, file="", entry=entry)


def _is_in_other_form(one: CheckedReference, other: CheckedReference) -> bool:
    """Return True if one is an entry, the other a plain text, and both are the same work with the same corrections, or
    the same title that was not found: a list is saved as a .bib file, too."""
    if (one.reference.entry is None) is (other.reference.entry is None):
        return False
    if one.paper is not None and other.paper is not None:
        now, before = ({(each.field, each.now) for each in both.details} for both in (one, other))
        return one.paper.id == other.paper.id and bool(now) and now <= before
    if one.paper is not None or other.paper is not None or one.found is None or other.found is None:
        return False
    titles = [normalise(both.found.wanted.title) for both in (one, other) if both.found is not None]
    return _verdict(one) is _verdict(other) and bool(titles[0]) and titles[0] == titles[1]


def _same_again(checked: CheckedManuscript, before: Sequence[CheckedReference], *, is_kept: bool = False) -> set[int]:
    """Return the places in *checked* of the references *before* whose corrections are the same again. is_kept: these
    are those that are kept as they are written, which may lack a correction."""
    left, found = list(before), set[int]()
    for place, one in enumerate(checked.references):
        if not (one.can_be_kept if is_kept else one.can_be_corrected):
            continue
        same = next((other for other in left if is_same_correction(one, other)), None)
        if same is None and is_kept:
            same = next((other for other in left if _is_in_other_form(one, other)), None)
        if same is not None:
            left.remove(same)
            found.add(place)
    return found


class Decisions(NamedTuple):
    """What the user decided. accepted, declined: the places of the references whose correction is accepted, and of
    those that are kept as they are written."""

    accepted: set[int]
    declined: set[int]


class ManuscriptRun(QObject):
    """The last check that was completed is stored, with what of it is accepted.

    Attributes: path: the file; manuscript: None until it was read; compared: the number of references whose published
    version was looked for, after all are looked up; checked: None until all is known; other_years: the citations of it
    that the list has with another year; accepted: the places of the
    references whose correction is accepted; declined: of those that are kept as they are written; accepted_before,
    declined_before: the references that had these decisions when the same file was checked before; kept, kept_declined:
    how many of these have the same decision still, None until all is known; problem: why it
    failed, or why the file of a stored check cannot be read now; is_changed: that file is another than the one that was
    checked.

    Signals: `changed` (the state, the manuscript or the verdicts), `progressed` (the numbers alone).
    """

    changed = Signal()
    progressed = Signal()

    def __init__(self, scope: TaskScope, service: ManuscriptCheck, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scope = scope.child()
        self._service = service
        self._reading: ReferenceList | None = None
        self.compared = 0
        self.state = CheckState.NONE
        self.path: Path | None = None
        self.manuscript: Manuscript | None = None
        self.checked: CheckedManuscript | None = None
        self.other_years: tuple[OtherYear, ...] = ()
        self.accepted: set[int] = set()
        self.declined: set[int] = set()
        self.accepted_before: list[CheckedReference] = []
        self.declined_before: list[CheckedReference] = []
        self.kept: int | None = None
        self.kept_declined: int | None = None
        self.problem: ErrorInfo | None = None
        self.is_changed = False

    @property
    def is_running(self) -> bool:
        return self.state in (CheckState.READING, CheckState.CHECKING)

    def begin(self, path: Path) -> None:
        """Read the manuscript at *path* and check its references. What was decided in the same file stays so where the
        reference and its corrections are the same again."""
        is_stored = self.state is CheckState.LOADING or path != self.path
        if path != self.path:
            self.accepted_before, self.declined_before = [], []
        elif self.checked is not None:
            self._set_before(self.checked, self.accepted, self.declined)
        self.kept = self.kept_declined = None
        self.path, self.manuscript, self._reading = path, None, None
        self._set_checked(None)
        self.accepted, self.declined = set(), set()
        self.problem = None
        self.is_changed = False
        self.compared = 0
        self._set_state(CheckState.READING)
        self._scope.start(self._run(path, is_stored=is_stored), name="check a manuscript", latest="check")

    def load(self, path: Path) -> None:
        """Load the stored check of the manuscript at *path*, without a request. Without one, its state is NONE."""
        self.path = path
        self._set_state(CheckState.LOADING)
        self._scope.start(self._load(path), name="load the check of a manuscript", latest="check")

    def renew_kept(self) -> None:
        """Look up again which references the library has."""
        if self.checked is not None:
            self._scope.start(self._renew_kept(self.checked), name="look up references in the library", latest="kept")

    def stop(self) -> None:
        """Stop looking up. The references stay, without verdicts."""
        if self.is_running:
            self._scope.cancel("check")
            self._set_state(CheckState.STOPPED)

    def progress(self) -> LookupProgress | None:
        """Return the requests made and still to be made, and their time; None before the lookup."""
        return None if self._reading is None else self._reading.progress()

    def looked_up(self) -> int:
        """Return how many references are looked up."""
        return 0 if self._reading is None else len(self._reading.lines) - self._reading.counts()[LineStatus.ASKING]

    def line_states(self) -> list[tuple[ReferenceLine, bool]]:
        """Return the references as far as they are looked up, each with whether it is being looked up now; empty unless
        the check is running."""
        if self._reading is None or self.state is not CheckState.CHECKING:
            return []
        return [(line, self._reading.is_being_looked_up(line)) for line in self._reading.lines]

    def accept(self, places: set[int], *, is_accepted: bool = True) -> set[int]:
        """Accept the corrections of the references at *places*, or do not; returns the places that changed."""
        before = self.accepted
        accepted = before | places if is_accepted else before - places
        self.restore(Decisions(accepted, self.declined - places if is_accepted else self.declined))
        return before ^ self.accepted

    def decline(self, places: set[int], *, is_declined: bool = True) -> set[int]:
        """Keep the references at *places* as they are written, or decide about them again; returns the places that
        changed."""
        before = self.declined
        declined = before | (places & self._possible()) if is_declined else before - places
        self.restore(Decisions(self.accepted - declined, declined))
        return before ^ self.declined

    def decisions(self) -> Decisions:
        """Return what is decided."""
        return Decisions(self.accepted, self.declined)

    def restore(self, decisions: Decisions) -> None:
        """Decide as *decisions* say."""
        before = self.decisions()
        self.accepted, self.declined = set(decisions.accepted), set(decisions.declined)
        if self.path is not None and self.decisions() != before:
            work = self._service.store_decisions(self.path, self.accepted, self.declined)
            self._scope.start(work, name="store the decisions on a manuscript")
        self.changed.emit()

    def _possible(self) -> set[int]:
        """The places of the references that can be kept as they are written."""
        found = () if self.checked is None else self.checked.references
        return {place for place, one in enumerate(found) if one.can_be_kept}

    def sure_places(self) -> set[int]:
        """Return the places of the references whose correction is sure, and about which nothing is decided yet."""
        return self._all_sure() - self.accepted - self.declined

    def has_sure(self) -> bool:
        """True if the correction of a reference is sure, accepted or not."""
        return bool(self._all_sure())

    def _all_sure(self) -> set[int]:
        found = () if self.checked is None else self.checked.references
        return {place for place, one in enumerate(found) if one.is_sure}

    def has_one_bib(self) -> bool:
        """True if all references are those of one .bib file: without a correction, it would be written as it is."""
        manuscript = self.manuscript
        return (
            manuscript is not None
            and len(manuscript.bib_texts) == 1
            and all(one.entry is not None and one.bib is not None for one in manuscript.references if one.is_listed)
        )

    def has_own_list(self) -> bool:
        """True if references are those of the list in the text, not entries of a file."""
        return self.checked is not None and any(one.is_in_text for one in self.checked.references)

    def accepted_manuscript(self) -> CheckedManuscript | None:
        """Return the manuscript with the accepted corrections alone; None before it is checked."""
        return None if self.checked is None else self.checked.accepting(self.accepted)

    def corrected(self) -> dict[int, CheckedReference]:
        """Return the references by their places, cited and missing as they are with the accepted corrections."""
        found = () if self.checked is None else self.checked.references
        return apply_corrections(found, self.other_years, self.accepted)

    def papers(self, *, opened: Paper | None = None) -> list[Paper]:
        """Return the papers of the references, each once: the published version where there is one, otherwise the
        paper as the library keeps it.

        Args:
            opened: returned too, in the place of its reference, if it is the other paper that a wrong identifier
                belongs to.
        """
        found = () if self.checked is None else self.checked.references
        papers: list[Paper | None] = []
        for one in found:
            other = one.other_work
            if opened is not None and other is not None and other.id == opened.id:
                papers.append(other)
            elif one.is_in_list:
                papers.append(one.published or (one.kept.paper if one.kept is not None else one.paper))
        return list({paper.id: paper for paper in papers if paper is not None}.values())

    def _set_checked(self, checked: CheckedManuscript | None) -> None:
        self.checked = checked
        self.other_years = find_other_years(checked.references) if checked is not None else ()

    def _set_state(self, state: CheckState) -> None:
        self.state = state
        self.changed.emit()

    async def _load(self, path: Path) -> None:
        stored = await self._service.stored(path)
        if stored is None:
            self.path = None
            self._set_state(CheckState.NONE)
            return
        self._set_checked(stored.checked)
        self.manuscript = stored.checked.manuscript
        self.accepted, self.declined = set(stored.accepted), set(stored.declined)
        self._set_state(CheckState.DONE)
        try:
            self.is_changed = await self._service.is_changed(path, self.manuscript)
        except ScholarError as error:
            self.problem = error.info
        if self.is_changed or self.problem is not None:
            self.changed.emit()

    async def _renew_kept(self, checked: CheckedManuscript) -> None:
        try:
            renewed = await self._service.with_kept(checked)
        except ScholarError as error:
            log.info("the references of a manuscript were not looked up in the library: %s", error)
            return
        if self.checked is checked and renewed != checked:
            self._set_checked(renewed)
            self.changed.emit()

    async def _run(self, path: Path, *, is_stored: bool) -> None:
        """is_stored: a stored check of the same file was not loaded yet."""
        if is_stored and (stored := await self._service.stored(path)) is not None:
            self._set_before(stored.checked, stored.accepted, stored.declined)
        try:
            self.manuscript = await self._service.read(path)
            if not self.manuscript.references:
                self._fail_without_references(self.manuscript, path)
                return
            self._reading = await self._service.lines(self.manuscript, path.name)
            self._reading.changed.connect(self._on_lines)
            self._set_state(CheckState.CHECKING)
            checked = await self._service.check(self.manuscript, self._reading, RequestOptions(), self._on_compared)
        except ScholarError as error:
            self.problem = error.info
            self._set_state(CheckState.FAILED)
            return
        self._set_checked(checked)
        self._decide_as_before(checked)
        self._set_state(CheckState.DONE)
        await self._service.store(path, checked, self.accepted, self.declined)

    def _set_before(self, checked: CheckedManuscript, accepted: Collection[int], declined: Collection[int]) -> None:
        self.accepted_before = [checked.references[place] for place in sorted(accepted)]
        self.declined_before = [checked.references[place] for place in sorted(declined)]

    def _decide_as_before(self, checked: CheckedManuscript) -> None:
        self.accepted = _same_again(checked, self.accepted_before)
        self.declined = _same_again(checked, self.declined_before, is_kept=True) - self.accepted
        self.kept, self.kept_declined = len(self.accepted), len(self.declined)

    def _fail_without_references(self, manuscript: Manuscript, path: Path) -> None:
        message = manuscript.notes[0] if manuscript.notes else Message("The manuscript has no reference list.")
        hint = Message("Add the heading above the list, and check again.")
        self.problem = ErrorInfo("not_found", message, hint, str(path))
        self._set_state(CheckState.FAILED)

    def _on_lines(self, _numbers: frozenset[int]) -> None:
        self.progressed.emit()

    def _on_compared(self, done: int) -> None:
        self.compared = done
        self.progressed.emit()
