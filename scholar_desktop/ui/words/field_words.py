"""What the services' fields are called in words: one table, read from top to bottom as the window shows it.

The keys are the services' own, with dots for parts of a field. A key that is not here is shown as it was sent.
"""

from __future__ import annotations

import enum

import msgspec

from scholar_desktop.domain.source import S2, UNPAYWALL, ZENODO


class How(enum.Enum):
    """How a value is written."""

    AS_SENT = "as sent"
    COUNT = "count"
    SIZE = "size"
    """Bytes."""
    DAY = "day"
    MOMENT = "moment"
    LICENCE = "licence"
    VERSION = "version"
    HTML = "html"
    """Shown as plain text."""
    NUMBERS = "numbers"
    """A vector: how many numbers, and of which model."""
    STUDY = "study"
    """Fields of study with who says so."""
    PERSON = "person"
    """A list of people, one a line."""
    SAME = "same"
    """One of the places that the list of places holds."""
    INLINE = "inline"
    """Its parts stand among the fields of the service itself."""


class Field(msgspec.Struct, frozen=True):
    words: str
    how: How = How.AS_SENT


def _parts(name: str, parts: dict[str, Field]) -> dict[str, Field]:
    return {f"{name}.{part}": field for part, field in parts.items()}


_COUNT, _DAY, _MOMENT, _LICENCE, _VERSION = How.COUNT, How.DAY, How.MOMENT, How.LICENCE, How.VERSION

_S2_AUTHOR = {
    "name": Field("Name"),
    "authorId": Field("Semantic Scholar author id"),
    "externalIds": Field("Identifiers"),
    "externalIds.ORCID": Field("ORCID"),
    "externalIds.DBLP": Field("DBLP"),
    "aliases": Field("Other names"),
    "affiliations": Field("Affiliations"),
    "homepage": Field("Home page"),
    "url": Field("Page"),
    "paperCount": Field("Papers", _COUNT),
    "citationCount": Field("Citations", _COUNT),
    "hIndex": Field("h-index"),
}
_S2 = {
    "title": Field("Title"),
    "authors": Field("Authors", How.PERSON),
    **_parts("authors", _S2_AUTHOR),
    "year": Field("Year"),
    "publicationDate": Field("Publication date", _DAY),
    "venue": Field("Venue"),
    "publicationVenue": Field("Venue in detail"),
    "publicationVenue.name": Field("Name"),
    "publicationVenue.type": Field("Type"),
    "publicationVenue.issn": Field("ISSN"),
    "publicationVenue.alternate_issns": Field("Other ISSNs"),
    "publicationVenue.alternate_names": Field("Other names"),
    "publicationVenue.url": Field("Home page"),
    "publicationVenue.alternate_urls": Field("Other addresses"),
    "publicationVenue.id": Field("Venue id"),
    "journal": Field("Journal"),
    "journal.name": Field("Name"),
    "journal.volume": Field("Volume"),
    "journal.pages": Field("Pages"),
    "publicationTypes": Field("Publication types"),
    "fieldsOfStudy": Field("Fields of study"),
    "s2FieldsOfStudy": Field("Fields by source", How.STUDY),
    "citationCount": Field("Citations", _COUNT),
    "influentialCitationCount": Field("Influential citations", _COUNT),
    "referenceCount": Field("References", _COUNT),
    "isOpenAccess": Field("Open access"),
    "openAccessPdf": Field("Open-access PDF"),
    "openAccessPdf.url": Field("Address"),
    "openAccessPdf.status": Field("Open-access status"),
    "openAccessPdf.license": Field("Licence", _LICENCE),
    "openAccessPdf.disclaimer": Field("Notice"),
    "externalIds": Field("Identifiers"),
    "externalIds.DOI": Field("DOI"),
    "externalIds.ArXiv": Field("arXiv"),
    "externalIds.PubMed": Field("PMID"),
    "externalIds.PubMedCentral": Field("PMCID"),
    "externalIds.ACL": Field("ACL Anthology"),
    "externalIds.DBLP": Field("DBLP"),
    "externalIds.MAG": Field("MAG"),
    "externalIds.CorpusId": Field("Corpus id"),
    "paperId": Field("Semantic Scholar id"),
    "corpusId": Field("Corpus id"),
    "url": Field("Page"),
    "tldr": Field("Summary by a machine (TL;DR)"),
    "tldr.text": Field("Summary"),
    "tldr.model": Field("Model"),
    "abstract": Field("Abstract"),
    "embedding": Field("Embedding", How.NUMBERS),
    "textAvailability": Field("Text at Semantic Scholar"),
    "citationStyles": Field("Citation formats"),
    "citationStyles.bibtex": Field("BibTeX"),
    "matchScore": Field("Match score"),
    "citations": Field("Citations listed"),
    "references": Field("References listed"),
}

_LOCATION = {
    "url": Field("Address"),
    "url_for_pdf": Field("PDF"),
    "url_for_landing_page": Field("Landing page"),
    "host_type": Field("Host"),
    "version": Field("Version", _VERSION),
    "license": Field("Licence", _LICENCE),
    "is_best": Field("Best copy"),
    "repository_institution": Field("Repository"),
    "pmh_id": Field("OAI-PMH id"),
    "endpoint_id": Field("Repository's endpoint"),
    # since 2025 the day of publication, not the day on which the copy became open
    "oa_date": Field("Day of publication", _DAY),
    "evidence": Field("Evidence"),
    "updated": Field("Updated", _MOMENT),
}
_UNPAYWALL = {
    "title": Field("Title"),
    "z_authors": Field("Authors", How.PERSON),
    "z_authors.raw_author_name": Field("Name"),
    "z_authors.name": Field("Name"),
    "z_authors.given": Field("Given name"),
    "z_authors.family": Field("Family name"),
    "z_authors.suffix": Field("Suffix"),
    "z_authors.is_corresponding": Field("Corresponding author"),
    "z_authors.author_position": Field("Position"),
    "z_authors.sequence": Field("Position"),
    "z_authors.raw_affiliation_strings": Field("Affiliations"),
    "z_authors.affiliation": Field("Affiliations"),
    "z_authors.affiliation.name": Field("Name"),
    "z_authors.ORCID": Field("ORCID"),
    "z_authors.authenticated-orcid": Field("ORCID authenticated"),
    "genre": Field("Genre"),
    "is_paratext": Field("Paratext"),
    "published_date": Field("Publication date", _DAY),
    "year": Field("Year"),
    "journal_name": Field("Journal"),
    "journal_issn_l": Field("ISSN-L"),
    "journal_issns": Field("ISSNs"),
    "publisher": Field("Publisher"),
    "journal_is_oa": Field("Open-access journal"),
    "journal_is_in_doaj": Field("Journal in DOAJ"),
    "is_oa": Field("Open access"),
    "oa_status": Field("Open-access status"),
    "has_repository_copy": Field("Copy in a repository"),
    "best_oa_location": Field("Best copy", How.SAME),
    **_parts("best_oa_location", _LOCATION),
    "first_oa_location": Field("First copy", How.SAME),
    **_parts("first_oa_location", _LOCATION),
    "oa_locations": Field("Copies"),
    **_parts("oa_locations", _LOCATION),
    "oa_locations_embargoed": Field("Copies under embargo"),
    **_parts("oa_locations_embargoed", _LOCATION),
    "doi": Field("DOI"),
    "doi_url": Field("Address of the DOI"),
    "updated": Field("Updated", _MOMENT),
    "data_standard": Field("Data standard"),
}

_PERSON = {
    "name": Field("Name"),
    "affiliation": Field("Affiliation"),
    "affiliations": Field("Affiliations"),
    "type": Field("Role"),
    "role": Field("Role"),
    "orcid": Field("ORCID"),
    "gnd": Field("GND"),
    "given_name": Field("Given name"),
    "family_name": Field("Family name"),
    "identifiers": Field("Identifiers"),
}
_FILE = {
    "key": Field("Name"),
    "filename": Field("Name"),
    "size": Field("Size", How.SIZE),
    "filesize": Field("Size", How.SIZE),
    "checksum": Field("Checksum"),
    "type": Field("Type"),
    "mimetype": Field("Media type"),
    "id": Field("File id"),
    "bucket": Field("Bucket"),
    "links": Field("Address"),
    "links.self": Field("Address"),
}
_STATS = {
    "views": Field("Views", _COUNT),
    "unique_views": Field("Unique views", _COUNT),
    "downloads": Field("Downloads", _COUNT),
    "unique_downloads": Field("Unique downloads", _COUNT),
    "volume": Field("Bytes downloaded", How.SIZE),
    "version_views": Field("Views, all versions", _COUNT),
    "version_unique_views": Field("Unique views, all", _COUNT),
    "version_downloads": Field("Downloads, all", _COUNT),
    "version_unique_downloads": Field("Unique downloads, all", _COUNT),
    "version_volume": Field("Bytes, all", How.SIZE),
}
_METADATA = {
    "title": Field("Title"),
    "creators": Field("Creators", How.PERSON),
    **_parts("creators", _PERSON),
    "contributors": Field("Contributors", How.PERSON),
    **_parts("contributors", _PERSON),
    "publication_date": Field("Publication date", _DAY),
    "resource_type": Field("Type"),
    "resource_type.title": Field("Name"),
    "resource_type.type": Field("Type"),
    "resource_type.subtype": Field("Subtype"),
    "resource_type.id": Field("Type"),
    "version": Field("Version"),
    "language": Field("Language"),
    "languages": Field("Languages"),
    "license": Field("Licence"),
    "license.id": Field("Licence", _LICENCE),
    "rights": Field("Licences"),
    "access_right": Field("Access"),
    "access_right_category": Field("Access category"),
    "access_conditions": Field("Conditions of access", How.HTML),
    "embargo_date": Field("Embargo until", _DAY),
    "grants": Field("Funding"),
    "funding": Field("Funding"),
    "grants.code": Field("Grant"),
    "grants.title": Field("Title"),
    "grants.acronym": Field("Acronym"),
    "grants.program": Field("Programme"),
    "grants.funder": Field("Funder"),
    "grants.funder.name": Field("Name"),
    "grants.funder.acronyms": Field("Acronyms"),
    "grants.funder.doi": Field("DOI"),
    "grants.links": Field("Links"),
    "grants.url": Field("Page"),
    "funding.funder": Field("Funder"),
    "funding.award": Field("Grant"),
    "communities": Field("Communities"),
    "communities.id": Field("Community"),
    "keywords": Field("Keywords"),
    "subjects": Field("Subjects"),
    "related_identifiers": Field("Related identifiers"),
    "related_identifiers.relation": Field("Relation"),
    "related_identifiers.relation_type": Field("Relation"),
    "related_identifiers.identifier": Field("Identifier"),
    "related_identifiers.scheme": Field("Scheme"),
    "related_identifiers.resource_type": Field("Type"),
    "alternate_identifiers": Field("Other identifiers"),
    "references": Field("References"),
    "notes": Field("Notes", How.HTML),
    "method": Field("Method", How.HTML),
    "description": Field("Description", How.HTML),
    "journal": Field("Journal"),
    "journal.title": Field("Title"),
    "journal.volume": Field("Volume"),
    "journal.issue": Field("Issue"),
    "journal.pages": Field("Pages"),
    "journal.year": Field("Year"),
    "meeting": Field("Meeting"),
    "imprint": Field("Imprint"),
    "part_of": Field("Part of"),
    "thesis": Field("Thesis"),
    "dates": Field("Dates"),
    "locations": Field("Places"),
    "relations": Field("Versions"),
    "relations.version": Field("This version"),
    "relations.version.index": Field("Index, from 0"),
    "relations.version.is_last": Field("Newest"),
    "relations.version.count": Field("Versions in all"),
    "relations.version.parent": Field("All versions"),
    "relations.version.parent.pid_value": Field("Record number"),
    "relations.version.parent.pid_type": Field("Kind of number"),
    "relations.version.last_child": Field("Newest version"),
    "relations.version.last_child.pid_value": Field("Record number"),
    "relations.version.last_child.pid_type": Field("Kind of number"),
    "doi": Field("DOI in the metadata"),
    "custom": Field("Custom fields"),
}
_ZENODO = {
    "metadata": Field("Metadata", How.INLINE),
    **_parts("metadata", _METADATA),
    "custom_fields": Field("Custom fields"),
    "access": Field("Access"),
    "id": Field("Record number"),
    "recid": Field("Number as text"),
    "record_id": Field("Record number"),
    "conceptrecid": Field("Number of all versions"),
    "doi": Field("DOI"),
    "doi_url": Field("Address of the DOI"),
    "conceptdoi": Field("DOI of all versions"),
    "pids": Field("Identifiers"),
    "versions": Field("Versions"),
    "versions.index": Field("Number of this version"),
    "versions.is_latest": Field("Newest"),
    "files": Field("Files"),
    **_parts("files", _FILE),
    "stats": Field("Statistics"),
    **_parts("stats", _STATS),
    "title": Field("Title of the record"),
    "created": Field("Created", _MOMENT),
    "modified": Field("Changed", _MOMENT),
    "updated": Field("Updated", _MOMENT),
    "revision": Field("Revision"),
    "revision_id": Field("Revision"),
    "status": Field("Status"),
    "state": Field("State"),
    "submitted": Field("Submitted"),
    "is_published": Field("Published"),
    "owners": Field("Owners"),
    "owners.id": Field("User number"),
    "owner": Field("Owner"),
    "parent": Field("All versions"),
    "swh": Field("Software Heritage"),
    "links": Field("Links"),
}

FIELDS: dict[str, dict[str, Field]] = {S2: _S2, UNPAYWALL: _UNPAYWALL, ZENODO: _ZENODO}

PEOPLE_NAMES = ("name", "raw_author_name")
"""Where a person's name stands, in all three."""
STUDY_SOURCES = {"external": "the publisher or another source", "s2-fos-model": "Semantic Scholar's model"}


def field_of(source: str, path: str) -> Field:
    """What the field at *path* (keys with dots, no numbers of items) is called; its last key as sent when unknown."""
    return FIELDS.get(source, {}).get(path) or Field(path.rpartition(".")[2])
