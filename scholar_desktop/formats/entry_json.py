"""Writes the entry of a work in the library as JSON: its own fields, completed by those of the services, and the origin
of each."""

from __future__ import annotations

from typing import Any

from scholar_desktop.domain.bibliographic_entry import Entry
from scholar_desktop.domain.csl_variables import DATES, ROLES
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.own_fields import ITEM_TYPE, NOTHING, Contributor, own_fields_of
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import SEARCH_SOURCES
from scholar_desktop.domain.stored_field_names import as_stored
from scholar_desktop.formats.bibliographic import bibliographic_record
from scholar_desktop.formats.csl_json import items
from scholar_desktop.formats.paper_json import paper_to_json

Json = dict[str, Any]
_NOT_FIELDS = ("id", "type", "custom")


def entry_to_json(kept: KeptPaper) -> Json:
    """Returns the ENTRY object."""
    paper, own = kept.paper, own_fields_of(kept.paper) or NOTHING
    record = bibliographic_record(paper)

    (item,) = items([Entry(kept.cite_key, record)], abstracts=True)
    people: list[Contributor] = list(own.people)
    fields: Json = {}
    for name, value in item.items():
        if name in own.origin or name in _NOT_FIELDS:
            continue
        if name in ROLES:
            people += [_contributor(name, one, paper, number) for number, one in enumerate(value)]
        elif name in DATES:
            fields[name] = _date(value)
        else:
            fields[name] = value
    if paper.ids.arxiv is not None:
        fields["arxiv"] = paper.ids.arxiv
    by_service = [ITEM_TYPE, *fields, *dict.fromkeys(one.role for one in people)]
    origin = {name: _service(paper, name) for name in by_service if name not in own.origin}
    origin |= {name: one.by for name, one in own.origin.items()}
    return {
        "key": kept.cite_key,
        "item_type": item["type"],
        "fields": fields | own.fields,
        "people": [as_stored(one) for one in people],
        "origin": {name: by for name, by in origin.items() if by},
        "written": {name: one.at for name, one in own.origin.items()},
        "tags": [{"name": name, "colour": kept.tag_colours.get(name)} for name in kept.tags],
        "collections": list(kept.collections),
        "note": "\n\n".join(kept.notes),
        "reading": kept.reading,
        "star": kept.starred,
        "files": [
            {
                "name": file.name,
                "path": file.path,
                "sha256": file.sha256,
                "bytes": file.bytes,
                "type": file.name.rpartition(".")[2].lower(),
                "version": file.version,
            }
            for file in kept.files
        ],
        "links": [as_stored(link) for link in own.links],
        "extra": own.extra,
    }


def filled_fields(paper: Paper) -> frozenset[str]:
    """Returns the names of the fields and roles of *paper* that have a value, and ITEM_TYPE if its type is known."""
    (item,) = items([Entry("", bibliographic_record(paper))], abstracts=True)
    names = {name for name, value in (item | item.get("custom", {})).items() if value and name not in _NOT_FIELDS}
    names |= {"arxiv"} if paper.ids.arxiv is not None else set()
    names |= {ITEM_TYPE} if paper.type is not None else set()
    return frozenset(names)


def values_of_entry(kept: KeptPaper) -> dict[str, Any]:
    """Returns the type, the fields and the people of an entry by name: for comparing two entries field by field."""
    entry = entry_to_json(kept)
    people: dict[str, list[Json]] = {}
    for one in entry["people"]:
        people.setdefault(one["role"], []).append(dict(one))
    return {ITEM_TYPE: entry["item_type"], **entry["fields"], **people}


def origin_of_entry(kept: KeptPaper) -> dict[str, str]:
    """Returns who stated or wrote each field of an entry."""
    return dict(entry_to_json(kept)["origin"])


def _contributor(role: str, name: dict[str, str], paper: Paper, number: int) -> Contributor:
    authors = paper.authors if role == "author" else ()
    return Contributor(
        role,
        family=name.get("family", ""),
        given=name.get("given", ""),
        particle=name.get("non-dropping-particle", ""),
        suffix=name.get("suffix", ""),
        literal=name.get("literal"),
        orcid=authors[number].orcid if number < len(authors) else None,
    )


def _date(value: Json) -> Json:
    parts = ["-".join(f"{number:02}" for number in each) for each in value["date-parts"]]
    return {"from": parts[0], "to": parts[1] if len(parts) > 1 else None}


_ATTRIBUTES = {
    "title": "title",
    "author": "authors",
    "issued": "year",
    "container-title": "venue",
    "abstract": "abstract",
    ITEM_TYPE: "type",
}


def _service(paper: Paper, name: str) -> str:
    """Returns the service that a field is from: the first that has its value; else the most trusted one."""
    attribute = _ATTRIBUTES.get(name)
    for part in paper.parts:
        if part.sources and attribute is not None and getattr(part, attribute) == getattr(paper, attribute):
            return part.sources[0]
    return next((source for source in SEARCH_SOURCES if source in paper.sources), next(iter(paper.sources), ""))


def listed_to_json(paper: Paper, kept: KeptPaper | None) -> Json:
    """Returns PAPER with its entry, which is None for a paper that is not in the library."""
    if kept is None:
        return paper_to_json(paper, in_library=False, pdf=None) | {"entry": None}
    return paper_to_json(paper, in_library=True, pdf=kept.pdf) | {"entry": entry_to_json(kept)}
