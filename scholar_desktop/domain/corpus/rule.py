"""The rule that decides which rows of the bulk datasets are kept in the offline corpus."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.message import Message

FIELDS_OF_STUDY = (  # not translated: values of the service; filter_words.py has the words
    *("Computer Science", "Medicine", "Chemistry", "Biology", "Materials Science", "Physics", "Geology", "Psychology"),
    *("Art", "History", "Geography", "Sociology", "Business", "Political Science", "Economics", "Philosophy"),
    *("Mathematics", "Engineering", "Environmental Science", "Agricultural and Food Sciences", "Education", "Law"),
    *("Linguistics",),
)
"""The fields of study of Semantic Scholar. The store keeps them as bits in this order, so new ones go to the end."""

BOTH_ENDS = "both"
ONE_END = "one"
DEFAULT_DATASETS = ("papers", "abstracts", "tldrs", "authors", "publication-venues", "citations")
FULL_TEXT = "s2orc"
TEXT_DATASETS = (FULL_TEXT, "s2orc_v2")
"""The datasets of full texts. They are kept for the papers in the collections of the library."""
CORPUS_DATASETS = (*DEFAULT_DATASETS, "paper-ids", "embeddings-specter_v2", FULL_TEXT)
"""The datasets that the store uses."""


class CorpusRule(
    msgspec.Struct,
    frozen=True,
    rename=stored("fields first_year last_year venues min_citations ids edges around texts"),
):
    """Which papers and citations are kept. A condition that is empty or None keeps everything.

    fields: any of these fields of study; first_year, last_year: inclusive, a paper without a year fails; venues: any of
    these names, compared without case and accents; min_citations: the least number of citations; ids: CorpusIds, SHAs
    and prefixed identifiers (`doi:...`, `arxiv:...`) of papers, in lower case; edges: `both` keeps a citation if both
    papers are kept, `one` if one is; around: CorpusIds of papers: only citations that have one at an end are kept, and
    *ids* holds these papers with the other ends; texts: CorpusIds of the papers whose full texts are kept, empty for
    all papers.
    """

    fields: tuple[str, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    venues: tuple[str, ...] = ()
    min_citations: int | None = None
    ids: tuple[str, ...] = ()
    edges: str = BOTH_ENDS
    around: tuple[int, ...] = ()
    texts: tuple[int, ...] = ()

    @property
    def keeps_all(self) -> bool:
        """True if every paper is kept."""
        return self == CorpusRule(edges=self.edges, texts=self.texts)

    @property
    def is_stable(self) -> bool:
        """True if a paper rarely enters or leaves the corpus by a diff: no condition on fields or citations."""
        return not self.fields and self.min_citations is None

    def digest(self) -> str:
        """Return a short hash of the rule: kept lines of another rule cannot be used.

        *texts* is no part of it, because it decides about full texts alone.
        """
        deciding = {name: value for name, value in msgspec.structs.asdict(self).items() if name != "texts"}
        return hashlib.sha256(msgspec.json.encode(deciding)).hexdigest()[:16]


FIELD_BITS = {name: 1 << place for place, name in enumerate(FIELDS_OF_STUDY)}
"""The bit of each field of study."""


def field_mask(fields: tuple[str, ...]) -> int:
    """Return *fields* as bits; unknown fields have no bit."""
    return sum(FIELD_BITS.get(name, 0) for name in set(fields))


def rule_ids(lines: Iterable[str], source: str) -> set[str]:
    """Return the identifiers in *lines* as a rule has them; empty lines and comments (`#`) are skipped.

    Args:
        source: the name of the file, for the message.

    Raises:
        UsageError: a line is no identifier.
    """
    found: set[str] = set()
    for number, line in enumerate(lines, 1):
        plain = line.strip()
        if not plain or plain.startswith("#"):
            continue
        named = None if plain.isdecimal() else identifiers.recognise(plain).identifier
        if named is not None:
            scheme, value = str(named.scheme), named.value.lower()
            found.add(value if scheme in ("s2", "corpus") else f"{scheme}:{value.removeprefix('pmc')}")
        elif plain.isdecimal():
            found.add(plain)
        else:
            raise UsageError(
                Message("Line {number} of {file} is not a paper identifier.", number=number, file=source),
                subject=plain[:80],
            )
    return found
