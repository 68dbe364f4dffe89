"""A reference list that the user pasted or dropped: the paper matched to each line, and how certain the match is."""

from __future__ import annotations

import enum

import msgspec

from scholar_desktop.domain.errors import ErrorInfo
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import UNPAYWALL, ZENODO
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.message import Message, restore_messages
from scholar_desktop.domain.text.title_marks import without_mark

FOUND_NOWHERE = Message("Semantic Scholar, Unpaywall and Zenodo have no work with these words.")
"""Why a line has no paper after a search of all services."""
NO_MATCH_ANYWHERE = Message("Semantic Scholar, Unpaywall and Zenodo have no work that matches this line.")
"""Why a line has no paper after a search of all services for its title."""
NO_TITLE_AT_S2 = Message("Semantic Scholar has no paper with this title.")
"""Why a line has no paper after a title match."""
CHOSEN = Message("chosen by you")
"""How a line was matched for which the user has chosen a paper that was not the one proposed."""
CHOSEN_IN_DOUBT = Message("chosen by you; {reason}")
"""The same for a line that contradicts that paper."""
_ACCEPTED = Message("accepted by you")
"""How a line was matched whose proposed paper the user has accepted, alone or with all exact titles."""
_ACCEPTED_IN_DOUBT = Message("accepted by you: {reason}")
"""The same for a match that was in doubt for a reason."""


class LineStatus(enum.StrEnum):
    """The status of a line. LEFT_OUT: the user has excluded the line."""

    ASKING = "asking"
    SURE = "sure"
    CHECK = "check"
    NONE = "none"
    LEFT_OUT = "left_out"


class ParsedReference(
    msgspec.Struct,
    frozen=True,
    gc=False,
    rename=stored("identifier title first_author year venue note is_loose doubt is_entry"),
):
    """What a line refers to, as far as it could be parsed.

    identifier: as text ('doi:10.1038/nature12373'), None if there is none; title: without markup, empty for none;
    first_author: a family name; year, venue: as in the line; note: what was removed from the line ('version 1');
    is_loose: the title is not a title but words to search for; doubt: what is wrong with the line itself, as part of a
    sentence, so that the user checks the match; is_entry: read from the fields of an entry (BibTeX, RIS), not from a
    plain line.
    """

    identifier: str | None = None
    title: str = ""
    first_author: str = ""
    year: int | None = None
    venue: str = ""
    note: str = ""
    is_loose: bool = False
    doubt: str = ""
    is_entry: bool = False

    def __post_init__(self) -> None:
        restore_messages(self, "note", "doubt")

    @property
    def searched_title(self) -> str:
        """The title that the services are searched for: without a mark that the paper is retracted, which their records
        may not have."""
        return without_mark(self.title)

    @property
    def is_nothing(self) -> bool:
        return self.identifier is None and not self.title


class FieldMatch(msgspec.Struct, frozen=True, gc=False, rename=stored("how words")):
    """The comparison of line and paper in one field.

    how: `ok`, `near` or `no`; words: the text shown to the user ('1 year off').
    """

    how: str
    words: str

    def __post_init__(self) -> None:
        restore_messages(self, "words")


class LineCandidate(msgspec.Struct, frozen=True, gc=False, rename=stored("paper parts missing doubt")):
    """A paper that a line may refer to.

    missing: what the line or the record does not state, so that it could not be compared ('the line has no year');
    doubt: what the line says besides, as part of a sentence, empty for nothing.
    """

    paper: Paper
    parts: tuple[FieldMatch, ...] = ()
    missing: tuple[str, ...] = ()
    doubt: str = ""

    def __post_init__(self) -> None:
        restore_messages(self, "missing", "doubt")


class ReferenceLine(
    msgspec.Struct,
    frozen=True,
    gc=False,
    rename=stored("number text wanted standing place paper by candidates problem same_as was looked_up others"),
):
    """One line of a list.

    number: from 1; text: as pasted, or as edited by the user; standing: the status of the line; place: its line number
    in the file, None for a pasted line; paper: the matched paper; by: how it was matched, or why the match is in doubt,
    in words; candidates: papers to choose from, the best match first; problem: why there is no paper; same_as: the
    number of an earlier line with the same paper; was: the text before the user edited it, empty if unedited; by_title:
    the paper is looked up by a title match; looked_up: when the services were last searched for it (ISO 8601, UTC),
    empty if they were not, or by an earlier version; others: the services besides Semantic Scholar that were searched
    for its title.
    """

    number: int
    text: str
    wanted: ParsedReference = ParsedReference()
    standing: LineStatus = LineStatus.ASKING
    place: int | None = None
    paper: Paper | None = None
    by: str = ""
    candidates: tuple[LineCandidate, ...] = ()
    problem: ErrorInfo | None = None
    same_as: int | None = None
    was: str = ""
    looked_up: str = ""
    others: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        restore_messages(self, "by")

    @property
    def by_title(self) -> bool:
        return self.wanted.identifier is None and bool(self.wanted.title)

    @property
    def may_be_elsewhere(self) -> bool:
        """True if Semantic Scholar does not have the title, and not all other services were searched for it."""
        problem = self.problem
        if self.standing is not LineStatus.NONE or not self.by_title or problem is None or problem.code != "not_found":
            return False
        if {UNPAYWALL, ZENODO}.issubset(self.others):
            return False
        return not isinstance(problem.message, Message) or problem.message.template != FOUND_NOWHERE.template

    @property
    def waits_for_others(self) -> bool:
        """True if `may_be_elsewhere`, and the line has a title, not only names or words, for which the other services
        can be searched together with other lines."""
        from scholar_desktop.domain.reference_lists.line_problems import may_be_names  # rarely needed

        return self.may_be_elsewhere and not self.wanted.is_loose and not may_be_names(self.wanted.title)

    @property
    def suggestion(self) -> str:
        """The identifier that a line that was not found probably means; empty if there is none."""
        if self.problem is None or self.paper is not None:
            return ""
        from scholar_desktop.domain.identifiers.corrections import corrected_identifier, mended_in  # rarely needed

        return corrected_identifier(self.text) or mended_in(self.problem.hint)

    @property
    def is_decided(self) -> bool:
        """True if the user has chosen or accepted the matched paper."""
        return self.by in (CHOSEN, _ACCEPTED) or self._keeps_reason

    @property
    def _keeps_reason(self) -> bool:
        kept = (_ACCEPTED_IN_DOUBT.template, CHOSEN_IN_DOUBT.template)
        return isinstance(self.by, Message) and self.by.template in kept

    @property
    def accepted_by(self) -> str:
        """How the line is matched once the user accepts its paper: with the reason why that was in doubt, if any."""
        if self._keeps_reason:
            return self.by
        is_in_doubt = self.standing is LineStatus.CHECK and self.by and not self.is_decided
        return _ACCEPTED_IN_DOUBT.filled(reason=self.by) if is_in_doubt else _ACCEPTED


class ParsedLines(msgspec.Struct, frozen=True):
    """The result of reading a text as a list.

    kind: `lines`, `BibTeX`, `RIS`, `CSL-JSON`, `PubMed`; notes: remarks about the whole text (the encoding); joined:
    the number of lines of the text that were joined to the one above; places: the number of lines that the references
    are in, 0 if they are not plain lines.
    """

    kind: str
    lines: tuple[ReferenceLine, ...] = ()
    notes: tuple[str, ...] = ()
    joined: int = 0
    places: int = 0


class ListCost(msgspec.Struct, frozen=True, rename=stored("batches titles searches searched others")):
    """The number of requests that a list needed.

    batches: lookups of up to 500 identifiers; titles: title matches; searches: searches for candidates; searched: the
    number of the line that the last of these searches was for; others: requests to Unpaywall and Zenodo.
    """

    batches: int = 0
    titles: int = 0
    searches: int = 0
    searched: int = 0
    others: int = 0

    @property
    def requests(self) -> int:
        return self.batches + self.titles + self.searches + self.others


class ReferenceListHead(
    msgspec.Struct,
    frozen=True,
    rename=stored("id source made kind notes lines cost collection name places joined separate"),
):
    """A stored list without its lines.

    made: ISO 8601, UTC; source: the name of the file, or 'pasted lines'; cost: requests made for it so far; collection:
    the path of the collection that its papers are added to, empty for none; name: the first words of its first line,
    empty for a list that was stored without them; places: the number of lines of the text that its references are in, 0
    if it is not known or the list is not of plain lines; joined: how many of these were joined to the line above;
    separate: how many would be, if the user did not keep each line separate.
    """

    id: int
    source: str
    made: str
    kind: str
    notes: tuple[str, ...] = ()
    lines: int = 0
    cost: ListCost = ListCost()
    collection: str = ""
    name: str = ""
    places: int = 0
    joined: int = 0
    separate: int = 0

    def __post_init__(self) -> None:
        restore_messages(self, "source", "notes")
