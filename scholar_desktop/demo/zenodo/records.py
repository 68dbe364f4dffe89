"""What Zenodo says about a record: its default and its native form, its files and their bytes (api-facts 3.3, 3.4)."""

from __future__ import annotations

import hashlib
import html
import io
import re
import zipfile
from typing import Any
from urllib.parse import quote

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.corpus_file import Deposit, Work
from scholar_desktop.demo.corpus.pdf_writer import PdfWriter
from scholar_desktop.demo.corpus.seeded_random import SeededRandom
from scholar_desktop.demo.zenodo.query_language import RecordDocument

_API = "https://zenodo.org/api/records"
_MOST_BYTES = 65_536  # what the demo makes of a larger file
_MEDIA = {
    "pdf": "application/pdf", "csv": "text/plain; charset=utf-8", "txt": "text/plain; charset=utf-8",
    "md": "text/plain; charset=utf-8", "json": "application/json", "yaml": "text/plain; charset=utf-8",
    "tsv": "text/plain; charset=utf-8", "png": "image/png",
}  # fmt: skip
_INLINE = ("csv", "txt", "md", "json", "yaml", "tsv")
_STATS = ("views", "downloads", "unique_views", "unique_downloads")
_RESOURCES = {
    "article": "Journal article", "preprint": "Preprint", "report": "Report", "thesis": "Thesis", "figure": "Figure",
    "datapaper": "Data paper", "technicalnote": "Technical note",
}  # fmt: skip


class RecordRenderer:
    """Renders the deposits of *corpus*."""

    def __init__(self, corpus: DemoCorpus, pdf_writer: PdfWriter) -> None:
        self._corpus = corpus
        self._pdf_writer = pdf_writer
        self._bytes: dict[tuple[int, str], bytes] = {}

    # --- files

    def content(self, record: Deposit, name: str) -> bytes | None:
        """The bytes of a file of *record*; None when it has none of that name. The demo makes them itself, so size and
        checksum are of these bytes."""
        sizes = dict(record.files)
        if name not in sizes:
            return None
        if (record.id, name) not in self._bytes:
            self._bytes[record.id, name] = self._make(record, name, min(sizes[name], _MOST_BYTES))
        return self._bytes[record.id, name]

    def _make(self, record: Deposit, name: str, size: int) -> bytes:
        ending = ending_of(name)
        if ending == "pdf":
            work = self.paper(record)
            if work is not None:
                return self._pdf_writer.article(work)
            people = [creator["name"] for creator in record.creators]
            return self._pdf_writer.leaflet(f"{record.title} ({name})", people, self.description(record))
        rng = SeededRandom("file", record.id, name)
        if ending in _INLINE:
            lines = [f"{place};{rng.below(10_000) / 100};{rng.below(10_000) / 100}" for place in range(60)]
            block = ("\n".join(lines) + "\n").encode()
        else:
            block = {"zip": b"PK\x03\x04", "png": b"\x89PNG\r\n\x1a\n"}.get(ending, b"DEMO") + rng.below(
                2**60
            ).to_bytes(8, "big")
        return (block * (size // len(block) + 1))[:size]

    def archive(self, record: Deposit) -> bytes:
        """All files of *record* as a zip."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, _ in record.files:
                archive.writestr(zipfile.ZipInfo(name), self.content(record, name) or b"")
        return packed.getvalue()

    def paper(self, record: Deposit) -> Work | None:
        """The paper whose PDF *record* holds."""
        if record.paper is None:
            return None
        if record.paper.startswith("arXiv:"):
            return self._corpus.by_arxiv(record.paper.removeprefix("arXiv:"))
        return self._corpus.by_doi(record.paper.lower())

    # --- texts

    def description(self, record: Deposit) -> str:
        """Our own, as plain text."""
        work = self.paper(record)
        if work is not None:
            return self._corpus.writer.abstract(work)
        stand_in = Work(title=record.title, external_ids={"DOI": record.doi})
        text = self._corpus.writer.paragraph(stand_in, "description", ("how", "result", "end"))
        work = self._companion(record)
        if work is None or not work.families:
            return text
        who = work.families[0] + (" et al." if len(work.authors) > 1 else "")
        return f"Made to go with the paper “{work.title}” ({who}, {work.year}). {text}"

    def _companion(self, record: Deposit) -> Work | None:
        """The paper that *record* is a supplement to."""
        for related in record.related_identifiers:
            if related["relation"] == "isSupplementTo" and related.get("scheme") == "doi":
                return self._corpus.by_doi(related["identifier"].lower())
            if related["relation"] == "isSupplementTo" and related.get("scheme") == "arxiv":
                return self._corpus.by_arxiv(related["identifier"].removeprefix("arXiv:"))
        return None

    def document(self, record: Deposit) -> RecordDocument:
        """What a search looks at."""
        people = [creator["name"] for creator in record.creators]
        return RecordDocument(
            {
                "title": [record.title],
                "creators.name": people,
                "creators.orcid": [creator["orcid"] for creator in record.creators if creator.get("orcid")],
                "contributors.name": [each["name"] for each in record.contributors],
                "keywords": record.keywords,
                "description": [self.description(record)],
                "doi": [record.doi],
                "conceptdoi": [record.concept_doi] if record.concept_doi else [],
                "recid": [str(record.id)],
                "conceptrecid": [str(record.concept)],
                "communities": [each["id"] for each in record.communities],
                "access_right": [record.access_right],
                "resource_type.type": [record.resource_type["type"]],
                "resource_type.subtype": [record.resource_type.get("subtype", "")],
                "publication_date": [record.publication_date],
                "created": [record.created],
                "language": [record.language] if record.language else [],
                "license.identifier": [record.license] if record.license else [],
                "related.identifier": [each["identifier"] for each in record.related_identifiers],
                "related.relation": [each["relation"] for each in record.related_identifiers],
                "version": [record.version] if record.version else [],
            }
        )

    # --- forms

    def default(self, record: Deposit) -> dict[str, Any]:
        """The form of `Accept: application/json`."""
        changed = record.created.replace("T0", "T1", 1)
        return {
            "created": record.created,
            "modified": changed,
            "id": record.id,
            "conceptrecid": str(record.concept),
            "doi": record.doi,
            **({"conceptdoi": record.concept_doi} if record.concept_doi else {}),
            "doi_url": f"https://doi.org/{record.doi}",
            "metadata": self._metadata(record),
            "title": record.title,
            "links": links(record),
            "updated": changed,
            "recid": str(record.id),
            "revision": 4,
            "files": [self._file(record, name) for name, _ in record.files] if record.access_right == "open" else [],
            "swh": {},
            "owners": [{"id": str(400_000 + record.concept % 90_000)}],
            "status": "published",
            "stats": record.stats,
            "state": "done",
            "submitted": True,
        }

    def _metadata(self, record: Deposit) -> dict[str, Any]:
        family = self._corpus.families[record.concept]
        place = sorted(each.id for each in family).index(record.id)
        parent = {"pid_type": "recid", "pid_value": str(record.concept)}
        optional: dict[str, Any] = {
            "license": {"id": record.license} if record.license else None,
            "keywords": record.keywords,
            "related_identifiers": record.related_identifiers,
            "contributors": record.contributors,
            "communities": record.communities,
            "version": record.version,
            "language": record.language,
            "journal": record.journal,
            "embargo_date": "2031-01-01" if record.access_right == "embargoed" else None,
        }
        return {
            "title": record.title,
            "doi": record.doi,
            "publication_date": record.publication_date,
            "description": f"<p>{html.escape(self.description(record), quote=False)}</p>",
            "access_right": record.access_right,
            "creators": [{"affiliation": None, **creator} for creator in record.creators],
            "resource_type": record.resource_type,
            **{key: value for key, value in optional.items() if value},
            "relations": {"version": [{"index": place, "is_last": record.is_last, "parent": parent}]},
        }

    def _file(self, record: Deposit, name: str) -> dict[str, Any]:
        data = self.content(record, name) or b""
        return {
            "id": file_id(record, name),
            "key": name,
            "size": len(data),
            "checksum": f"md5:{md5(data)}",
            "links": {"self": f"{_API}/{record.id}/files/{quote(name)}/content"},
        }

    def entries(self, record: Deposit) -> dict[str, Any]:
        """The answer of /files: here `self` is the metadata and `content` the bytes."""
        base = f"{_API}/{record.id}/files"
        found = []
        for name, _ in record.files:
            data = self.content(record, name) or b""
            found.append(
                {
                    "created": record.created,
                    "updated": record.created,
                    "mimetype": _MEDIA.get(ending_of(name), "application/octet-stream").split(";")[0],
                    "version_id": file_id(record, f"version {name}"),
                    "file_id": file_id(record, name),
                    "bucket_id": file_id(record, "bucket"),
                    "metadata": {},
                    "checksum": f"md5:{md5(data)}",
                    "size": len(data),
                    "storage_class": "L",
                    "key": name,
                    "links": {"self": f"{base}/{quote(name)}", "content": f"{base}/{quote(name)}/content"},
                    "status": "completed",
                }
            )
        first = found[0]["key"] if found else None
        own = {"self": base, "archive": f"{base}-archive"}
        return {"enabled": bool(found), "default_preview": first, "order": [], "entries": found, "links": own}

    def native(self, record: Deposit) -> dict[str, Any]:
        """The form of `Accept: application/vnd.inveniordm.v1+json`."""
        is_open = record.access_right == "open"
        kind = record.resource_type
        family = sorted(each.id for each in self._corpus.families[record.concept])
        slugs = [each["id"] for each in record.communities]
        files = {entry["key"]: entry for entry in self.entries(record)["entries"]} if is_open else {}
        return {
            "created": record.created,
            "updated": record.created,
            "id": str(record.id),
            "revision_id": 4,
            "is_published": True,
            "status": "published",
            "links": links(record),
            "parent": {
                "id": str(record.concept),
                "communities": {
                    "ids": [file_id(record, slug) for slug in slugs],
                    "entries": [{"slug": slug} for slug in slugs],
                },
                "pids": {"doi": {"identifier": record.concept_doi}} if record.concept_doi else {},
            },
            "versions": {"index": family.index(record.id) + 1, "is_latest": record.is_last},
            "pids": {"doi": {"identifier": record.doi, "provider": "datacite"}},
            "access": {
                "record": "public",
                "files": "public" if is_open else "restricted",
                "embargo": {
                    "active": record.access_right == "embargoed",
                    "reason": None,
                    **({"until": "2031-01-01"} if record.access_right == "embargoed" else {}),
                },
                "status": record.access_right,
            },
            "files": {
                "enabled": bool(record.files),
                "order": [],
                "count": len(files),
                "total_bytes": sum(entry["size"] for entry in files.values()),
                "entries": files,
            },
            "custom_fields": {"journal:journal": record.journal} if record.journal else {},
            "metadata": {
                "resource_type": {
                    "id": "-".join(filter(None, (kind["type"], kind.get("subtype")))),
                    "title": {"en": kind["title"]},
                },
                "title": record.title,
                "publication_date": record.publication_date,
                "creators": [_person(creator) for creator in record.creators],
                "description": f"<p>{html.escape(self.description(record), quote=False)}</p>",
                "rights": [{"id": record.license, "title": {"en": record.license.upper()}}] if record.license else [],
                "subjects": [{"subject": word} for word in record.keywords],
                "related_identifiers": [
                    {
                        "identifier": each["identifier"],
                        "scheme": each.get("scheme", "url"),
                        "relation_type": {"id": each["relation"].lower()},
                    }
                    for each in record.related_identifiers
                ],
                **({"version": record.version} if record.version else {}),
            },
            "stats": {
                "this_version": {
                    key.removeprefix("version_"): value
                    for key, value in record.stats.items()
                    if key.startswith("version_")
                },
                "all_versions": {key: value for key, value in record.stats.items() if not key.startswith("version_")},
            },
        }


def links(record: Deposit) -> dict[str, str]:
    own, parent = f"{_API}/{record.id}", f"{_API}/{record.concept}"
    page = f"https://zenodo.org/records/{record.id}"
    found = {
        "self": own,
        "self_html": page,
        "preview_html": f"{page}?preview=1",
        "doi": f"https://doi.org/{record.doi}",
        "self_doi": f"https://doi.org/{record.doi}",
        "self_doi_html": f"https://zenodo.org/doi/{record.doi}",
        "reserve_doi": f"{own}/draft/pids/doi",
        "parent": parent,
        "parent_html": f"https://zenodo.org/records/{record.concept}",
        "parent_doi": f"https://doi.org/{record.concept_doi}",
        "parent_doi_html": f"https://zenodo.org/doi/{record.concept_doi}",
        "self_iiif_manifest": f"https://zenodo.org/api/iiif/record:{record.id}/manifest",
        "self_iiif_sequence": f"https://zenodo.org/api/iiif/record:{record.id}/sequence/default",
        "files": f"{own}/files",
        "media_files": f"{own}/media-files",
        "archive": f"{own}/files-archive",
        "archive_media": f"{own}/media-files-archive",
        "latest": f"{own}/versions/latest",
        "latest_html": f"{page}/latest",
        "versions": f"{own}/versions",
        "draft": f"{own}/draft",
        "access_links": f"{own}/access/links",
        "access_grants": f"{own}/access/grants",
        "access_users": f"{own}/access/users",
        "access_request": f"{own}/access/request",
        "access": f"{own}/access",
        "communities": f"{own}/communities",
        "communities-suggestions": f"{own}/communities-suggestions",
        "request_deletion": f"{own}/request-deletion",
        "file_modification": f"{own}/file-modification",
        "requests": f"{own}/requests",
    }
    if record.concept_doi is None:
        del found["parent_doi"], found["parent_doi_html"]
    return found


def type_label(kind: str, subtype: str | None = None) -> str:
    return _RESOURCES.get(subtype, subtype.capitalize()) if subtype else kind.capitalize()


def media_of(name: str) -> str:
    return _MEDIA.get(ending_of(name), "application/octet-stream")


def is_inline(name: str) -> bool:
    return ending_of(name) in _INLINE


def ending_of(name: str) -> str:
    match = re.search(r"\.([A-Za-z0-9]{1,8})$", name)
    return match[1].lower() if match else "bin"


def md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def file_id(record: Deposit, name: str) -> str:
    digest = hashlib.blake2b(f"{record.id} {name}".encode(), digest_size=16).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:]}"


def _person(creator: dict[str, Any]) -> dict[str, Any]:
    family, comma, given = creator["name"].partition(", ")
    person: dict[str, Any] = {"type": "personal", "name": creator["name"], "family_name": family}
    if comma:
        person["given_name"] = given
    if creator.get("orcid"):
        person["identifiers"] = [{"scheme": "orcid", "identifier": creator["orcid"]}]
    affiliation = creator.get("affiliation")
    return {"person_or_org": person, **({"affiliations": [{"name": affiliation}]} if affiliation else {})}
