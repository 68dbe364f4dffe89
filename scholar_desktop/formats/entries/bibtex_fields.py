"""What the types and fields of BibTeX and BibLaTeX are in CSL."""

# not translated in this file: names of BibTeX, BibLaTeX and CSL

from __future__ import annotations

import re
from collections.abc import Set

TYPE_OF_BIBTEX = {
    "article": "article-journal",
    "artwork": "graphic",
    "audio": "song",
    "book": "book",
    "bookinbook": "chapter",
    "booklet": "pamphlet",
    "collection": "book",
    "commentary": "book",
    "conference": "paper-conference",
    "dataset": "dataset",
    "electronic": "webpage",
    "image": "graphic",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "inreference": "entry-encyclopedia",
    "jurisdiction": "legal_case",
    "legal": "treaty",
    "legislation": "legislation",
    "letter": "personal_communication",
    "manual": "book",
    "mastersthesis": "thesis",
    "misc": "document",
    "movie": "motion_picture",
    "music": "song",
    "mvbook": "book",
    "mvcollection": "book",
    "mvproceedings": "book",
    "mvreference": "book",
    "online": "webpage",
    "patent": "patent",
    "performance": "performance",
    "periodical": "periodical",
    "phdthesis": "thesis",
    "proceedings": "book",
    "reference": "book",
    "report": "report",
    "review": "review",
    "software": "software",
    "standard": "standard",
    "suppbook": "chapter",
    "suppcollection": "chapter",
    "suppperiodical": "article-journal",
    "techreport": "report",
    "thesis": "thesis",
    "unpublished": "manuscript",
    "video": "motion_picture",
    "www": "webpage",
}
BIBTEX_OF_TYPE = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "entry-encyclopedia": "incollection",
    "manuscript": "unpublished",
    "pamphlet": "booklet",
    "paper-conference": "inproceedings",
    "report": "techreport",
    "thesis": "phdthesis",
}
"""CSL type -> the type of BibTeX; the others are `misc`, with the CSL type as `entrysubtype`."""
BIBLATEX_OF_TYPE = {
    "article": "online",
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "dataset": "dataset",
    "entry-encyclopedia": "inreference",
    "graphic": "image",
    "legal_case": "jurisdiction",
    "legislation": "legislation",
    "manuscript": "unpublished",
    "motion_picture": "movie",
    "pamphlet": "booklet",
    "paper-conference": "inproceedings",
    "patent": "patent",
    "performance": "performance",
    "periodical": "periodical",
    "personal_communication": "letter",
    "report": "report",
    "review": "review",
    "software": "software",
    "song": "music",
    "standard": "standard",
    "thesis": "thesis",
    "treaty": "legal",
    "webpage": "online",
}
SUBTYPES = {"magazine": "article-magazine", "newspaper": "article-newspaper"}
"""What BibLaTeX's `entrysubtype` says about an article."""
GENRES = {
    "phdthesis": "PhD thesis",
    "mastersthesis": "Master’s thesis",
    "mathesis": "Master’s thesis",
    "techreport": "Technical report",
}
"""What the old types of a thesis say, if the field `type` says nothing; and the names of words that BibLaTeX has in
that field."""

BIBLATEX_TYPES = frozenset(TYPE_OF_BIBTEX) - frozenset(
    [
        "article",
        "book",
        "booklet",
        "conference",
        "inbook",
        "incollection",
        "inproceedings",
        "manual",
        "mastersthesis",
        "misc",
        "phdthesis",
        "proceedings",
        "techreport",
        "unpublished",
        "electronic",
        "www",
        "dataset",
        "software",
        "online",
    ]
)
"""The types that only BibLaTeX has."""
BIBLATEX_FIELDS = frozenset(
    [
        "journaltitle",
        "eventdate",
        "eventtitle",
        "origdate",
        "eprinttype",
        "shortjournal",
        "maintitle",
        "booksubtitle",
        "entrysubtype",
        "pagetotal",
    ]
)
"""Fields that only files for BibLaTeX have. `date` is one of them in an entry without `year`."""
ALSO_IN_BIBTEX = frozenset(["location", "langid", "urldate", "subtitle", "date"])
"""Fields of BibLaTeX that publishers and BibTeX styles use in files for BibTeX, too."""
BIBTEX_FIELDS = frozenset(["year", "journal", "school", "address", "archiveprefix", "month"])
"""Fields that BibLaTeX accepts only under another name or as an old form."""

VARIABLE_OF = {
    "abstract": "abstract",
    "booktitle": "container-title",
    "chapter": "chapter-number",
    "edition": "edition",
    "eventtitle": "event-title",
    "isbn": "ISBN",
    "issn": "ISSN",
    "issue": "issue",
    "journal": "container-title",
    "journaltitle": "container-title",
    "language": "language",
    "note": "note",
    "origlocation": "original-publisher-place",
    "origpublisher": "original-publisher",
    "origtitle": "original-title",
    "pagetotal": "number-of-pages",
    "part": "part-number",
    "pmcid": "PMCID",
    "pmid": "PMID",
    "pubstate": "status",
    "series": "collection-title",
    "shortjournal": "container-title-short",
    "shorttitle": "title-short",
    "title": "title",
    "type": "genre",
    "venue": "event-place",
    "version": "version",
    "volume": "volume",
    "volumes": "number-of-volumes",
}
"""Fields whose text is a variable, whatever the type of the entry."""
SUBTITLES = {
    "title": "subtitle",
    "booktitle": "booksubtitle",
    "journaltitle": "journalsubtitle",
    "maintitle": "mainsubtitle",
}
PUBLISHERS = ("publisher", "institution", "school", "organization")
"""The fields of the publisher; the first that an entry has is taken."""
PLACES = ("location", "address")
LANGUAGES = ("langid", "hyphenation")
DATE_FIELDS = {"date": "issued", "origdate": "original-date", "eventdate": "event-date", "urldate": "accessed"}
NOTE_FIELDS = ("annotation", "annote", "comment")
_NOTE_OF_PERSON = re.compile('comment-[^\\s=,{}()"#]+')
VERBATIM = frozenset(("doi", "url", "eprint", "pmid", "pmcid", "isbn", "issn"))
ROLE_OF = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "bookauthor": "container-author",
    "director": "director",
    "compiler": "compiler",
    "illustrator": "illustrator",
    "recipient": "recipient",
    "serieseditor": "collection-editor",
}
NAME_FIELDS = frozenset(ROLE_OF) | frozenset(
    [
        "annotator",
        "commentator",
        "introduction",
        "foreword",
        "afterword",
        "holder",
        "editora",
        "editorb",
        "editorc",
        "shortauthor",
        "shorteditor",
    ]
)
EDITOR_ROLES = {
    "compiler": "compiler",
    "director": "director",
    "editor": "editor",
    "organizer": "organizer",
    "producer": "producer",
    "performer": "performer",
    "collaborator": "contributor",
}
"""BibLaTeX's `editortype` -> role."""
SERIAL_TYPES = frozenset(
    ("article-journal", "article-magazine", "article-newspaper", "periodical", "article", "review", "review-book")
)
"""The types whose `number` is the issue."""
NUMBERED_TYPES = frozenset(
    ("report", "patent", "standard", "legal_case", "legislation", "bill", "dataset", "software", "document")
)
"""The types whose `number` is their own, not that in a series."""

NOT_INHERITED = frozenset(
    [
        "ids",
        "crossref",
        "xref",
        "entryset",
        "entrysubtype",
        "label",
        "options",
        "presort",
        "shorthand",
        "shorthandintro",
        "sortkey",
        "shorttitle",
        "sorttitle",
        "indextitle",
        "indexsorttitle",
        "related",
        "relatedtype",
        "relatedoptions",
        "relatedstring",
        "execute",
        "xdata",
        "file",
        "doi",
        "abstract",
        "keywords",
        "annotation",
        "annote",
        "comment",
        "groups",
        "timestamp",
        "owner",
    ]
)
TO_BOOKTITLE = {"title": "booktitle", "subtitle": "booksubtitle", "titleaddon": "booktitleaddon"}
TO_MAINTITLE = {"title": "maintitle", "subtitle": "mainsubtitle", "titleaddon": "maintitleaddon"}
TO_JOURNALTITLE = {"title": "journaltitle", "subtitle": "journalsubtitle"}
BOOK_CHILDREN = frozenset(
    ["inbook", "bookinbook", "suppbook", "incollection", "suppcollection", "inreference", "inproceedings", "conference"]
)


def is_note_field(name: object) -> bool:
    """Returns True if a field is a note of one's own; JabRef names those of a person `comment-` and the person."""
    return isinstance(name, str) and (name in NOTE_FIELDS or _NOTE_OF_PERSON.fullmatch(name) is not None)


class BiblatexSigns:
    """Counts the entries of a file that are as BibLaTeX, or as BibTeX, has them.

    Most entries decide, since publishers and styles use single fields of BibLaTeX in files for BibTeX. If as many are
    of one kind as of the other, any sign of BibLaTeX does.
    """

    def __init__(self) -> None:
        self._biblatex = self._bibtex = 0
        self._has_weak_sign = False

    def add(self, kind: str, names: Set[str], count: int = 1) -> None:
        """Counts entries by their type and the names of their fields."""
        is_dated = "date" in names and "year" not in names
        if is_dated or kind in BIBLATEX_TYPES or not BIBLATEX_FIELDS.isdisjoint(names):
            self._biblatex += count
        if not is_dated and not BIBTEX_FIELDS.isdisjoint(names):
            self._bibtex += count
        self._has_weak_sign = self._has_weak_sign or not ALSO_IN_BIBTEX.isdisjoint(names)

    @property
    def is_biblatex(self) -> bool:
        if self._biblatex == self._bibtex:
            return self._biblatex > 0 or self._has_weak_sign
        return self._biblatex > self._bibtex
