"""The row types of Semantic Scholar's datasets: one JSON object per line, one Struct per dataset.

Every key is always present, with `null` for no value; so a field without a default is one that the service has never
left out. Unknown keys are ignored (for example `updated`, at the end of most rows until 2023). Keys are in lower case,
except the `authorId` of a paper's authors. Annotations and vectors are strings that contain JSON.
"""

from __future__ import annotations

from typing import Any

import msgspec

WholeNumber = int | str
"""A number that the service sent as text until 2023."""


class PaperRowIds(msgspec.Struct, frozen=True):
    """The ids of a paper, each as text (CorpusId too) or None."""

    acl: str | None = msgspec.field(default=None, name="ACL")
    dblp: str | None = msgspec.field(default=None, name="DBLP")
    arxiv: str | None = msgspec.field(default=None, name="ArXiv")
    mag: str | None = msgspec.field(default=None, name="MAG")
    corpus_id: str | None = msgspec.field(default=None, name="CorpusId")
    pubmed: str | None = msgspec.field(default=None, name="PubMed")
    doi: str | None = msgspec.field(default=None, name="DOI")
    pubmed_central: str | None = msgspec.field(default=None, name="PubMedCentral")


class RowAuthor(msgspec.Struct, frozen=True):
    """An author of a paper."""

    name: str | None = None
    author_id: str | None = msgspec.field(default=None, name="authorId")


class FieldOfStudy(msgspec.Struct, frozen=True):
    """A field of study of a paper. source: `external`, or `s2-fos-model` if a model assigned it."""

    category: str
    source: str | None = None


class DatasetJournal(msgspec.Struct, frozen=True):
    """The journal of a paper."""

    name: str | None = None
    pages: str | None = None
    volume: str | None = None


class DatasetPaperRow(msgspec.Struct, frozen=True):
    """A row of `papers`.

    The paper's sha is the last part of *url*; DOIs are in any case; `journal.pages` may contain line breaks.
    """

    corpusid: int
    externalids: PaperRowIds | None
    url: str | None
    title: str | None
    authors: tuple[RowAuthor, ...] | None
    venue: str | None
    publicationvenueid: str | None
    year: int | None
    referencecount: int | None
    citationcount: int | None
    influentialcitationcount: int | None
    isopenaccess: bool | None
    s2fieldsofstudy: tuple[FieldOfStudy, ...] | None
    publicationtypes: tuple[str, ...] | None
    publicationdate: str | None
    journal: DatasetJournal | None

    @property
    def sha(self) -> str | None:
        """The paper's id in the API, 40 hexadecimal digits."""
        last = (self.url or "").rpartition("/")[2]
        return last if len(last) == 40 and set(last) <= set("0123456789abcdef") else None


class OpenAccessIds(msgspec.Struct, frozen=True):
    """The ids of a paper in `openaccessinfo`."""

    mag: str | None = msgspec.field(default=None, name="MAG")
    acl: str | None = msgspec.field(default=None, name="ACL")
    doi: str | None = msgspec.field(default=None, name="DOI")
    pubmed_central: str | None = msgspec.field(default=None, name="PubMedCentral")
    arxiv: str | None = msgspec.field(default=None, name="ArXiv")


class AbstractOpenAccess(msgspec.Struct, frozen=True):
    """Open access data of a row.

    url: of a PDF or of a landing page; status: Unpaywall's value, in capitals; disclaimer: only in newer rows.
    """

    externalids: OpenAccessIds | None
    license: str | None
    url: str | None
    status: str | None
    disclaimer: str | msgspec.UnsetType | None = msgspec.UNSET


class AbstractRow(msgspec.Struct, frozen=True):
    """A row of `abstracts`."""

    corpusid: int
    openaccessinfo: AbstractOpenAccess | None
    abstract: str | None


class AuthorRowIds(msgspec.Struct, frozen=True):
    """The ids of an author at DBLP and ORCID."""

    dblp: tuple[str, ...] | None = msgspec.field(default=None, name="DBLP")
    orcid: str | None = msgspec.field(default=None, name="ORCID")


class DatasetAuthorRow(msgspec.Struct, frozen=True):
    """A row of `authors`. authorid: digits as text."""

    authorid: str
    externalids: AuthorRowIds | None
    url: str | None
    name: str | None
    aliases: tuple[str, ...] | None
    affiliations: tuple[str, ...] | None
    homepage: str | None
    papercount: int | None
    citationcount: int | None
    hindex: int | None


class CitationRow(msgspec.Struct, frozen=True):
    """A row of `citations`. citedcorpusid: None for an unmatched reference; citationid: missing until 2023."""

    citingcorpusid: WholeNumber
    citedcorpusid: WholeNumber | None
    isinfluential: bool | None
    contexts: tuple[str, ...] | None
    intents: tuple[tuple[str, ...] | str | None, ...] | None
    citationid: int | msgspec.UnsetType = msgspec.UNSET

    @property
    def citing(self) -> int:
        return int(self.citingcorpusid)

    @property
    def cited(self) -> int | None:
        return None if self.citedcorpusid is None else int(self.citedcorpusid)

    @property
    def places(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each citing sentence with its intents.

        Until 2023, one list held the intents of all sentences together, without saying which belongs to which sentence;
        for such rows every sentence has no intents.
        """
        contexts, intents = self.contexts or (), self.intents or ()
        if len(intents) != len(contexts) or any(isinstance(one, str) for one in intents):
            return tuple((text, ()) for text in contexts)
        return tuple((text, one if isinstance(one, tuple) else ()) for text, one in zip(contexts, intents, strict=True))

    @property
    def all_intents(self) -> tuple[str, ...]:
        """Every intent once, in order of first occurrence."""
        flat = [name for one in self.intents or () for name in ((one,) if isinstance(one, str) else one or ())]
        return tuple(dict.fromkeys(flat))


class TldrRow(msgspec.Struct, frozen=True):
    """A row of `tldrs`. text: generated by *model*; may be a single space."""

    corpusid: int
    model: str | None
    text: str | None


class PaperIdRow(msgspec.Struct, frozen=True):
    """A row of `paper-ids`. Several shas may refer to one paper; at most one of them is *primary*."""

    sha: str
    corpusid: int
    primary: bool


class EmbeddingRow(msgspec.Struct, frozen=True):
    """A row of `embeddings-specter_v1` or `embeddings-specter_v2`. vector: a JSON array as text."""

    corpusid: int
    model: str | None
    vector: str

    def numbers(self) -> list[float]:
        """Returns the vector as numbers.

        Raises:
            msgspec.DecodeError: The text is not a JSON array of numbers.
        """
        return msgspec.json.decode(self.vector, type=list[float])


class VenueRow(msgspec.Struct, frozen=True):
    """A row of `publication-venues`. id: a UUID; type: journal, conference or None."""

    id: str
    name: str | None
    type: str | None
    issn: str | None
    url: str | None
    alternate_names: tuple[str, ...] | None
    alternate_issns: tuple[str, ...] | None
    alternate_urls: tuple[str, ...] | None


class AnnotationSpan(msgspec.Struct, frozen=True, omit_defaults=True):
    """A part of a text: from character *start* up to *end*. attributes: `ref_id`, `id`, `matched_paper_id`."""

    start: int
    end: int
    attributes: dict[str, Any] = {}


Annotations = dict[str, str | None]
"""Maps the name of an annotation to the text of a JSON array of `AnnotationSpan`, or to None."""


class TextRowIds(msgspec.Struct, frozen=True):
    """The ids of a paper in `s2orc`."""

    arxiv: str | None = None
    mag: str | None = None
    acl: str | None = None
    pubmed: str | None = None
    pubmedcentral: str | None = None
    dblp: str | None = None
    doi: str | None = None


class TextOpenAccess(msgspec.Struct, frozen=True):
    """The open access data of a text in `s2orc`."""

    license: str | None
    openaccessurl: str | None
    status: str | None


class TextSource(msgspec.Struct, frozen=True):
    """The PDF that a text in `s2orc` was extracted from."""

    pdfurls: tuple[str, ...] | None
    pdfsha: str | None
    oainfo: TextOpenAccess | None


class AnnotatedText(msgspec.Struct, frozen=True):
    """A text with annotations; the spans count the characters of *text*."""

    text: str | None
    annotations: Annotations | None

    def spans(self, name: str) -> list[AnnotationSpan]:
        """Returns the spans annotated as *name*.

        Raises:
            msgspec.DecodeError: The annotations are not a JSON array of spans.
        """
        marked = (self.annotations or {}).get(name)
        return msgspec.json.decode(marked, type=list[AnnotationSpan]) if marked else []

    def pieces(self, name: str) -> list[str]:
        """Returns the texts of the spans annotated as *name*."""
        return [(self.text or "")[span.start : span.end] for span in self.spans(name)]


class TextContent(AnnotatedText, frozen=True, kw_only=True):
    """The text of a paper in `s2orc`, with its source."""

    source: TextSource | None


class TextRow(msgspec.Struct, frozen=True):
    """A row of `s2orc`: the text of an open PDF. It has no separate abstract: the abstract is a part of the text."""

    corpusid: int
    externalids: TextRowIds | None
    content: TextContent | None


class TextRowV2(msgspec.Struct, frozen=True):
    """A row of `s2orc_v2`: body and bibliography, each with its own spans (`section_header`, `bib_entry`, ...)."""

    corpusid: int
    openaccessinfo: AbstractOpenAccess | None
    title: str | None
    authors: tuple[Any, ...] | None
    body: AnnotatedText | None
    bibliography: AnnotatedText | None


AnyDatasetRow = (
    DatasetPaperRow
    | AbstractRow
    | DatasetAuthorRow
    | CitationRow
    | TldrRow
    | PaperIdRow
    | EmbeddingRow
    | VenueRow
    | TextRow
    | TextRowV2
)
ROW_TYPES: dict[str, type[AnyDatasetRow]] = {
    "abstracts": AbstractRow,
    "authors": DatasetAuthorRow,
    "citations": CitationRow,
    "embeddings-specter_v1": EmbeddingRow,
    "embeddings-specter_v2": EmbeddingRow,
    "paper-ids": PaperIdRow,
    "papers": DatasetPaperRow,
    "publication-venues": VenueRow,
    "s2orc": TextRow,
    "s2orc_v2": TextRowV2,
    "tldrs": TldrRow,
}
"""Maps the name of a dataset to its row type; contains all datasets of a release of 2025."""


def decoder(dataset: str) -> msgspec.json.Decoder[AnyDatasetRow]:
    """Returns a decoder for the lines of *dataset*, which raises msgspec.DecodeError for a line that is not such a row.

    Raises:
        KeyError: The dataset is not in `ROW_TYPES`.
    """
    return msgspec.json.Decoder(ROW_TYPES[dataset])
