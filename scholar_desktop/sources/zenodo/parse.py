"""Parses Zenodo's answers into records and papers. Pure functions.

Three formats are understood: the default one of 2023 and later, the older one (until October 2023), and the native one
of InvenioRDM. Any key may be missing or null; a hit that cannot be parsed is skipped and counted; only an answer with a
wrong outer structure raises BadAnswer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from scholar_desktop.domain.identifiers.kinds import Scheme, arxiv_of_doi, canonical, clean_doi
from scholar_desktop.domain.paper import Author, Copy, Facts, Ids, OpenAccess, Paper
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.web_address import host_of
from scholar_desktop.domain.zenodo.record import Facets, Record, RecordFile, RecordStats, Stats, likeliest_pdfs
from scholar_desktop.sources.json_values import (
    address_of,
    code_of,
    count_of,
    day_of,
    dict_of,
    dicts_of,
    list_of,
    text_of,
    texts_of,
    word_of,
    year_of,
)
from scholar_desktop.sources.plain_text import plain_line, plain_paragraphs
from scholar_desktop.sources.zenodo.files import files_of
from scholar_desktop.sources.zenodo.kinds import type_of
from scholar_desktop.sources.zenodo.pages import Parameters, bad_answer, page_facts

_ORCID = re.compile(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]")
_COUNTS = ("views", "downloads", "unique_views", "unique_downloads")


class ZenodoRecordPage(msgspec.Struct, frozen=True):
    """One page of a search.

    next: whether another page follows; following: the parameters that request it; dropped: requested parameters that
    the service ignored (they are missing from its links.self); skipped: hits that could not be parsed; papers: the
    records as papers, in the same order.
    """

    records: tuple[Record, ...] = ()
    total: int | None = None
    next: bool = False
    following: Parameters | None = None
    dropped: tuple[str, ...] = ()
    facets: Facets = {}
    skipped: int = 0
    papers: tuple[Paper, ...] = ()
    retrieved: str | None = None
    cached: bool = False


def parse_search(body: Any, retrieved: str, *, asked: Sequence[str] = (), cached: bool = False) -> ZenodoRecordPage:
    """Return a page of GET /records that was requested with the parameters *asked*."""
    page = page_facts(body, Message("a page of records"), asked)
    records = tuple(record for row in page.rows if (record := _record(row)) is not None)
    return ZenodoRecordPage(
        records=records,
        total=page.total,
        next=page.next,
        following=page.following,
        dropped=page.dropped,
        facets=page.facets,
        skipped=len(page.rows) - len(records),
        papers=tuple(record_to_paper(record, retrieved) for record in records),
        retrieved=retrieved,
        cached=cached,
    )


def parse_record(body: Any) -> Record:
    """Return one record, in any of its formats."""
    record = _record(body)
    if record is None:
        raise bad_answer(body, Message("a record"))
    return record


def parse_files(body: Any) -> tuple[RecordFile, ...]:
    """Return the files of GET /records/{id}/files. A restricted record has none."""
    if not isinstance(body, dict) or not body.keys() & {"entries", "enabled"}:
        raise bad_answer(body, Message("a list of files"))
    return files_of(body)[0]


def parse_file(body: Any) -> RecordFile:
    """Return the file of GET /records/{id}/files/{name}."""
    files = files_of([body])[0]
    if not files or not (dict_of(body).keys() & {"file_id", "checksum", "links"}):
        raise bad_answer(body, Message("a file"))
    return files[0]


def record_to_paper(record: Record, retrieved: str) -> Paper:
    """Return the record as a paper, with all of it in `facts`. The PDFs of an open record are its copies."""
    doi = record.doi
    journal = dict_of(dict_of(record.all.get("metadata")).get("journal")) or dict_of(
        dict_of(record.all.get("custom_fields")).get("journal:journal")
    )
    venue = text_of(journal.get("title"))
    return Paper(
        title=record.title,
        ids=Ids(
            doi=doi,
            arxiv=arxiv_of_doi(doi) if doi is not None else None,
            zenodo=record.id,
            zenodo_concept=record.concept_id,
        ),
        authors=tuple(
            Author(name=_given_first(author.name), id=author.id, orcid=author.orcid) for author in record.creators
        ),
        year=year_of(record.date),
        date=day_of(record.date),
        venue=plain_line(venue) if venue is not None else None,
        type=type_of(record.type, record.subtype),
        abstract=record.description,
        oa=_open_access(record),
        sources=(ZENODO,),
        retrieved=retrieved,
        facts=(Facts(ZENODO, retrieved, record.all),),
    )


def _record(row: Any) -> Record | None:
    """Return a record, or None for an object without the id of a record (a community, a file) or without a title."""
    if not isinstance(row, dict):
        return None
    sent_id = word_of(row.get("id")) or word_of(row.get("recid"))
    number = canonical(Scheme.ZENODO, sent_id) if sent_id is not None else None
    metadata = dict_of(row.get("metadata"))
    title = text_of(metadata.get("title")) or text_of(row.get("title"))
    if number is None or title is None:
        return None
    parent, pids = dict_of(row.get("parent")), dict_of(row.get("pids"))
    concept = word_of(row.get("conceptrecid")) or word_of(parent.get("id"))
    description = text_of(metadata.get("description"))
    kind, subtype = _kind(metadata)
    creators = dicts_of(metadata.get("creators"))
    return Record(
        id=number,
        title=plain_line(title),
        concept_id=canonical(Scheme.ZENODO, concept) if concept is not None else None,
        doi=_doi(row.get("doi"), metadata.get("doi"), dict_of(pids.get("doi")).get("identifier")),
        concept_doi=_doi(row.get("conceptdoi"), dict_of(dict_of(parent.get("pids")).get("doi")).get("identifier")),
        version=word_of(metadata.get("version")),
        date=code_of(metadata.get("publication_date")),
        type=kind,
        subtype=subtype,
        access=code_of(metadata.get("access_right")) or code_of(dict_of(row.get("access")).get("status")),
        license=_license(metadata),
        creators=tuple(author for item in creators if (author := _creator(item)) is not None),
        affiliations=tuple(_affiliations(item) for item in creators if _creator(item) is not None),
        description=plain_paragraphs(description) or None if description is not None else None,
        keywords=_keywords(metadata),
        communities=_communities(metadata, parent),
        related=tuple(dicts_of(metadata.get("related_identifiers"))),
        files=files_of(row.get("files"), row)[0],
        stats=_stats(dict_of(row.get("stats"))),
        all=row,
    )


def _kind(metadata: dict[str, Any]) -> tuple[str | None, str | None]:
    """Return type and subtype: `{"type", "subtype"}`, the native format's `{"id": "publication-article"}`, or a
    deposit's own keys.
    """
    resource = dict_of(metadata.get("resource_type"))
    if (kind := code_of(resource.get("type"))) is not None:
        return kind, code_of(resource.get("subtype"))
    if (native := code_of(resource.get("id"))) is not None:
        kind, _, subtype = native.partition("-")
        return kind, subtype or None
    return code_of(metadata.get("upload_type")), code_of(metadata.get("publication_type"))


def _doi(*sent: Any) -> str | None:
    return next((doi for value in sent if (text := text_of(value)) is not None and (doi := clean_doi(text))), None)


def _license(metadata: dict[str, Any]) -> str | None:
    """Return the id of the first licence in lower case: `{"id": ...}`, a text in a deposit, `rights` in the native
    format.
    """
    sent = metadata.get("license")
    first = next(iter(dicts_of(metadata.get("rights"))), {})
    word = code_of(sent) or code_of(dict_of(sent).get("id")) or code_of(first.get("id"))
    return word.lower() if word is not None else None


def _creator(item: dict[str, Any]) -> Author | None:
    """Return a creator with the name as sent (`Family, Given`, or that of a group)."""
    person = dict_of(item.get("person_or_org"))
    name = text_of(item.get("name")) or text_of(person.get("name"))
    if name is None:
        return None
    ids = (text_of(entry.get("identifier")) for entry in dicts_of(person.get("identifiers")))
    for sent in (text_of(item.get("orcid")), *ids):
        if sent is not None and (orcid := _ORCID.search(sent)) is not None:
            return Author(name=plain_line(name), orcid=orcid[0])
    return Author(name=plain_line(name))


def _affiliations(item: dict[str, Any]) -> tuple[str, ...]:
    """Return a creator's affiliations: one text (Zenodo's own form), or several with names (InvenioRDM's)."""
    native = [one.get("name") for one in dicts_of(item.get("affiliations"))]
    return tuple(dict.fromkeys(plain_line(name) for name in texts_of([item.get("affiliation"), *native])))


def _given_first(name: str) -> str:
    """Return `Family, Given` as `Given Family`; a name with no comma, or with several (a group, a
    title), unchanged.
    """
    family, comma, given = name.partition(",")
    if not comma or "," in given or not family.strip() or not given.strip():
        return name
    return f"{given.strip()} {family.strip()}"


def _keywords(metadata: dict[str, Any]) -> tuple[str, ...]:
    native = [item.get("subject") or item.get("term") for item in dicts_of(metadata.get("subjects"))]
    return tuple(plain_line(word) for word in texts_of([*list_of(metadata.get("keywords")), *native]))


def _communities(metadata: dict[str, Any], parent: dict[str, Any]) -> tuple[str, ...]:
    native = dict_of(parent.get("communities"))
    slugs = [item.get("id") for item in dicts_of(metadata.get("communities"))]
    slugs += [item.get("slug") for item in dicts_of(native.get("entries"))] or list_of(native.get("ids"))
    return tuple(slug for slug in texts_of(slugs) if slug.isprintable())


def _stats(sent: dict[str, Any]) -> RecordStats:
    """Return the counts of this version and of all versions.

    Until 2023 the plain keys were this version's and `version_*` those of all; since then it is the reverse. The counts
    of all versions cannot be lower than those of one, so the greater are those of all versions.
    """
    if "this_version" in sent or "all_versions" in sent:
        return RecordStats(*(_counts(dict_of(sent.get(key)).get) for key in ("this_version", "all_versions")))
    pairs = {
        name: [count for key in (name, f"version_{name}") if (count := count_of(sent.get(key))) is not None]
        for name in _COUNTS
    }
    return RecordStats(
        this=_counts(lambda name: min(pairs[name]) if len(pairs[name]) == 2 else None),
        all=_counts(lambda name: max(pairs[name], default=None)),
    )


def _counts(find: Callable[[str], Any]) -> Stats:
    return Stats(**{name: count_of(find(name)) for name in _COUNTS})


def _open_access(record: Record) -> OpenAccess:
    if record.access != "open":
        # A closed record says nothing about the paper if the record's DOI is another publisher's.
        own = record.doi is None or record.doi.startswith("10.5281/zenodo.")
        return OpenAccess(is_oa=False if record.access is not None and own else None, license=record.license)
    links = dict_of(record.all.get("links"))
    page = next((url for key in ("self_html", "html") if (url := address_of(links.get(key))) is not None), None)
    return OpenAccess(
        is_oa=True,
        license=record.license,
        copies=tuple(
            Copy(
                url=file.url or "",
                pdf_url=file.url,
                landing_url=page,
                host=host_of(file.url),
                host_type="repository",
                license=record.license,
                source=ZENODO,
                evidence=Message("The file {file} of this Zenodo record", file=file.name),
            )
            for file in likeliest_pdfs(record.files)
        ),
    )
