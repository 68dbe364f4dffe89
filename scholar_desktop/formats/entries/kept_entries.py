"""Makes a whole entry of a paper: its own fields, completed by those of the services, with tags, notes and files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec

from scholar_desktop.domain.full_entry import FullEntry, LinkedFile
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.own_fields import Contributor, OwnFields, ends_in_others, own_fields_of
from scholar_desktop.domain.paper import Paper
from scholar_desktop.formats.bibliographic import bibliographic_record
from scholar_desktop.formats.entry_json import entry_to_json

_SAME_EXTRA = (
    ("bibtex", "biblatex", "html", "markdown"),
    ("endnote-xml", "enw"),
    ("zotero-rdf", "zotero-folder", "zotero"),
)
"""Formats that keep the same things besides."""
_IDENTIFIERS = frozenset(("DOI", "arxiv", "PMID", "PMCID"))


def full_entry(kept: KeptPaper, form: str, *, abstracts: bool | None = True) -> FullEntry:
    """Returns the entry of a paper, as it is written in the format *form*.

    Args:
        abstracts: True: also that of a service; False: only what a person or an import wrote; None: none.
    """
    whole = entry_to_json(kept)
    own = own_fields_of(kept.paper)
    names = next((names for names in _SAME_EXTRA if form in names), (form,))
    extra = {} if own is None else next((own.extra[name] for name in names if name in own.extra), {})
    fields = dict(whole["fields"])
    if abstracts is None or (not abstracts and (own is None or "abstract" not in own.origin)):
        fields.pop("abstract", None)
    if "abstract" not in fields and abstracts and kept.paper.abstract:
        fields["abstract"] = kept.paper.abstract
    if own is not None and "URL" not in own.origin and not _IDENTIFIERS.isdisjoint(own.origin):
        # made of an identifier, for papers that nobody has written: styles of BibTeX print it beside the DOI
        fields.pop("URL", None)
    if own is not None and _is_made_server(kept.paper, fields, own):
        del fields["publisher"]
    # 'arXiv:1706.03762' is the number of a preprint in CSL, and has its own field here
    if "arxiv" in fields and fields.get("number") == f"arXiv:{fields['arxiv']}":
        del fields["number"]
    people = tuple(msgspec.convert(one, Contributor) for one in whole["people"])
    more = own.extra if own is not None else {}
    roles = Counter(one.role for one in people) if more else {}
    return FullEntry(
        key=kept.cite_key,
        item_type=whole["item_type"],
        fields=fields,
        people=people,
        with_others=tuple(role for role in sorted(roles) if ends_in_others(more, role, roles[role])),
        tags=kept.tags,
        collections=kept.collections,
        notes=kept.notes,
        files=tuple(LinkedFile(file.path, "", _mime(file.name)) for file in kept.files),
        extra=extra,
    )


def _is_made_server(paper: Paper, fields: Mapping[str, Any], own: OwnFields) -> bool:
    """Returns whether the publisher in *fields* is arXiv because the entry has its number: neither the imported file
    nor a service states it."""
    return fields.get("publisher") == "arXiv" and "publisher" not in own.origin and not paper.venue


def with_record(entry: FullEntry, paper: Paper, form: str) -> FullEntry:
    """Returns the entry of *paper* as a file of the format *form* (bibtex or biblatex) has it: with the record of the
    services, if nobody wrote or imported a field; a BibTeX file has no day of a date that a service states."""
    own = own_fields_of(paper)
    if own is None:
        return msgspec.structs.replace(entry, record=bibliographic_record(paper))
    issued = entry.fields.get("issued")
    if form == "bibtex" and "issued" not in own.origin and isinstance(issued, dict) and not issued.get("to"):
        month = {**issued, "from": "-".join(str(issued.get("from") or "").split("-")[:2])}
        return msgspec.structs.replace(entry, fields={**entry.fields, "issued": month})
    return entry


def _mime(name: str) -> str:
    return {"pdf": "application/pdf", "html": "text/html", "epub": "application/epub+zip"}.get(
        name.rpartition(".")[2].lower(), ""
    )
