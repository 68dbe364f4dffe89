"""The fields of an entry as a form: each as text, with its origin and what the services state in its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from scholar_desktop.domain.csl_variables import DATES, ROLES
from scholar_desktop.domain.field_input import value_text
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.own_fields import ITEM_TYPE, Contributor, Value
from scholar_desktop.domain.paper import Paper
from scholar_desktop.formats.entry_json import entry_to_json

if TYPE_CHECKING:
    from scholar_desktop.services.library.library import Library

NEW_TYPE = "article-journal"
"""The type that a new entry begins with: most papers are articles."""
CITATION_KEY = "citation-key"
_FIRST = {
    "article-journal": (
        *("author", "container-title", "issued", "volume", "issue", "page", "DOI", "ISSN", "PMID"),
        *("URL", "language", "abstract"),
    ),
    "book": (
        *("author", "editor", "publisher", "publisher-place", "issued", "edition", "volume", "number-of-pages"),
        *("collection-title", "ISBN", "DOI", "URL", "language", "abstract"),
    ),
    "chapter": (
        *("author", "container-title", "editor", "publisher", "publisher-place", "issued", "page", "edition", "volume"),
        *("ISBN", "DOI", "URL", "language", "abstract"),
    ),
    "paper-conference": (
        *("author", "container-title", "event-title", "event-place", "editor", "publisher", "issued", "page"),
        *("DOI", "ISBN", "URL", "language", "abstract"),
    ),
    "article": ("author", "publisher", "issued", "arxiv", "number", "version", "DOI", "URL", "language", "abstract"),
    "thesis": (
        *("author", "genre", "publisher", "publisher-place", "issued", "number-of-pages", "DOI", "URL", "language"),
        "abstract",
    ),
    "report": (
        *("author", "genre", "number", "publisher", "publisher-place", "issued", "page", "collection-title", "DOI"),
        *("URL", "language", "abstract"),
    ),
    "webpage": ("author", "container-title", "issued", "URL", "accessed", "genre", "language", "abstract"),
    "software": ("author", "version", "publisher", "issued", "medium", "DOI", "URL", "accessed", "abstract"),
    "dataset": ("author", "version", "publisher", "issued", "medium", "DOI", "URL", "accessed", "abstract"),
    "patent": ("author", "number", "authority", "submitted", "issued", "status", "URL", "language", "abstract"),
    "manuscript": (
        *("author", "recipient", "genre", "issued", "archive", "archive_collection", "archive_location"),
        *("archive-place", "URL", "language", "abstract"),
    ),
}
_LIKE = {
    "article-magazine": "article-journal",
    "article-newspaper": "article-journal",
    "review": "article-journal",
    "review-book": "article-journal",
    "periodical": "article-journal",
    "entry": "chapter",
    "entry-dictionary": "chapter",
    "entry-encyclopedia": "chapter",
    "post": "webpage",
    "post-weblog": "webpage",
    "collection": "manuscript",
    "document": "manuscript",
    "personal_communication": "manuscript",
    "standard": "report",
}
_ANY = (
    *("author", "container-title", "publisher", "publisher-place", "issued", "genre", "number", "medium", "archive"),
    *("DOI", "URL", "accessed", "language", "abstract"),
)


class FormField(msgspec.Struct, frozen=True):
    """A field of the form.

    value: as in an entry, people as a tuple; text: as a person types it; by: who wrote it (`person`, `import`, the name
    of a service), empty if nobody did; at: when, empty for a service; stated: what the services state, None if nothing.
    """

    name: str
    value: Value = None
    by: str = ""
    at: str = ""
    stated: Value = None

    @property
    def text(self) -> str:
        """The value as a person types it."""
        return value_text(self.name, self.value)

    @property
    def is_own(self) -> bool:
        """True if a person or an import wrote it."""
        return bool(self.at)


class EntryForm(msgspec.Struct, frozen=True):
    """The fields of an entry.

    key: of the paper in the library, None for an entry that is not added yet; fields: by name, those that have a value
    or an origin; item_type: a field, too.
    """

    key: str | None
    item_type: FormField
    fields: Mapping[str, FormField] = {}


def fields_of_type(item_type: str) -> tuple[str, ...]:
    """Returns the fields that a form shows for a type, empty or not, in their order."""
    return ("title", *_FIRST.get(_LIKE.get(item_type, item_type), _ANY), CITATION_KEY)


def new_form(item_type: str = NEW_TYPE) -> EntryForm:
    """Returns an empty form."""
    return EntryForm(None, FormField(ITEM_TYPE, item_type))


async def load_form(library: Library, key: str) -> EntryForm | None:
    """Returns the form of a paper; None if it is not in the library."""
    kept, stated = await library.get(key), await library.entries.stated(key)
    return None if kept is None or stated is None else make_form(kept, stated)


def make_form(kept: KeptPaper, stated: Paper) -> EntryForm:
    """Returns the form of *kept*. stated: what the services state about it."""
    entry = entry_to_json(kept)
    by_services = _values(entry_to_json(msgspec.structs.replace(kept, paper=stated)))
    values = _values(entry) | {CITATION_KEY: kept.cite_key}
    origin, written = entry["origin"], entry["written"]
    fields = {
        name: FormField(
            name, values.get(name), origin.get(name, ""), written.get(name, ""), by_services.get(name) or None
        )
        for name in (*values, *(name for name in origin if name not in values))
    }
    item_type = fields.pop(ITEM_TYPE)
    return EntryForm(kept.key, item_type, fields)


def _values(entry: dict[str, Any]) -> dict[str, Value]:
    values: dict[str, Value] = {ITEM_TYPE: entry["item_type"], **entry["fields"]}
    people = msgspec.convert(entry["people"], tuple[Contributor, ...])
    for role in dict.fromkeys(one.role for one in people):
        values[role] = tuple(one for one in people if one.role == role)
    return values


def is_date(name: str) -> bool:
    """Returns True for a field that is a date."""
    return name in DATES


def is_role(name: str) -> bool:
    """Returns True for people of a role."""
    return name in ROLES
