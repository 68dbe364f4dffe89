"""The keys of the rows of the datasets that the corpus uses. Unknown keys are skipped, which makes decoding fast."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Annotated, Any

import msgspec

from scholar_desktop.corpus.schema import INFLUENTIAL, INTENT_BITS
from scholar_desktop.domain.corpus.rule import FIELD_BITS

Number = Annotated[int, msgspec.Meta(ge=-(1 << 63), le=(1 << 63) - 1)]
"""A number that the store can have. A line with a larger one is no row."""
CorpusId = Annotated[int, msgspec.Meta(ge=0, le=(1 << 32) - 1)]
"""The largest ones are below 1 << 29. A number beyond 1 << 32 is a damaged line: a filter has a bit for each id up to
the largest one, so that one such line would take all memory."""
_DIGITS = 18
"""A number as text with as many digits is never larger than a Number."""


class _Author(msgspec.Struct, gc=False):
    name: str | None = None
    author_id: str | None = msgspec.field(default=None, name="authorId")


class _Category(msgspec.Struct, gc=False):
    category: str


class _Journal(msgspec.Struct, gc=False):
    name: str | None = None


class ExternalIds(msgspec.Struct, gc=False):
    """The identifiers of a row of `papers`, in the order of SCHEMES."""

    doi: str | None = msgspec.field(default=None, name="DOI")
    arxiv: str | None = msgspec.field(default=None, name="ArXiv")
    pmid: str | None = msgspec.field(default=None, name="PubMed")
    pmcid: str | None = msgspec.field(default=None, name="PubMedCentral")
    mag: str | None = msgspec.field(default=None, name="MAG")
    acl: str | None = msgspec.field(default=None, name="ACL")
    dblp: str | None = msgspec.field(default=None, name="DBLP")

    def named(self) -> Iterator[tuple[str, str]]:
        """Yield (scheme, value) of each identifier."""
        return ((scheme, value) for scheme, value in zip(SCHEMES, msgspec.structs.astuple(self), strict=True) if value)


class PaperColumns(msgspec.Struct, gc=False):
    """The keys of a row of `papers` that the store's tables are made from."""

    corpusid: CorpusId
    url: str | None = None
    title: str | None = None
    authors: tuple[_Author, ...] | None = None
    venue: str | None = None
    journal: _Journal | None = None
    year: Number | None = None
    citationcount: Number | None = None
    s2fieldsofstudy: tuple[_Category, ...] | None = None
    externalids: ExternalIds | None = None

    @property
    def venue_name(self) -> str | None:
        """The venue, else the journal; None if neither is named."""
        return self.venue or (self.journal.name if self.journal is not None else None) or None

    @property
    def mask(self) -> int:
        """The fields of study as bits."""
        found = 0
        for each in self.s2fieldsofstudy or ():
            found |= FIELD_BITS.get(each.category, 0)
        return found

    @property
    def author_names(self) -> str:
        """The names of the authors, for the text index."""
        return "; ".join(each.name for each in self.authors or () if each.name)

    @property
    def author_ids(self) -> set[int]:
        """The ids of the authors that Semantic Scholar has identified."""
        numbers = (author_number(each.author_id) for each in self.authors or ())
        return {number for number in numbers if number is not None}

    def names(self) -> Iterator[int]:
        """Yield the hash of every identifier of the paper but its CorpusId."""
        sha = (self.url or "").rpartition("/")[2]
        if (number := sha_hash(sha)) is not None:
            yield number
        if self.externalids is not None:
            for scheme, value in self.externalids.named():
                yield name_hash(scheme, value)


SCHEMES = {
    "doi": "DOI",
    "arxiv": "ArXiv",
    "pmid": "PubMed",
    "pmcid": "PubMedCentral",
    "mag": "MAG",
    "acl": "ACL",
    "dblp": "DBLP",
}
"""The program's schemes of identifiers, and the keys of `externalids`."""

decode_paper = msgspec.json.Decoder(PaperColumns).decode


def name_hash(scheme: str, value: str) -> int:
    """Return 32 bits of the identifier *value*. Upper and lower case do not differ.

    More bits take longer, and are not needed: the row of a paper decides whether it has the identifier.
    """
    plain = value.strip().lower()
    if scheme == "pmcid":
        plain = plain.removeprefix("pmc")
    return zlib.crc32(f"{scheme}:{plain}".encode())


def sha_hash(sha: str) -> int | None:
    """Return the first 8 bytes of *sha* as a signed number; None if it is no SHA."""
    if len(sha) != 40:
        return None
    try:
        return int.from_bytes(bytes.fromhex(sha[:16]), "big", signed=True)
    except ValueError:
        return None


def author_number(author: str | None) -> int | None:
    """Return the id of an author as a number; None if it is not one that the store can have."""
    return int(author) if author and author.isdecimal() and len(author) <= _DIGITS else None


def corpus_number(given: int | str | None) -> int:
    """Return a CorpusId that was sent as a number or as text; 0 if none was. Raises msgspec.DecodeError."""
    if given is None or isinstance(given, int):
        return given or 0
    if not given.isdecimal() or len(given) > _DIGITS:
        raise msgspec.DecodeError(f"no CorpusId: {given[:_DIGITS]}")  # not translated: the caller replaces it
    return int(given)


Intents = tuple[tuple[str, ...] | str | None, ...] | None
"""Of each sentence, or of the citation."""


class EdgeColumns(msgspec.Struct, gc=False):
    """A row of `citations`, in both of its forms."""

    citingcorpusid: Number | str
    citedcorpusid: Number | str | None
    citationid: Number = 0
    isinfluential: bool | None = None
    contexts: tuple[Any, ...] | None = None  # written as sent, as a build does
    intents: Intents = None

    @property
    def ends(self) -> tuple[int, int]:
        """(cited, citing); 0 for an item that was not identified. Raises msgspec.DecodeError for text that is no
        number."""
        return corpus_number(self.citedcorpusid), corpus_number(self.citingcorpusid)

    @property
    def flags(self) -> int:
        """Bits: influential, and the intents."""
        return (INFLUENTIAL if self.isinfluential else 0) | intent_bits(self.intents)

    def contexts_as_sent(self) -> bytes | None:
        """Return contexts and intents as JSON; None if there is no context."""
        return msgspec.json.encode((self.contexts, self.intents)) if self.contexts or self.intents else None


def intent_bits(intents: Intents) -> int:
    """Return the bits of the intents of a citation."""
    found = 0
    for each in intents or ():
        for intent in (each,) if isinstance(each, str) else each or ():
            found |= INTENT_BITS.get(intent, 0)
    return found


class EdgeLine(msgspec.Struct, gc=False):
    """A row of `citations` whose sentences are not decoded."""

    citingcorpusid: Number | str
    citedcorpusid: Number | str | None
    citationid: Number = 0
    isinfluential: bool | None = None
    contexts: msgspec.Raw = msgspec.Raw()
    intents: msgspec.Raw = msgspec.Raw()


class BareEdge(msgspec.Struct, gc=False):
    """A row of `citations` without sentences and intents."""

    citingcorpusid: Number | str
    citedcorpusid: Number | str | None
    citationid: Number = 0
    isinfluential: bool | None = None
    contexts: None = None
    intents: None = None


decode_edge = msgspec.json.Decoder(EdgeColumns).decode
decode_edge_lines = msgspec.json.Decoder(EdgeLine).decode_lines
decode_bare_edges = msgspec.json.Decoder(BareEdge).decode_lines
decode_intents = msgspec.json.Decoder(Intents).decode


class PaperFacts(msgspec.Struct, gc=False):
    """The keys of a row of `papers` that a rule looks at."""

    corpusid: CorpusId
    url: str | None = None
    venue: str | None = None
    journal: _Journal | None = None
    year: Number | None = None
    citationcount: Number | None = None
    s2fieldsofstudy: tuple[_Category, ...] | None = None
    externalids: ExternalIds | None = None


class PaperAddress(msgspec.Struct, gc=False):
    """The key of a row of `papers` with the SHA."""

    url: str | None = None

    @property
    def sha(self) -> str | None:
        """The SHA, or None."""
        last = (self.url or "").rpartition("/")[2]
        return last if len(last) == 40 else None


class PaperKeys(msgspec.Struct, gc=False):
    """The keys in a row of `papers`: of the paper and its authors."""

    corpusid: CorpusId
    authors: tuple[_Author, ...] | None = None


class CitationEnds(msgspec.Struct, gc=False):
    """The ends of a row of `citations`; text until 2023."""

    citingcorpusid: int | str
    citedcorpusid: int | str | None

    @property
    def ends(self) -> tuple[int, int]:
        """As `EdgeColumns.ends`."""
        return corpus_number(self.citedcorpusid), corpus_number(self.citingcorpusid)


decode_ends = msgspec.json.Decoder(CitationEnds).decode


class PaperKey(msgspec.Struct, gc=False):
    """The key of the rows about papers."""

    corpusid: CorpusId


class ShaKey(msgspec.Struct, gc=False):
    """The keys of a row of `paper-ids`."""

    sha: str
    corpusid: CorpusId


class AuthorKey(msgspec.Struct, gc=False):
    """The key of a row of `authors`: digits as text."""

    authorid: str


class VenueKey(msgspec.Struct, gc=False):
    """The key of a row of `publication-venues`."""

    id: str


class AbstractColumn(msgspec.Struct, gc=False):
    """The text of a row of `abstracts`."""

    abstract: str | None = None


class KeyedAbstract(msgspec.Struct, gc=False):
    """The key and the text of a row of `abstracts`."""

    corpusid: CorpusId
    abstract: str | None = None


class EmbeddingColumns(msgspec.Struct, gc=False):
    """The keys of a row of embeddings. vector: a JSON array as text, or the numbers."""

    corpusid: CorpusId
    vector: str | list[float]


class DeletedRow(msgspec.Struct, gc=False):
    """A line of a delete file: only the key of the row is certain."""

    corpusid: Number | None = None
    authorid: str | None = None
    citationid: Number | None = None
    sha: str | None = None
    id: str | None = None
