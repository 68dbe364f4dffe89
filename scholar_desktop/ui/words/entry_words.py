"""The names of the fields, roles and item types of an entry. What is not in the tables is shown by its own name."""

from __future__ import annotations

from scholar_desktop.domain.field_labels import ACRONYMS, FIELD_LABELS, TYPE_LABELS
from scholar_desktop.domain.own_fields import own_fields_of
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import normalise, plain
from scholar_desktop.translation import gettext, language, shown
from scholar_desktop.ui.words.wording import day, source_title

MORE_PEOPLE = (
    *("author", "editor", "translator", "collection-editor", "container-author", "contributor", "compiler", "composer"),
    *("director", "editorial-director", "illustrator", "interviewer", "performer", "producer", "host", "guest"),
    *("recipient", "reviewed-author", "original-author", "chair", "organizer", "curator", "narrator", "script-writer"),
)
MORE_DATES = ("issued", "accessed", "submitted", "event-date", "original-date", "available-date")
MORE_TEXTS = (
    *("container-title", "container-title-short", "volume", "issue", "page", "publisher", "publisher-place", "edition"),
    *("number-of-pages", "number-of-volumes", "collection-title", "collection-number", "event-title", "event-place"),
    *("genre", "number", "version", "medium", "authority", "status", "chapter-number", "part-number", "part-title"),
    *("section", "title-short", "original-title", "original-publisher", "original-publisher-place", "reviewed-title"),
    *("archive", "archive_collection", "archive_location", "archive-place", "call-number", "source", "license"),
    *("language", "keyword", "note", "abstract", "scale", "dimensions"),
)
MORE_NUMBERS = ("DOI", "ISBN", "ISSN", "PMID", "PMCID", "arxiv", "URL", "citation-key")
"""What the menu of more fields offers, in this order."""

_IN_SENTENCES = {
    "container-title": Message("journal or book"),
    "accessed": Message("date of access"),
    "submitted": Message("date of submission"),
    "original-date": Message("date of first publication"),
    "available-date": Message("date of availability"),
}
"""The fields whose labels are no nouns, such as 'Published in'."""
PARTS = {
    "item_type": Message("Type"),
    "tags": Message("Tags"),
    "collections": Message("Collections"),
    "notes": Message("Notes"),
    "extra": Message("Other data"),
}
"""The parts of a `FullEntry` besides its fields."""
_USUAL_TYPES = 10
"""The first of TYPE_LABELS, in the order of their use; the others are listed by their names."""


def field_title(name: str) -> str:
    """Return the name of a field or role in the user's language. A field that no format defines is one of the user's
    own, and is shown by its own name."""
    if name.upper() in ACRONYMS:
        return name.upper()
    words = FIELD_LABELS.get(name)
    return gettext("{field} (own field)", field=name) if words is None else shown(words)


def part_title(name: str) -> str:
    """Return the name of a field or role, or of another part of a `FullEntry`."""
    return shown(PARTS[name]) if name in PARTS else field_title(name)


def part_in_sentence(name: str) -> str:
    """Return the same as `part_title` inside a sentence: 'citation key', 'DOI'. German nouns keep their capital
    letters."""
    if name in _IN_SENTENCES:
        return shown(_IN_SENTENCES[name])
    title = part_title(name)
    is_plain = name.upper() not in ACRONYMS and title[1:].partition(" ")[0].islower()
    is_named = name in FIELD_LABELS or name in PARTS
    return title[0].lower() + title[1:] if is_plain and is_named and language() == "en" else title


def type_choices(current: str) -> list[tuple[str, str]]:
    """Return the item types with their names, the usual ones first, the others by name. current: added if it is another
    one."""
    known = [(name, shown(words)) for name, words in TYPE_LABELS.items()]
    others = sorted(known[_USUAL_TYPES:], key=lambda one: normalise(one[1]))
    return [*known[:_USUAL_TYPES], *others, *([] if current in TYPE_LABELS else [(current, current)])]


def type_title(name: str) -> str:
    """Return the name of an item type in the user's language."""
    words = TYPE_LABELS.get(name)
    return name if words is None else shown(words)


def publication_words(paper: Paper) -> tuple[str, ...]:
    """Return where *paper* was published, without the year: its venue; of a work without one what its entry says, such
    as 'Addison-Wesley', 'Edition 3' and 'Book'."""
    own = own_fields_of(paper)
    if paper.venue or own is None:
        return (plain(paper.venue or ""),)
    edition = own.text("edition")
    return (
        own.text("publisher") or "",
        gettext("Edition {edition}", edition=edition) if edition else "",
        type_title(own.item_type) if own.item_type is not None else "",
    )


def origin_words(by: str, at: str) -> str:
    """Return who wrote a field, as a sentence; empty if nobody did. at: when, ISO 8601; empty for a service."""
    if not by:
        return ""
    if by == "person":
        return gettext("You wrote this on {date}.", date=day(at))
    if by == "import":
        return gettext("From a file that you imported on {date}.", date=day(at))
    return gettext("From {service}.", service=source_title(by))
