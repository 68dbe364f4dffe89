"""What a person or an import wrote about a work in the library.

The library keeps this separately from what the services state (`Paper`). A field written here takes precedence, and no
service changes it. The paper that is shown contains these fields, and also carries them among its facts, with LIBRARY
as their source: so a paper that was merged with newer answers of the services still has them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from scholar_desktop.domain.bibliographic_entry import Person
from scholar_desktop.domain.csl_variables import PAPER_TYPE_OF_CSL
from scholar_desktop.domain.paper import Author, Facts, Ids, Paper
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.names import family_words

ITEM_TYPE = "item_type"
"""The name of the item type in `OwnFields.origin`."""
BY_PERSON, BY_IMPORT = "person", "import"
WITH_OTHERS = "with_others"
"""The name in `OwnFields.extra` of the roles whose people end in 'and others', with the number of those named."""
VERSION = "version"
"""The relation of an EntryLink to another version of the same work, such as the article to its preprint."""

Value = Any
"""A text; or for a date {from, to}, each `2019-03-05`, `2019-03`, `2019` or null, with `literal` for other text."""


class Contributor(
    msgspec.Struct,
    frozen=True,
    gc=False,
    omit_defaults=True,
    rename=stored("role family given particle suffix literal orcid"),
):
    """A person or group with a role in a work. literal: the whole name of a group, or None; role: as in CSL."""

    role: str
    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str | None = None
    orcid: str | None = None

    @property
    def name(self) -> Person:
        """The parts of the name."""
        if self.literal is not None:
            return Person(self.literal, is_group=True)
        return Person(self.family, self.given, self.particle, self.suffix)

    @property
    def shown(self) -> str:
        """The name as services write it: 'Laurens van der Maaten'."""
        if self.literal is not None:
            return self.literal
        if not self.particle and not self.suffix and self.given and self.family:  # most names
            return f"{self.given} {self.family}"
        return " ".join(filter(None, (self.given, self.particle, self.family, self.suffix)))


class Origin(msgspec.Struct, frozen=True, gc=False, rename=stored("by at")):
    """Who wrote a field, and when. by: `person`, `import`, or the name of a service; at: ISO 8601, UTC."""

    by: str
    at: str


class EntryLink(msgspec.Struct, frozen=True, gc=False, rename=stored("relation id")):
    """A relation to another work. id: as `Paper.id`."""

    relation: str
    id: str


class OwnFields(msgspec.Struct, frozen=True, rename=stored("item_type fields people origin links extra")):
    """What a person or an import wrote about a work.

    item_type: a CSL type, or Zotero's; fields: by CSL variable, unknown ones by their own name; people: in their order;
    origin: by field, by role, or ITEM_TYPE. A field or role that is in `origin` and has no value was emptied, and no
    service fills it. extra: by format, what has no place here, to be written back.
    """

    item_type: str | None = None
    fields: dict[str, Value] = {}
    people: tuple[Contributor, ...] = ()
    origin: dict[str, Origin] = {}
    links: tuple[EntryLink, ...] = ()
    extra: dict[str, dict[str, Any]] = {}

    @property
    def is_empty(self) -> bool:
        """True if nothing was written."""
        return not (self.origin or self.links or self.extra)

    @property
    def written(self) -> str:
        """When the newest field was written; empty if there is none."""
        return max((origin.at for origin in self.origin.values()), default="")

    def text(self, name: str) -> str | None:
        """The text of a field; None if it is empty or a date."""
        value = self.fields.get(name)
        return value if isinstance(value, str) and value else None

    def of_role(self, role: str) -> tuple[Contributor, ...]:
        """The people with a role."""
        return tuple(one for one in self.people if one.role == role)

    def ends_in_others(self, role: str) -> bool:
        """True if the people of a role are those of a .bib entry whose list ends in 'and others'."""
        return ends_in_others(self.extra, role, len(self.of_role(role)))


NOTHING = OwnFields()
_UNKNOWN = Paper("")


def write_fields(own: OwnFields, values: Mapping[str, Value], by: str, at: str) -> OwnFields:
    """Returns *own* with *values* written into it.

    Args:
        values: by field, role, or ITEM_TYPE; the people of a role are a tuple of Contributors. None empties a field.
        by, at: their origin.
    """
    fields, people, item_type = dict(own.fields), list(own.people), own.item_type
    for name, value in values.items():
        if name == ITEM_TYPE:
            item_type = value
        elif isinstance(value, tuple):
            people = [one for one in people if one.role != name] + list(value)
        elif value is None:
            fields.pop(name, None)
            people = [one for one in people if one.role != name]
        else:
            fields[name] = value
    new = msgspec.structs.replace(own, item_type=item_type, fields=fields, people=tuple(people))
    if new == own and all(name in own.origin and own.origin[name].by == by for name in values):
        return own  # the same values again keep their time
    return msgspec.structs.replace(new, origin=own.origin | {name: Origin(by, at) for name in values})


def forget_fields(own: OwnFields, names: frozenset[str]) -> OwnFields:
    """Returns *own* without the fields, roles and item type *names*, so that services fill them."""
    return msgspec.structs.replace(
        own,
        item_type=None if ITEM_TYPE in names else own.item_type,
        fields={name: value for name, value in own.fields.items() if name not in names},
        people=tuple(one for one in own.people if one.role not in names),
        origin={name: origin for name, origin in own.origin.items() if name not in names},
    )


def merge_own(first: OwnFields, other: OwnFields, filled: frozenset[str] = frozenset()) -> OwnFields:
    """Returns the fields of two entries for one work: those of *first*, and of *other* what *first* has not written.

    Args:
        filled: more names that *other* does not write, because the work of *first* has a value there.
    """
    free = forget_fields(other, filled.union(first.origin))
    return OwnFields(
        item_type=first.item_type or free.item_type,
        fields=free.fields | first.fields,
        people=first.people + free.people,
        origin=free.origin | first.origin,
        links=tuple(dict.fromkeys(first.links + other.links)),
        extra=other.extra | first.extra,
    )


def own_fields_of(paper: Paper) -> OwnFields | None:
    """Returns what a person or an import wrote about *paper*, which it carries among its facts; None if nothing."""
    sent = next((facts.fields for facts in paper.facts if facts.source == LIBRARY), None)
    return None if sent is None else msgspec.convert(sent, OwnFields)


def with_own_fields(paper: Paper, own: OwnFields | None) -> Paper:
    """Returns *paper* as it is shown: with the fields of *own* in place of those of the services."""
    if own is None or own.is_empty:
        return paper
    kept = tuple(facts for facts in paper.facts if facts.source != LIBRARY)
    facts = (*kept, Facts(LIBRARY, own.written, msgspec.to_builtins(own)))
    return msgspec.structs.replace(paper, facts=facts, **_shown_fields(paper, own))


def paper_of_own_fields(own: OwnFields) -> Paper:
    """Returns a paper of which no service says anything, as it is shown, but for the facts: they take the most time."""
    return msgspec.structs.replace(_UNKNOWN, **_shown_fields(_UNKNOWN, own))


def _shown_fields(paper: Paper, own: OwnFields) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for name, attribute in (("title", "title"), ("container-title", "venue"), ("abstract", "abstract")):
        if name in own.origin:
            changed[attribute] = own.text(name) or ("" if name == "title" else None)
    if own.item_type is not None:
        changed["type"] = PAPER_TYPE_OF_CSL.get(own.item_type, "other")
    if "author" in own.origin:
        changed["authors"] = _authors(paper, own)
    if "issued" in own.origin:
        changed["year"], changed["date"] = _year_and_date(own.fields.get("issued"))
    changed["ids"] = _ids(paper.ids, own)
    return changed


def without_own_fields(paper: Paper, kept: Paper | None) -> Paper:
    """Returns *paper* as the services state it.

    Args:
        paper: may have own fields, in whose place the values of *kept* are used.
        kept: what the library has stored of the services, or None.
    """
    own = own_fields_of(paper)
    if own is None:
        return paper
    before = kept if kept is not None else Paper("")
    names = [
        attribute
        for name, attribute in (("title", "title"), ("container-title", "venue"), ("abstract", "abstract"))
        if name in own.origin
    ]
    names += ["type"] if own.item_type is not None else []
    names += ["authors"] if "author" in own.origin else []
    names += ["year", "date"] if "issued" in own.origin else []
    ids = {scheme: getattr(before.ids, scheme) for name, scheme in ID_FIELDS.items() if name in own.origin}
    return msgspec.structs.replace(
        paper,
        ids=msgspec.structs.replace(paper.ids, **ids),
        facts=tuple(facts for facts in paper.facts if facts.source != LIBRARY),
        **{name: getattr(before, name) for name in names},
    )


ID_FIELDS = {"DOI": "doi", "PMID": "pmid", "PMCID": "pmcid", "arxiv": "arxiv"}
"""The fields that are identifiers -> their scheme."""


_AND = re.compile(r"(?<=\S)\s+and\s+", re.IGNORECASE)
_OTHERS = re.compile(r"(?<=\S)\s+and\s+\{?others\}?\s*$", re.IGNORECASE)


def has_more_authors(paper: Paper) -> bool:
    """Returns True if the authors of *paper* are those of an entry whose list ends in 'and others'."""
    sent = next((facts.fields for facts in paper.facts if facts.source == LIBRARY), None)
    if sent is None:
        return False
    people = [one for one in sent.get("people") or () if one.get("role") == "author"]
    return len(people) == len(paper.authors) and ends_in_others(sent.get("extra") or {}, "author", len(people))


def extra_names(extra: Mapping[str, Any]) -> tuple[str, ...]:
    """Returns the names of the fields and roles that the *extra* of one format is about, each once; other parts of it
    have their own name."""
    names: list[str] = []
    for part, value in extra.items():
        if part in ("raw", WITH_OTHERS) and isinstance(value, Mapping):
            names += value
        elif part == "more" and isinstance(value, Sequence):
            names += [str(pair[0]) for pair in value if isinstance(pair, Sequence) and pair]
        else:
            names.append({"type": ITEM_TYPE, "itemType": ITEM_TYPE, "note_fields": "notes"}.get(part, part))
    return tuple(dict.fromkeys(names))


def ends_in_others(extra: Mapping[str, Any], role: str, named: int) -> bool:
    """Returns True if an entry names *named* people of *role* 'and others', and nobody has changed them since.

    extra: by format; WITH_OTHERS has the number of people by role. Imports before it was there have only the field
        that BibTeX and BibLaTeX keep as it was written.
    """
    for kept in extra.values():
        counts = kept.get(WITH_OTHERS) if isinstance(kept, Mapping) else None
        if isinstance(counts, Mapping) and counts.get(role) == named:
            return True
        raw = kept.get("raw") if isinstance(kept, Mapping) else None
        sent = raw.get(role) if isinstance(raw, Mapping) else None
        if isinstance(sent, Sequence) and len(sent) == 1 and isinstance(sent[0], Sequence):
            text = str(sent[0][-1])
            if _OTHERS.search(text) is not None and len(_AND.split(_OTHERS.sub("", text))) == named:
                return True
    return False


def _ids(ids: Ids, own: OwnFields) -> Ids:
    written = {scheme: own.text(name) for name, scheme in ID_FIELDS.items() if name in own.origin}
    return msgspec.structs.replace(ids, **written) if written else ids


def _authors(paper: Paper, own: OwnFields) -> tuple[Author, ...]:
    """Returns the authors of *own*; of a list that ends in 'and others', all that a service names, if they begin with
    these."""
    known = {author.name: author for author in paper.authors}
    people = own.of_role("author")
    if len(paper.authors) > len(people) and own.ends_in_others("author"):
        pairs = zip(people, paper.authors, strict=False)
        if all(not family_words(one.shown).isdisjoint(family_words(author.name)) for one, author in pairs):
            return paper.authors
    found = []
    for one in people:
        before = known.get(one.shown)
        found.append(Author(one.shown, before.id if before else None, one.orcid or (before.orcid if before else None)))
    return tuple(found)


def _year_and_date(value: Value) -> tuple[int | None, str | None]:
    text = value.get("from") if isinstance(value, dict) else None
    if not isinstance(text, str) or not text[:4].isdecimal():
        return None, None
    return int(text[:4]), text if len(text) == 10 else None
