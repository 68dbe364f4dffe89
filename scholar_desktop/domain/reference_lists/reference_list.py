"""A list that a person pasted or dropped: what each line was taken for, and how sure that is."""

from __future__ import annotations

import enum

import msgspec

from scholar_desktop.domain.errors import ErrorInfo
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.stored_names import stored


class LineStatus(enum.StrEnum):
    """How a line stands. LEFT_OUT: a person wants nothing of it."""

    ASKING = "asking"
    SURE = "sure"
    CHECK = "check"
    NONE = "none"
    LEFT_OUT = "left_out"


class ParsedReference(
    msgspec.Struct,
    frozen=True,
    gc=False,
    rename=stored("identifier title first_author year venue note is_loose doubt"),
):
    """What a line asks for, as far as it could be read. identifier: as text ('doi:10.1038/nature12373'), None without
    one; title: without markup, empty for none; first_author: a family name; year, venue: as the line has them; note:
    what was left out of the line ('version 1'); is_loose: the title is no title but words to search for; doubt: what is
    wrong with the line itself, as part of a sentence, so that a person looks at what it was taken for."""

    identifier: str | None = None
    title: str = ""
    first_author: str = ""
    year: int | None = None
    venue: str = ""
    note: str = ""
    is_loose: bool = False
    doubt: str = ""

    @property
    def is_nothing(self) -> bool:
        return self.identifier is None and not self.title


class FieldMatch(msgspec.Struct, frozen=True, gc=False, rename=stored("how words")):
    """One point in which line and paper agree or not. how: `ok`, `near` or `no`; words: for a person ('1 year off')."""

    how: str
    words: str


class LineCandidate(msgspec.Struct, frozen=True, gc=False, rename=stored("paper parts")):
    """A paper that a line may mean."""

    paper: Paper
    parts: tuple[FieldMatch, ...] = ()


class ReferenceLine(
    msgspec.Struct,
    frozen=True,
    gc=False,
    rename=stored("number text wanted standing place paper by candidates problem same_as was"),
):
    """One line of a list.

    number: from 1; text: as pasted, or as a person changed it; place: its line in the file, None for a pasted one;
    paper: what it was taken for; by: by what, or why it is in doubt, in words; candidates: papers to choose from, the
    nearest first; problem: why there is none; same_as: the number of an earlier line with the same paper; was: what it
    said before a person changed it, empty when nobody has; by_title: it is asked for by a title match.
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

    @property
    def by_title(self) -> bool:
        return self.wanted.identifier is None and bool(self.wanted.title)


class ParsedLines(msgspec.Struct, frozen=True):
    """What was read of a text. kind: `lines`, `BibTeX`, `RIS`, `CSL-JSON`, `PubMed`; notes: what there is to say of the
    whole (the encoding)."""

    kind: str
    lines: tuple[ReferenceLine, ...] = ()
    notes: tuple[str, ...] = ()


class ListCost(msgspec.Struct, frozen=True, rename=stored("batches titles searches searched")):
    """What a list has cost of Semantic Scholar, in requests. batches: of up to 500 identifiers; titles: title matches;
    searches: for candidates; searched: the line of the last of these."""

    batches: int = 0
    titles: int = 0
    searches: int = 0
    searched: int = 0

    @property
    def requests(self) -> int:
        return self.batches + self.titles + self.searches


class ReferenceListHead(msgspec.Struct, frozen=True, rename=stored("id source made kind notes lines cost collection")):
    """A list as it is kept, without its lines. made: ISO 8601, UTC; source: the name of the file, or 'pasted lines';
    cost: what was asked for it so far; collection: the path of the collection its papers go into, empty for none."""

    id: int
    source: str
    made: str
    kind: str
    notes: tuple[str, ...] = ()
    lines: int = 0
    cost: ListCost = ListCost()
    collection: str = ""
