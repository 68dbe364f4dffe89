"""A manuscript: what its text cites, the references of its list, and what is wrong with each of them."""

from __future__ import annotations

import enum
import re
from collections.abc import Collection, Sequence

import msgspec

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper, access_status
from scholar_desktop.domain.reference_lists.reference_line import reference_mark
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ReferenceLine
from scholar_desktop.domain.reference_lists.reference_marks import plain_reference
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.message import Message, restore_messages
from scholar_desktop.domain.text.text_folding import fold_person_name
from scholar_desktop.domain.text.title_marks import TitleMark, title_mark


class ReferenceVerdict(enum.StrEnum):
    """What is wrong with a reference. If several things are, the first of this order counts, and OK is last. RETRACTED
    is no verdict of a reference whose paper was not found if one of the next four is true of it.

    RETRACTED: its title, or that of its record, is marked as retracted; MISSING: it is cited and not in the list;
    DUPLICATE: a reference before it is the same work; NOT_FOUND: no service knows it; WRONG_ID: its identifier, or
    another one that it states, is that of another work, or of none; NOTICE: its title, or that of its record, is
    one of a retraction notice, or of an expression of concern; WRONG_FIELD: its year, people, title, volume, issue
    or pages differ from those that the services state; PREPRINT_PUBLISHED: it is a preprint that has been published
    since; UNCITED: the text does not cite it.
    """

    RETRACTED = "retracted"
    MISSING = "missing"
    DUPLICATE = "duplicate"
    NOT_FOUND = "not_found"
    WRONG_ID = "wrong_id"
    NOTICE = "notice"
    WRONG_FIELD = "wrong_field"
    PREPRINT_PUBLISHED = "preprint_published"
    UNCITED = "uncited"
    OK = "ok"


_UNCERTAIN = (
    ReferenceVerdict.MISSING,
    ReferenceVerdict.DUPLICATE,
    ReferenceVerdict.NOT_FOUND,
    ReferenceVerdict.WRONG_ID,
)
"""The verdicts that come before that of a mark if it is not certain which paper the reference is."""
_IDENTIFIER_FIELDS = ("DOI", "arxiv", "PMID", "PMCID", "URL")
VERDICT_WORDS = {
    ReferenceVerdict.OK: Message("Correct"),
    ReferenceVerdict.WRONG_ID: Message("Wrong identifier"),
    ReferenceVerdict.RETRACTED: Message("Retracted"),
    ReferenceVerdict.NOTICE: Message("Notice or concern"),
    ReferenceVerdict.WRONG_FIELD: Message("Wrong details"),
    ReferenceVerdict.NOT_FOUND: Message("Not found online"),
    ReferenceVerdict.PREPRINT_PUBLISHED: Message("Published since"),
    ReferenceVerdict.DUPLICATE: Message("Duplicate"),
    ReferenceVerdict.UNCITED: Message("Not cited"),
    ReferenceVerdict.MISSING: Message("Missing from the list"),
}
_MARK_SENTENCES = {
    TitleMark.RETRACTED: (
        Message("The title is marked as retracted."),
        Message("The title of the record is marked as retracted."),
    ),
    TitleMark.RETRACTION_NOTICE: (
        Message("The title is that of a retraction notice, not of the paper itself."),
        Message("The title of the record is that of a retraction notice, not of the paper itself."),
    ),
    TitleMark.NOTICE_OF_RETRACTION: (
        Message("The title begins with “Notice of retraction”: it is that of the notice, or of the retracted paper."),
        Message(
            "The title of the record begins with “Notice of retraction”: it is that of the notice, or of the "
            "retracted paper."
        ),
    ),
    TitleMark.CONCERN: (
        Message("The title says that there is an expression of concern."),
        Message("The title of the record says that there is an expression of concern."),
    ),
}
"""What each mark says, if the reference has it, and if its record has it."""


class CorrectionDoubt(enum.Enum):
    """Why the user has to look at a correction before it is accepted.

    NAME_TWICE: it would write a name more than once; OTHER_VENUE: it changes the place of publication; TWO_WORKS:
    an identifier of the reference is that of another work; MARK: it may remove or add the mark of a retraction or
    of a notice; YEAR: the year of the record may be that of the preprint, and the rest is of the published version;
    DIFFERENCES: the identifier is that of the work, but the title, the people or other fields differ, or the
    reference is a duplicate; LOOKUP: the lookup of the reference is in doubt, for the reason that its line states.
    """

    NAME_TWICE = enum.auto()
    OTHER_VENUE = enum.auto()
    TWO_WORKS = enum.auto()
    MARK = enum.auto()
    YEAR = enum.auto()
    DIFFERENCES = enum.auto()
    LOOKUP = enum.auto()


CORRECTED, OTHER_VENUE, ONLY_IN_LIBRARY = "corrected", "other_venue", "only_in_library"
IDENTIFIER_FOUND, KEPT_AS_WRITTEN = "identifier_found", "kept_as_written"
SHOWN_WORDS = {
    **{verdict.value: words for verdict, words in VERDICT_WORDS.items()},
    CORRECTED: Message("Corrected"),
    OTHER_VENUE: Message("Other journal"),
    ONLY_IN_LIBRARY: Message("Only in your library"),
    IDENTIFIER_FOUND: Message("Identifier found"),
    KEPT_AS_WRITTEN: Message("Kept as written"),
}
"""The words for each verdict that is shown. CORRECTED: its correction is accepted; OTHER_VENUE: all else is correct;
the place of publication is clearly another, which is corrected only if the user accepts it; ONLY_IN_LIBRARY: of one
that was not found online; the library has the work, so that it exists; IDENTIFIER_FOUND: it states an identifier that a
service knows, and nothing that could be compared; KEPT_AS_WRITTEN: the user declined its correction, or checked it."""


class ManuscriptReference(msgspec.Struct, frozen=True, rename=stored("key text line entry bib file is_listed")):
    """A reference of the list.

    key: the key or the number by which the text cites it, or author and year; text: as it is written; line: its line in
    the file, its paragraph in a document of a word processor, or its page in a PDF; entry: of a file of references,
    else None; bib: the number of that file in `Manuscript.bib_texts`, None if it is no .bib file;
    file: the name of the file of references, empty if the line is one of the manuscript; is_listed: False if it is an
    identifier that the text names, and the list does not have.
    """

    key: str
    text: str
    line: int
    entry: FullEntry | None = None
    bib: int | None = 0
    file: str = ""
    is_listed: bool = True


class Manuscript(
    msgspec.Struct,
    frozen=True,
    rename=stored(
        "format references cited cites_all bibliographies bib_format notes bib_texts name cited_as has_exact_lines "
        "heading"
    ),
):
    """The citations and the reference list of a manuscript.

    format: `tex`, `docx`, `odt`, `markdown`, `text`, `pdf` or `bib`; cited: where each key is cited first, by key, also
    keys that no reference has; cites_all: every reference counts as cited, because the text says so (`\\nocite{*}`), or
    because no citation was recognised in it; bibliographies: the files of references that it names; bib_format:
    `bibtex` or `biblatex`, of those that were read; notes: what the user should know about it; bib_texts: the texts of
    the .bib files that were read; name: the name of its file; cited_as: the first citation of each key that is author
    and year, as the text has it, by key; has_exact_lines: False if it was stored by an earlier version, for which
    everything that a paragraph cites was on the first line of the paragraph; heading: that of its own list, as it is
    written; empty without one, and if it was stored by an earlier version.
    """

    format: str
    references: tuple[ManuscriptReference, ...] = ()
    cited: dict[str, int] = {}
    cites_all: bool = False
    bibliographies: tuple[str, ...] = ()
    bib_format: str = "bibtex"
    notes: tuple[str, ...] = ()
    bib_texts: tuple[str, ...] = ()
    name: str = ""
    cited_as: dict[str, str] = {}
    has_exact_lines: bool = False
    heading: str = ""

    def __post_init__(self) -> None:
        restore_messages(self, "notes")

    @property
    def is_near(self) -> bool:
        """True if the lines in which its text cites something may be some lines after those that it states."""
        return self.format in ("markdown", "text") and not self.has_exact_lines

    def is_cited(self, reference: ManuscriptReference) -> bool:
        """True if the text cites *reference*, by any of its keys."""
        keys = (reference.key, *(reference.entry.other_keys if reference.entry is not None else ()))
        return self.cites_all or any(key in self.cited for key in keys)


class Correction(msgspec.Struct, frozen=True, rename=stored("field was now")):
    """A field of a reference that should be another.

    field: a CSL variable or role, `item_type`, `arxiv`, or `key`; was, now: as text, people as `Family, Given; Family,
    Given`; None for a field that is empty.
    """

    field: str
    was: str | None
    now: str | None

    @property
    def is_of_year(self) -> bool:
        """True if it changes a date of which only the year is stated."""
        return self.field == "issued" and all(len(one) == 4 and one.isdecimal() for one in (self.was, self.now) if one)

    @property
    def repeats_a_name(self) -> bool:
        """True if it would write a name more than once into a list of people. Two people may have one name, so only the
        user can tell whether that is a mistake of the service."""
        if self.field not in ("author", "editor") or not self.now:
            return False
        return _repeats(self.now.split(";"))


class CheckedReference(
    msgspec.Struct,
    frozen=True,
    rename=stored(
        "reference verdict details found paper published is_cited kept other_venue cited_as identifier_of "
        "same_identifier refused agreeing"
    ),
):
    """A reference, and what was found.

    found: its line as it was looked up, with the paper that it is, or None; None also for a reference that is missing;
    published: the record that the corrections of a preprint are from; kept: the paper in the library, or None;
    other_venue: where the paper was published if the reference clearly names another place. That is a remark and no
    verdict, because a venue has many names; beside a verdict with corrections, it is one of them; cited_as: how the
    text cites it by author and year; empty if it does not; identifier_of: the other paper that its identifier
    belongs to, if its own was found by its title; same_identifier: the key of another reference of the list that has
    its identifier and is another work; refused: its paper, in a manuscript as `CheckedManuscript.accepting` returns it,
    if its correction is not accepted; agreeing: which of its volume, issue and pages agree with the record of a
    reference that is OK, as CSL variables.
    """

    reference: ManuscriptReference
    verdict: ReferenceVerdict
    details: tuple[Correction, ...] = ()
    found: ReferenceLine | None = None
    paper: Paper | None = None
    published: Paper | None = None
    is_cited: bool = False
    kept: KeptPaper | None = None
    other_venue: str = ""
    cited_as: str = ""
    identifier_of: Paper | None = None
    same_identifier: str = ""
    refused: Paper | None = None
    agreeing: tuple[str, ...] = ()

    @property
    def is_in_list(self) -> bool:
        """True if the list, or a file of references, has it."""
        return self.reference.is_listed and self.verdict is not ReferenceVerdict.MISSING

    @property
    def is_in_text(self) -> bool:
        """True if it is a reference of the manuscript's own list, not an entry of a file."""
        return self.reference.entry is None and self.is_in_list

    def shown_verdict(self, *, is_accepted: bool = False, is_declined: bool = False) -> str:
        """Return the key in SHOWN_WORDS of the one verdict that the table shows, and that its chip counts.

        is_accepted: its correction is accepted; is_declined: the user keeps it as it is written.
        """
        if is_accepted and self.can_be_corrected and not self.keeps_verdict:
            return CORRECTED
        if is_declined and self.can_be_kept and not self.keeps_verdict:
            return KEPT_AS_WRITTEN
        if self.is_only_in_library:
            return ONLY_IN_LIBRARY
        if self.verdict in (ReferenceVerdict.OK, ReferenceVerdict.UNCITED):  # nothing is corrected
            if self.other_venue:
                return OTHER_VENUE
            if self.has_identifier_alone:
                return IDENTIFIER_FOUND
        return self.verdict.value

    @property
    def has_identifier_alone(self) -> bool:
        """True if its paper was found by its identifier, and it has no title, people or year that could be compared."""
        from scholar_desktop.domain.reference_lists.line_comparison import has_identifier_alone

        entry = self.reference.entry
        if not self.is_by_identifier:
            return False
        if entry is None:
            return has_identifier_alone(self.reference.text)
        return not (entry.text("title") or entry.of_role("author") or "issued" in entry.fields)

    @property
    def keeps_verdict(self) -> bool:
        """True if no correction of its fields changes its verdict: the list keeps a duplicate, the text cites what it
        cites, a retracted paper stays retracted, and a notice stays one."""
        return self.verdict in (
            ReferenceVerdict.UNCITED,
            ReferenceVerdict.DUPLICATE,
            ReferenceVerdict.RETRACTED,
            ReferenceVerdict.NOTICE,
        )

    @property
    def other_fault(self) -> ReferenceVerdict | None:
        """What a retracted reference is besides: MISSING, DUPLICATE or WRONG_ID, before which RETRACTED comes, because
        its paper was found; None if it is none of them."""
        without = self.verdict_without_marks
        return without if without in _UNCERTAIN and without is not self.verdict else None

    @property
    def remarked_venue(self) -> str:
        """The other place of publication if no correction names it; else empty."""
        return "" if any(one.field == "container-title" for one in self.details) else self.other_venue

    @property
    def retraction_marks(self) -> tuple[Message, ...]:
        """Which of the titles of the reference and of its records say that the paper is retracted, or that they are
        those of a notice, as sentences."""
        written, recorded = self._title_marks
        return (*(_MARK_SENTENCES[one][0] for one in written), *(_MARK_SENTENCES[one][1] for one in recorded))

    @property
    def marked_verdict(self) -> ReferenceVerdict | None:
        """The verdict of the marks of its titles; None without marks."""
        written, recorded = self._title_marks
        if TitleMark.RETRACTED in (*written, *recorded):
            return ReferenceVerdict.RETRACTED
        return ReferenceVerdict.NOTICE if written or recorded else None

    def with_marked_verdict(self) -> CheckedReference:
        """Return the reference with the verdict that the marks of its titles ask for, unless its own comes first. One
        that has such a verdict without a mark, from an earlier version, has the next that is true of it."""
        marked, verdict = self.marked_verdict, self.verdict_without_marks
        is_found = marked is ReferenceVerdict.RETRACTED and self.paper is not None
        if marked is not None and (is_found or verdict not in _UNCERTAIN):
            verdict = marked
        return self if verdict is self.verdict else msgspec.structs.replace(self, verdict=verdict)

    @property
    def verdict_without_marks(self) -> ReferenceVerdict:
        """The verdict that it would have without the marks of its titles."""
        if self.verdict not in (ReferenceVerdict.RETRACTED, ReferenceVerdict.NOTICE):
            return self.verdict
        if not self.reference.is_listed:
            return ReferenceVerdict.MISSING
        if any(one.field == "key" for one in self.details):
            return ReferenceVerdict.DUPLICATE
        if self._has_wrong_identifier:
            return ReferenceVerdict.WRONG_ID
        if self.published is not None:
            return ReferenceVerdict.PREPRINT_PUBLISHED
        if self.can_be_corrected and not self.corrects_venue_alone:
            return ReferenceVerdict.WRONG_FIELD
        return ReferenceVerdict.OK if self.is_cited else ReferenceVerdict.UNCITED

    @property
    def fault_of_duplicate(self) -> ReferenceVerdict | None:
        """What else is wrong with a duplicate, which its verdict hides: WRONG_ID, WRONG_FIELD or PREPRINT_PUBLISHED, as
        if it were none; None for all other references."""
        if self.verdict is not ReferenceVerdict.DUPLICATE or not self.can_be_corrected or self.corrects_venue_alone:
            return None
        if self._has_wrong_identifier:
            return ReferenceVerdict.WRONG_ID
        is_newer = self.published is not None and not any(one.field in ("title", "author") for one in self.details)
        return ReferenceVerdict.PREPRINT_PUBLISHED if is_newer else ReferenceVerdict.WRONG_FIELD

    @property
    def _has_wrong_identifier(self) -> bool:
        """True if an identifier that it states is that of another work, or of none: its correction is the first one
        then. The DOI of a preprint that was published since is no wrong one."""
        first = next((one for one in self.details if one.field != "key"), None)
        if first is None or self.found is None or first.field not in _IDENTIFIER_FIELDS or first.was is None:
            return False
        return self.found.wanted.identifier is None or self.published is None or first.field != "DOI"

    @property
    def has_identifiers_of_two_works(self) -> bool:
        """True if its paper was found by an identifier that it states, and another one is that of another work."""
        return self.is_by_identifier and self._has_wrong_identifier

    @property
    def is_missing(self) -> bool:
        """True if the text cites it and the list does not have it, unless it was looked up and not found."""
        return ReferenceVerdict.MISSING in (self.verdict, self.other_fault)

    @property
    def _title_marks(self) -> tuple[list[TitleMark], list[TitleMark]]:
        """The marks of the title that the reference states, and those of the titles of its records."""
        entry, line = self.reference.entry, self.found
        if entry is not None:
            own = title_mark(entry.text("title"))
        else:  # what an earlier version took for the title may lack the mark
            own = title_mark(line.wanted.title if line is not None else "") or reference_mark(
                plain_reference(self.reference.text)
            )
        records = [title_mark(one.title) for one in (self.paper, self.published) if one is not None]
        return [own] if own is not None else [], [one for one in dict.fromkeys(records) if one is not None]

    @property
    def is_only_in_library(self) -> bool:
        """True if no service knows it, and the library has it."""
        return self.verdict is ReferenceVerdict.NOT_FOUND and self.kept is not None

    @property
    def record(self) -> Paper | None:
        """The paper that the table shows beside it: as the services state it, or as only the library has it."""
        return self.published or self.paper or (self.kept.paper if self.kept is not None else None)

    @property
    def other_work(self) -> Paper | None:
        """The paper that its identifier belongs to, if that is another one and its own was not found."""
        if self.verdict is not ReferenceVerdict.WRONG_ID or self.paper is not None or self.found is None:
            return None
        return self.found.paper

    @property
    def has_open_copy(self) -> bool | None:
        """True if an open copy is known, also from what another service said of the paper in the library; None if that
        is not known."""
        paper = self.published or self.paper
        if paper is None:
            return None
        known = [access_status(one) for one in (paper, *([self.kept.paper] if self.kept is not None else []))]
        if any(status not in ("", "closed") for status in known):
            return True
        return False if any(known) else None

    @property
    def is_in_library(self) -> bool | None:
        """True if it is in the library; None if that is not known: its text alone does not identify a paper."""
        if self.kept is not None:
            return True
        return None if self.paper is None and self.reference.entry is None else False

    @property
    def can_be_corrected(self) -> bool:
        """True if its paper is known, and a field of it should be another."""
        return self.paper is not None and any(one.field != "key" for one in self.details)

    @property
    def can_be_kept(self) -> bool:
        """True if the user may keep it as it is written: it is a reference, and not correct."""
        return self.verdict is not ReferenceVerdict.MISSING and self.shown_verdict() != ReferenceVerdict.OK.value

    @property
    def corrects_venue_alone(self) -> bool:
        """True if nothing else should be another than its place of publication, with the volume and the pages there.
        That is no fault, and is only corrected if the user accepts it."""
        first = next((one.field for one in self.details if one.field != "key"), "")
        return self.can_be_corrected and bool(self.other_venue) and first == "container-title"

    def difference(self, one: Correction, field: str, was: str, now: str) -> Message:
        """The words for *one* of its details: with an arrow only if there is another value.

        field, was, now: the words for the field and its values.
        """
        if one.field == "key":  # the key of a duplicate stays: it is that of the same work that differs
            return Message("Same work as “{key}”", key=one.now or "")
        if one.now is not None:
            return Message("{field}: {was} → {now}", field=field, was=was, now=now)
        if self.paper is not None:
            return Message("{field}: remove “{was}”", field=field, was=was)
        if self.found is not None and self.found.paper is not None:
            return Message("{field} {was}: belongs to another work", field=field, was=was)
        return Message("{field} {was}: not found", field=field, was=was)

    @property
    def is_by_identifier(self) -> bool:
        """True if its paper was found by the identifier that it states, not by its title."""
        found = self.found
        return self.paper is not None and found is not None and found.wanted.identifier is not None

    @property
    def repeats_a_name(self) -> bool:
        """True if a correction of its people has a name more than once, or the record does that the whole reference is
        written from because the manuscript has no entry of it."""
        people = self.record.authors if self.reference.entry is None and self.record is not None else ()
        return any(one.repeats_a_name for one in self.details) or _repeats([one.name for one in people])

    @property
    def is_sure(self) -> bool:
        """True if it can be corrected, and there is no doubt about which paper it is: a year, for example, may differ
        if identifier, title and people agree."""
        return self.can_be_corrected and self.found is not None and self.doubt is None

    @property
    def doubt(self) -> CorrectionDoubt | None:
        """Why its correction is not sure, the first of several reasons; None if it is, or if there is none."""
        if not self.can_be_corrected or self.found is None:
            return None
        if self.repeats_a_name:
            return CorrectionDoubt.NAME_TWICE
        if self.identifier_of is not None or self.same_identifier or self.has_identifiers_of_two_works:
            return CorrectionDoubt.TWO_WORKS
        fields = {one.field for one in self.details}
        if "title" in fields and self.retraction_marks:
            return CorrectionDoubt.MARK
        if self.other_venue and not self.remarked_venue:
            return CorrectionDoubt.OTHER_VENUE
        if self._may_have_year_of_preprint:
            return CorrectionDoubt.YEAR
        if self.found.standing is LineStatus.SURE or self._differs_in_server_alone:
            return None
        differs = self.verdict in (ReferenceVerdict.RETRACTED, ReferenceVerdict.NOTICE, ReferenceVerdict.WRONG_FIELD)
        may_be_other = not fields.isdisjoint(("key", "title", "author"))
        if self.is_by_identifier and (differs or may_be_other):
            return CorrectionDoubt.DIFFERENCES if may_be_other else None
        return CorrectionDoubt.LOOKUP

    @property
    def _may_have_year_of_preprint(self) -> bool:
        """True if the corrections change a year to that in which the preprint was submitted, from one in which the
        published version may have appeared; or if they have the DOI or the volume of the published version and keep
        the year of its record, which is that of the preprint."""
        record, years = self.published or self.paper, [one for one in self.details if one.field == "issued"]
        submitted = _SUBMITTED.match(record.ids.arxiv or "") if record is not None else None
        if record is None or submitted is None:
            return False
        year = 2000 + int(submitted[1])
        if self.published is None:
            later = {str(year + delay) for delay in range(1, _MOST_YEARS_TO_PUBLISH + 1)}
            return any(one.now == str(year) and one.was in later for one in years)
        fields = {one.field for one in self.details if one.now}
        if years or fields.isdisjoint(("DOI", "volume")) or record.year != year:
            return False
        date = (record.date or "").split("-")
        return len(date) < 2 or abs(int(date[1]) - int(submitted[2])) <= 1

    @property
    def _differs_in_server_alone(self) -> bool:
        """True if it is a preprint that was published since, its identifier is that of the work, and it differs only in
        its place of publication, the server."""
        found = self.found
        if found is None or self.verdict is not ReferenceVerdict.PREPRINT_PUBLISHED or not self.is_by_identifier:
            return False
        compared = found.candidates[0] if found.candidates else None
        if compared is None or compared.doubt or found.wanted.doubt:
            return False
        return all(part.how == "ok" or part.words.startswith("venue") for part in compared.parts)


_MOST_YEARS_TO_PUBLISH = 3
_SUBMITTED = re.compile(r"(\d\d)(0[1-9]|1[0-2])\.\d{4,5}")
"""The year and the month in the number of arXiv."""


class CheckedManuscript(msgspec.Struct, frozen=True, rename=stored("manuscript references")):
    """All references of a manuscript in the order of its list, and then those that are missing from it."""

    manuscript: Manuscript
    references: tuple[CheckedReference, ...]

    def accepting(self, places: Collection[int]) -> CheckedManuscript:
        """Return the manuscript with the corrections of the references at *places* alone. The others that could be
        corrected stay as they are written; those that differ in the place of publication alone are correct, and keep
        their papers."""
        return msgspec.structs.replace(
            self,
            references=tuple(
                one
                if not one.can_be_corrected or place in places
                else msgspec.structs.replace(one, details=tuple(each for each in one.details if each.field == "key"))
                if one.corrects_venue_alone
                else msgspec.structs.replace(one, details=(), paper=None, published=None, refused=one.paper)
                for place, one in enumerate(self.references)
            ),
        )

    def with_marked_verdicts(self) -> CheckedManuscript:
        """Return the manuscript with the verdicts that the marks of the titles of its references ask for."""
        references = tuple(one.with_marked_verdict() for one in self.references)
        return msgspec.structs.replace(self, references=references)

    def counts(self) -> dict[str, int]:
        """The number of references with each verdict."""
        return {
            verdict.value: sum(one.verdict is verdict for one in self.references)
            for verdict in reversed(ReferenceVerdict)
        }


def _repeats(names: Sequence[str]) -> bool:
    folded = [fold_person_name(name) for name in names]
    return len(set(folded)) < len(folded)
