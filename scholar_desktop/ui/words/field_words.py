"""The display names of the services' fields: one table, in the order in which the window shows them.

The keys are the services' own, with dots for nested fields. A key that is not in the table is shown as it was sent.
"""

from __future__ import annotations

import enum

import msgspec

from scholar_desktop.domain.source import S2, UNPAYWALL, ZENODO


class ValueFormat(enum.Enum):
    """How a value is displayed."""

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
    """A vector: displays its length and its model."""
    STUDY = "study"
    """Fields of study, each with its source."""
    PERSON = "person"
    """A list of people, one per line."""
    SAME = "same"
    """One of the locations that are in the list of locations already."""
    INLINE = "inline"
    """Its parts are shown among the service's top-level fields."""


class FieldLabel(msgspec.Struct, frozen=True):
    words: str
    how: ValueFormat = ValueFormat.AS_SENT


def _parts(name: str, parts: dict[str, FieldLabel]) -> dict[str, FieldLabel]:
    return {f"{name}.{part}": field for part, field in parts.items()}


_COUNT, _DAY, _MOMENT, _LICENCE, _VERSION = (
    ValueFormat.COUNT,
    ValueFormat.DAY,
    ValueFormat.MOMENT,
    ValueFormat.LICENCE,
    ValueFormat.VERSION,
)

_S2_AUTHOR = {
    "name": FieldLabel("Name"),
    "authorId": FieldLabel("Semantic Scholar author id"),
    "externalIds": FieldLabel("Identifiers"),
    "externalIds.ORCID": FieldLabel("ORCID"),
    "externalIds.DBLP": FieldLabel("DBLP"),
    "aliases": FieldLabel("Other names"),
    "affiliations": FieldLabel("Affiliations"),
    "homepage": FieldLabel("Home page"),
    "url": FieldLabel("Page"),
    "paperCount": FieldLabel("Papers", _COUNT),
    "citationCount": FieldLabel("Citations", _COUNT),
    "hIndex": FieldLabel("h-index"),
}
_S2 = {
    "title": FieldLabel("Title"),
    "authors": FieldLabel("Authors", ValueFormat.PERSON),
    **_parts("authors", _S2_AUTHOR),
    "year": FieldLabel("Year"),
    "publicationDate": FieldLabel("Publication date", _DAY),
    "venue": FieldLabel("Venue"),
    "publicationVenue": FieldLabel("Venue in detail"),
    "publicationVenue.name": FieldLabel("Name"),
    "publicationVenue.type": FieldLabel("Type"),
    "publicationVenue.issn": FieldLabel("ISSN"),
    "publicationVenue.alternate_issns": FieldLabel("Other ISSNs"),
    "publicationVenue.alternate_names": FieldLabel("Other names"),
    "publicationVenue.url": FieldLabel("Home page"),
    "publicationVenue.alternate_urls": FieldLabel("Other addresses"),
    "publicationVenue.id": FieldLabel("Venue id"),
    "journal": FieldLabel("Journal"),
    "journal.name": FieldLabel("Name"),
    "journal.volume": FieldLabel("Volume"),
    "journal.pages": FieldLabel("Pages"),
    "publicationTypes": FieldLabel("Publication types"),
    "fieldsOfStudy": FieldLabel("Fields of study"),
    "s2FieldsOfStudy": FieldLabel("Fields by source", ValueFormat.STUDY),
    "citationCount": FieldLabel("Citations", _COUNT),
    "influentialCitationCount": FieldLabel("Influential citations", _COUNT),
    "referenceCount": FieldLabel("References", _COUNT),
    "isOpenAccess": FieldLabel("Open access"),
    "openAccessPdf": FieldLabel("Open-access PDF"),
    "openAccessPdf.url": FieldLabel("Address"),
    "openAccessPdf.status": FieldLabel("Open-access status"),
    "openAccessPdf.license": FieldLabel("Licence", _LICENCE),
    "openAccessPdf.disclaimer": FieldLabel("Notice"),
    "externalIds": FieldLabel("Identifiers"),
    "externalIds.DOI": FieldLabel("DOI"),
    "externalIds.ArXiv": FieldLabel("arXiv"),
    "externalIds.PubMed": FieldLabel("PMID"),
    "externalIds.PubMedCentral": FieldLabel("PMCID"),
    "externalIds.ACL": FieldLabel("ACL Anthology"),
    "externalIds.DBLP": FieldLabel("DBLP"),
    "externalIds.MAG": FieldLabel("MAG"),
    "externalIds.CorpusId": FieldLabel("Corpus id"),
    "paperId": FieldLabel("Semantic Scholar id"),
    "corpusId": FieldLabel("Corpus id"),
    "url": FieldLabel("Page"),
    "tldr": FieldLabel("Summary by a machine (TL;DR)"),
    "tldr.text": FieldLabel("Summary"),
    "tldr.model": FieldLabel("Model"),
    "abstract": FieldLabel("Abstract"),
    "embedding": FieldLabel("Embedding", ValueFormat.NUMBERS),
    "textAvailability": FieldLabel("Text at Semantic Scholar"),
    "citationStyles": FieldLabel("Citation formats"),
    "citationStyles.bibtex": FieldLabel("BibTeX"),
    "matchScore": FieldLabel("Match score"),
    "citations": FieldLabel("Citations listed"),
    "references": FieldLabel("References listed"),
}

_LOCATION = {
    "url": FieldLabel("Address"),
    "url_for_pdf": FieldLabel("PDF"),
    "url_for_landing_page": FieldLabel("Landing page"),
    "host_type": FieldLabel("Host"),
    "version": FieldLabel("Version", _VERSION),
    "license": FieldLabel("Licence", _LICENCE),
    "is_best": FieldLabel("Best copy"),
    "repository_institution": FieldLabel("Repository"),
    "pmh_id": FieldLabel("OAI-PMH id"),
    "endpoint_id": FieldLabel("Repository's endpoint"),
    # since 2025 the date of publication, not the date on which the copy became open
    "oa_date": FieldLabel("Day of publication", _DAY),
    "evidence": FieldLabel("Evidence"),
    "updated": FieldLabel("Updated", _MOMENT),
}
_UNPAYWALL = {
    "title": FieldLabel("Title"),
    "z_authors": FieldLabel("Authors", ValueFormat.PERSON),
    "z_authors.raw_author_name": FieldLabel("Name"),
    "z_authors.name": FieldLabel("Name"),
    "z_authors.given": FieldLabel("Given name"),
    "z_authors.family": FieldLabel("Family name"),
    "z_authors.suffix": FieldLabel("Suffix"),
    "z_authors.is_corresponding": FieldLabel("Corresponding author"),
    "z_authors.author_position": FieldLabel("Position"),
    "z_authors.sequence": FieldLabel("Position"),
    "z_authors.raw_affiliation_strings": FieldLabel("Affiliations"),
    "z_authors.affiliation": FieldLabel("Affiliations"),
    "z_authors.affiliation.name": FieldLabel("Name"),
    "z_authors.ORCID": FieldLabel("ORCID"),
    "z_authors.authenticated-orcid": FieldLabel("ORCID authenticated"),
    "genre": FieldLabel("Genre"),
    "is_paratext": FieldLabel("Paratext"),
    "published_date": FieldLabel("Publication date", _DAY),
    "year": FieldLabel("Year"),
    "journal_name": FieldLabel("Journal"),
    "journal_issn_l": FieldLabel("ISSN-L"),
    "journal_issns": FieldLabel("ISSNs"),
    "publisher": FieldLabel("Publisher"),
    "journal_is_oa": FieldLabel("Open-access journal"),
    "journal_is_in_doaj": FieldLabel("Journal in DOAJ"),
    "is_oa": FieldLabel("Open access"),
    "oa_status": FieldLabel("Open-access status"),
    "has_repository_copy": FieldLabel("Copy in a repository"),
    "best_oa_location": FieldLabel("Best copy", ValueFormat.SAME),
    **_parts("best_oa_location", _LOCATION),
    "first_oa_location": FieldLabel("First copy", ValueFormat.SAME),
    **_parts("first_oa_location", _LOCATION),
    "oa_locations": FieldLabel("Copies"),
    **_parts("oa_locations", _LOCATION),
    "oa_locations_embargoed": FieldLabel("Copies under embargo"),
    **_parts("oa_locations_embargoed", _LOCATION),
    "doi": FieldLabel("DOI"),
    "doi_url": FieldLabel("Address of the DOI"),
    "updated": FieldLabel("Updated", _MOMENT),
    "data_standard": FieldLabel("Data standard"),
}

_PERSON = {
    "name": FieldLabel("Name"),
    "affiliation": FieldLabel("Affiliation"),
    "affiliations": FieldLabel("Affiliations"),
    "type": FieldLabel("Role"),
    "role": FieldLabel("Role"),
    "orcid": FieldLabel("ORCID"),
    "gnd": FieldLabel("GND"),
    "given_name": FieldLabel("Given name"),
    "family_name": FieldLabel("Family name"),
    "identifiers": FieldLabel("Identifiers"),
}
_FILE = {
    "key": FieldLabel("Name"),
    "filename": FieldLabel("Name"),
    "size": FieldLabel("Size", ValueFormat.SIZE),
    "filesize": FieldLabel("Size", ValueFormat.SIZE),
    "checksum": FieldLabel("Checksum"),
    "type": FieldLabel("Type"),
    "mimetype": FieldLabel("Media type"),
    "id": FieldLabel("File id"),
    "bucket": FieldLabel("Bucket"),
    "links": FieldLabel("Address"),
    "links.self": FieldLabel("Address"),
}
STATS_OF_ALL = {
    "views": FieldLabel("Views, all versions", _COUNT),
    "unique_views": FieldLabel("Unique views, all", _COUNT),
    "downloads": FieldLabel("Downloads, all", _COUNT),
    "unique_downloads": FieldLabel("Unique downloads, all", _COUNT),
    "volume": FieldLabel("Bytes, all", ValueFormat.SIZE),
    "version_views": FieldLabel("Views", _COUNT),
    "version_unique_views": FieldLabel("Unique views", _COUNT),
    "version_downloads": FieldLabel("Downloads", _COUNT),
    "version_unique_downloads": FieldLabel("Unique downloads", _COUNT),
    "version_volume": FieldLabel("Bytes downloaded", ValueFormat.SIZE),
}
"""The names of Zenodo's statistics since October 2023, when the plain keys became those of all versions."""
_STATS = {
    "views": FieldLabel("Views", _COUNT),
    "unique_views": FieldLabel("Unique views", _COUNT),
    "downloads": FieldLabel("Downloads", _COUNT),
    "unique_downloads": FieldLabel("Unique downloads", _COUNT),
    "volume": FieldLabel("Bytes downloaded", ValueFormat.SIZE),
    "version_views": FieldLabel("Views, all versions", _COUNT),
    "version_unique_views": FieldLabel("Unique views, all", _COUNT),
    "version_downloads": FieldLabel("Downloads, all", _COUNT),
    "version_unique_downloads": FieldLabel("Unique downloads, all", _COUNT),
    "version_volume": FieldLabel("Bytes, all", ValueFormat.SIZE),
}
_METADATA = {
    "title": FieldLabel("Title"),
    "creators": FieldLabel("Creators", ValueFormat.PERSON),
    **_parts("creators", _PERSON),
    "contributors": FieldLabel("Contributors", ValueFormat.PERSON),
    **_parts("contributors", _PERSON),
    "publication_date": FieldLabel("Publication date", _DAY),
    "resource_type": FieldLabel("Type"),
    "resource_type.title": FieldLabel("Name"),
    "resource_type.type": FieldLabel("Type"),
    "resource_type.subtype": FieldLabel("Subtype"),
    "resource_type.id": FieldLabel("Type"),
    "version": FieldLabel("Version"),
    "language": FieldLabel("Language"),
    "languages": FieldLabel("Languages"),
    "license": FieldLabel("Licence"),
    "license.id": FieldLabel("Licence", _LICENCE),
    "rights": FieldLabel("Licences"),
    "access_right": FieldLabel("Access"),
    "access_right_category": FieldLabel("Access category"),
    "access_conditions": FieldLabel("Conditions of access", ValueFormat.HTML),
    "embargo_date": FieldLabel("Embargo until", _DAY),
    "grants": FieldLabel("Funding"),
    "funding": FieldLabel("Funding"),
    "grants.code": FieldLabel("Grant"),
    "grants.title": FieldLabel("Title"),
    "grants.acronym": FieldLabel("Acronym"),
    "grants.program": FieldLabel("Programme"),
    "grants.funder": FieldLabel("Funder"),
    "grants.funder.name": FieldLabel("Name"),
    "grants.funder.acronyms": FieldLabel("Acronyms"),
    "grants.funder.doi": FieldLabel("DOI"),
    "grants.links": FieldLabel("Links"),
    "grants.url": FieldLabel("Page"),
    "funding.funder": FieldLabel("Funder"),
    "funding.award": FieldLabel("Grant"),
    "communities": FieldLabel("Communities"),
    "communities.id": FieldLabel("Community"),
    "keywords": FieldLabel("Keywords"),
    "subjects": FieldLabel("Subjects"),
    "related_identifiers": FieldLabel("Related identifiers"),
    "related_identifiers.relation": FieldLabel("Relation"),
    "related_identifiers.relation_type": FieldLabel("Relation"),
    "related_identifiers.identifier": FieldLabel("Identifier"),
    "related_identifiers.scheme": FieldLabel("Scheme"),
    "related_identifiers.resource_type": FieldLabel("Type"),
    "alternate_identifiers": FieldLabel("Other identifiers"),
    "references": FieldLabel("References"),
    "notes": FieldLabel("Notes", ValueFormat.HTML),
    "method": FieldLabel("Method", ValueFormat.HTML),
    "description": FieldLabel("Description", ValueFormat.HTML),
    "journal": FieldLabel("Journal"),
    "journal.title": FieldLabel("Title"),
    "journal.volume": FieldLabel("Volume"),
    "journal.issue": FieldLabel("Issue"),
    "journal.pages": FieldLabel("Pages"),
    "journal.year": FieldLabel("Year"),
    "meeting": FieldLabel("Meeting"),
    "imprint": FieldLabel("Imprint"),
    "part_of": FieldLabel("Part of"),
    "thesis": FieldLabel("Thesis"),
    "dates": FieldLabel("Dates"),
    "locations": FieldLabel("Places"),
    "relations": FieldLabel("Versions"),
    "relations.version": FieldLabel("This version"),
    "relations.version.index": FieldLabel("Index, from 0"),
    "relations.version.is_last": FieldLabel("Newest"),
    "relations.version.count": FieldLabel("Versions in all"),
    "relations.version.parent": FieldLabel("All versions"),
    "relations.version.parent.pid_value": FieldLabel("Record number"),
    "relations.version.parent.pid_type": FieldLabel("Kind of number"),
    "relations.version.last_child": FieldLabel("Newest version"),
    "relations.version.last_child.pid_value": FieldLabel("Record number"),
    "relations.version.last_child.pid_type": FieldLabel("Kind of number"),
    "doi": FieldLabel("DOI in the metadata"),
    "custom": FieldLabel("Custom fields"),
}
_ZENODO = {
    "metadata": FieldLabel("Metadata", ValueFormat.INLINE),
    **_parts("metadata", _METADATA),
    "custom_fields": FieldLabel("Custom fields"),
    "access": FieldLabel("Access"),
    "id": FieldLabel("Record number"),
    "recid": FieldLabel("Number as text"),
    "record_id": FieldLabel("Record number"),
    "conceptrecid": FieldLabel("Number of all versions"),
    "doi": FieldLabel("DOI"),
    "doi_url": FieldLabel("Address of the DOI"),
    "conceptdoi": FieldLabel("DOI of all versions"),
    "pids": FieldLabel("Identifiers"),
    "versions": FieldLabel("Versions"),
    "versions.index": FieldLabel("Number of this version"),
    "versions.is_latest": FieldLabel("Newest"),
    "files": FieldLabel("Files"),
    **_parts("files", _FILE),
    "stats": FieldLabel("Statistics"),
    **_parts("stats", _STATS),
    "title": FieldLabel("Title of the record"),
    "created": FieldLabel("Created", _MOMENT),
    "modified": FieldLabel("Changed", _MOMENT),
    "updated": FieldLabel("Updated", _MOMENT),
    "revision": FieldLabel("Revision"),
    "revision_id": FieldLabel("Revision"),
    "status": FieldLabel("Status"),
    "state": FieldLabel("State"),
    "submitted": FieldLabel("Submitted"),
    "is_published": FieldLabel("Published"),
    "owners": FieldLabel("Owners"),
    "owners.id": FieldLabel("User number"),
    "owner": FieldLabel("Owner"),
    "parent": FieldLabel("All versions"),
    "swh": FieldLabel("Software Heritage"),
    "links": FieldLabel("Links"),
}

FIELDS: dict[str, dict[str, FieldLabel]] = {S2: _S2, UNPAYWALL: _UNPAYWALL, ZENODO: _ZENODO}

PEOPLE_NAMES = ("name", "raw_author_name")
"""The fields that hold a person's name, in all three services."""
STUDY_SOURCES = {"external": "the publisher or another source", "s2-fos-model": "Semantic Scholar's model"}


def field_label(source: str, path: str) -> FieldLabel:
    """Return the display name of the field at *path* (keys with dots, without item indexes); if unknown, its last key
    as sent."""
    return FIELDS.get(source, {}).get(path) or FieldLabel(path.rpartition(".")[2])
