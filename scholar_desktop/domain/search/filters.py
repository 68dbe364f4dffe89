"""The filters of a search, and which service can apply each filter."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from scholar_desktop.domain.source import CORPUS, S2, UNPAYWALL, ZENODO
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.message import Message


class Filters(
    msgspec.Struct,
    frozen=True,
    rename=stored(
        "year_from year_to venue field type min_citations open_access dates is_oa record_type access "
        "community file_type language subject"
    ),
):
    """The filters of a search. None (or False) means that the filter is not set.

    year_from, year_to: inclusive, None for open; venue, field, type: one or several, separated by commas (type: of
    TYPE_FILTERS); open_access: only papers whose row offers an open PDF; dates: a range of days, months or years in
    Semantic Scholar's syntax (`2016-03:2020`, `2019`, `:2015-01-31`), inclusive; is_oa: as Unpaywall judges it;
    record_type: Zenodo's type, with its subtype after a hyphen (`dataset`, `publication-article`); access: one of
    ACCESS; community: its slug at Zenodo; file_type: a file name extension (`pdf`); language: three letters
    (`eng`); subject: a keyword or subject of a Zenodo record, unchanged.
    """

    year_from: int | None = None
    year_to: int | None = None
    venue: str | None = None
    field: str | None = None
    type: str | None = None
    min_citations: int | None = None
    open_access: bool = False
    dates: str | None = None
    is_oa: bool | None = None
    record_type: str | None = None
    access: str | None = None
    community: str | None = None
    file_type: str | None = None
    language: str | None = None
    subject: str | None = None

    @property
    def any_set(self) -> bool:
        return self != NO_FILTERS

    def names(self) -> tuple[str, ...]:
        """Returns the names of the filters that are set, in the order of NAMES."""
        return tuple(
            name for name in NAMES if any(getattr(self, key) != getattr(NO_FILTERS, key) for key in filter_fields(name))
        )

    def without(self, *names: str) -> Filters:
        """Returns a copy without the filters *names*."""
        return self.replaced(**{key: getattr(NO_FILTERS, key) for name in names for key in filter_fields(name)})

    def only(self, *names: str) -> Filters:
        """Returns a copy with only the filters *names*."""
        return self.without(*(name for name in NAMES if name not in names))

    def is_narrower(self, than: Filters) -> bool:
        """Returns True if everything that is set in *than* has the same value here."""
        return self.only(*than.names()) == than

    def replaced(self, **values: object) -> Filters:
        """Returns a copy with the given values."""
        return msgspec.structs.replace(self, **values)


NO_FILTERS = Filters()

YEARS, DATES, FIELD, VENUE, TYPE = "years", "dates", "field", "venue", "type"
OPEN_ACCESS, MIN_CITATIONS, IS_OA = "open_access", "min_citations", "is_oa"
RECORD_TYPE, ACCESS_RIGHT, COMMUNITY = "record_type", "access", "community"
FILE_TYPE, LANGUAGE, SUBJECT = "file_type", "language", "subject"
WORDS = "words"
"""The operators in the search text, which act like a filter and are shown together with the filters."""

NAMES = (
    *(YEARS, FIELD, VENUE, TYPE, OPEN_ACCESS, MIN_CITATIONS, DATES),
    *(IS_OA, RECORD_TYPE, ACCESS_RIGHT, COMMUNITY, FILE_TYPE, LANGUAGE, SUBJECT),
)
"""The names of all filters, the most used first."""
_TITLES = {
    YEARS: Message("Years"),
    FIELD: Message("Field of study"),
    VENUE: Message("Venue"),
    TYPE: Message("Type"),
    OPEN_ACCESS: Message("Open-access PDF"),
    MIN_CITATIONS: Message("Citations"),
    DATES: Message("Exact dates"),
    IS_OA: Message("Unpaywall status"),
    RECORD_TYPE: Message("Zenodo type"),
    ACCESS_RIGHT: Message("Access right"),
    COMMUNITY: Message("Community"),
    FILE_TYPE: Message("File type"),
    LANGUAGE: Message("Language"),
    SUBJECT: Message("Subject"),
    WORDS: Message("Search operators"),
}
"""The filters in words. Here and not in `filter_texts` because the first paint needs them."""
ACCESS = ("open", "embargoed", "restricted", "closed", "metadata-only")
"""`closed` occurs in records from before 2023; `metadata-only` is a record without files."""

_SERVICES_BY_FILTER = {
    YEARS: (S2, ZENODO),
    DATES: (S2, ZENODO),
    FIELD: (S2,),
    VENUE: (S2,),
    TYPE: (S2, ZENODO),
    OPEN_ACCESS: (S2, UNPAYWALL, ZENODO),
    MIN_CITATIONS: (S2,),
    IS_OA: (UNPAYWALL,),
    RECORD_TYPE: (ZENODO,),
    ACCESS_RIGHT: (ZENODO,),
    COMMUNITY: (ZENODO,),
    FILE_TYPE: (ZENODO,),
    LANGUAGE: (ZENODO,),
    SUBJECT: (ZENODO,),
}
_CHECKED_AGAIN = frozenset(((TYPE, S2), (TYPE, ZENODO), (OPEN_ACCESS, ZENODO)))
"""Filters that are sent to a service and applied again here: Semantic Scholar and Zenodo define types differently, and
for Zenodo, data with a PDF among its files has a PDF."""

FIELDS_OF_STUDY = (  # not translated: values of the service; filter_words.py has the words
    "Agricultural and Food Sciences",
    "Art",
    "Biology",
    "Business",
    "Chemistry",
    "Computer Science",
    "Economics",
    "Education",
    "Engineering",
    "Environmental Science",
    "Geography",
    "Geology",
    "History",
    "Law",
    "Linguistics",
    "Materials Science",
    "Mathematics",
    "Medicine",
    "Philosophy",
    "Physics",
    "Political Science",
    "Psychology",
    "Sociology",
)
"""All of Semantic Scholar's fields of study."""
_FIELDS = frozenset(field.casefold() for field in FIELDS_OF_STUDY)

_RECORD_TYPES = {
    "publication": frozenset(("article", "conference", "review", "book", "chapter", "preprint", "thesis", "report")),
    "publication-article": frozenset(("article", "review")),
    "publication-conferencepaper": frozenset(("conference",)),
    "publication-book": frozenset(("book",)),
    "publication-section": frozenset(("chapter",)),
    "publication-preprint": frozenset(("preprint",)),
    "publication-thesis": frozenset(("thesis",)),
    "publication-report": frozenset(("report",)),
    "dataset": frozenset(("dataset",)),
    "software": frozenset(("software",)),
}


def filter_fields(name: str) -> tuple[str, ...]:
    """Returns the fields of Filters that belong to the filter *name*."""
    return ("year_from", "year_to") if name == YEARS else (name,)


def services_applying(name: str) -> tuple[str, ...]:
    """Returns the services that can receive the filter in their requests; rows of the other services are filtered
    here."""
    return _SERVICES_BY_FILTER[name]


def is_applied_by(name: str, source: str) -> bool:
    """Returns True if *source* applies the filter itself.

    Its rows are then not filtered again, because the service may know more than it sends.
    """
    return source == CORPUS or (source in _SERVICES_BY_FILTER[name] and (name, source) not in _CHECKED_AGAIN)


def matching_paper_types(record_type: str) -> frozenset[str]:
    """Returns the PAPER_TYPES of other services that correspond to a record type of Zenodo.

    Empty if there are none (posters, videos, lessons).
    """
    return _RECORD_TYPES.get(record_type, frozenset())


def is_field_of_study(subject: str) -> bool:
    """Returns True if *subject* is the name of one of Semantic Scholar's fields of study.

    The field of study is then used in place of the subject.
    """
    return subject.casefold() in _FIELDS


def unsatisfiable_filter(filters: Filters, source: str) -> str | None:
    """Returns the name of a filter that no row of *source* can pass, or None if there is none.

    If there is one, *source* needs no request.
    """
    if source not in (S2, UNPAYWALL, CORPUS):
        return None
    facts = (
        (COMMUNITY, filters.community is not None),
        (LANGUAGE, filters.language is not None),
        (FILE_TYPE, filters.file_type not in (None, "pdf")),
        (ACCESS_RIGHT, filters.access not in (None, "open", "closed")),
        (SUBJECT, filters.subject is not None and (source == UNPAYWALL or not is_field_of_study(filters.subject))),
        (RECORD_TYPE, filters.record_type is not None and not matching_paper_types(filters.record_type)),
    )
    return next((name for name, is_so in facts if is_so), None)


def split_values(value: str | None) -> tuple[str, ...]:
    """Returns the values of a comma-separated list, each once."""
    return tuple(dict.fromkeys(part for one in (value or "").split(",") if (part := one.strip())))


def join_values(values: Iterable[str]) -> str | None:
    """Returns *values* as a comma-separated list; None if empty."""
    return ",".join(values) or None


def filter_title(name: str) -> str:
    """Returns the name of a filter: 'Field of study'; a name that an earlier version stored as it is."""
    return _TITLES.get(name, name)
