"""The display names of the services' fields: one table, in the order in which the window shows them.

The keys are the services' own, with dots for nested fields. A key that is not in the table is shown as it was sent.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping

import msgspec

from scholar_desktop.domain.source import S2, UNPAYWALL, ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import shown
from scholar_desktop.ui.words.unpaywall_values import (
    EVIDENCE,
    GENRES,
    NO_LONGER_GIVEN,
    OA_STATUS,
    POSITIONS,
)
from scholar_desktop.ui.words.wording import HOST_TYPES


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
    LIST = "list"
    """Words separated by commas without spaces."""
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
    """values: the words for values of a closed set, by what the service sends; other values are shown as sent."""

    words: str
    how: ValueFormat = ValueFormat.AS_SENT
    values: Mapping[str, str] = {}

    @property
    def title(self) -> str:
        """Returns the name in the user's language."""
        return shown(self.words)


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
    "name": FieldLabel(Message("Name")),
    "authorId": FieldLabel(Message("Semantic Scholar author ID")),
    "externalIds": FieldLabel(Message("Identifiers")),
    "externalIds.ORCID": FieldLabel(Message("ORCID")),
    "externalIds.DBLP": FieldLabel(Message("DBLP")),
    "aliases": FieldLabel(Message("Other names")),
    "affiliations": FieldLabel(Message("Affiliations")),
    "homepage": FieldLabel(Message("Home page")),
    "url": FieldLabel(Message("Web page")),
    "paperCount": FieldLabel(Message("Papers"), _COUNT),
    "citationCount": FieldLabel(Message("Citations"), _COUNT),
    "hIndex": FieldLabel(Message("h-index")),
}
_S2 = {
    "title": FieldLabel(Message("Title")),
    "authors": FieldLabel(Message("Authors"), ValueFormat.PERSON),
    **_parts("authors", _S2_AUTHOR),
    "year": FieldLabel(Message("Year")),
    "publicationDate": FieldLabel(Message("Publication date"), _DAY),
    "venue": FieldLabel(Message("Venue")),
    "publicationVenue": FieldLabel(Message("Venue details")),
    "publicationVenue.name": FieldLabel(Message("Name")),
    "publicationVenue.type": FieldLabel(Message("Type")),
    "publicationVenue.issn": FieldLabel(Message("ISSN")),
    "publicationVenue.alternate_issns": FieldLabel(Message("Other ISSNs")),
    "publicationVenue.alternate_names": FieldLabel(Message("Other names")),
    "publicationVenue.url": FieldLabel(Message("Home page")),
    "publicationVenue.alternate_urls": FieldLabel(Message("Other links")),
    "publicationVenue.id": FieldLabel(Message("Venue ID")),
    "journal": FieldLabel(Message("Journal")),
    "journal.name": FieldLabel(Message("Name")),
    "journal.volume": FieldLabel(Message("Volume")),
    "journal.pages": FieldLabel(Message("Pages")),
    "publicationTypes": FieldLabel(Message("Publication types")),
    "fieldsOfStudy": FieldLabel(Message("Fields of study")),
    "s2FieldsOfStudy": FieldLabel(Message("Fields of study by source"), ValueFormat.STUDY),
    "citationCount": FieldLabel(Message("Citations"), _COUNT),
    "influentialCitationCount": FieldLabel(Message("Influential citations"), _COUNT),
    "referenceCount": FieldLabel(Message("References"), _COUNT),
    "isOpenAccess": FieldLabel(Message("Open access")),
    "openAccessPdf": FieldLabel(Message("Open-access PDF")),
    "openAccessPdf.url": FieldLabel(Message("Link")),
    "openAccessPdf.status": FieldLabel(Message("Open-access status"), values=OA_STATUS),
    "openAccessPdf.license": FieldLabel(Message("Licence"), _LICENCE),
    "openAccessPdf.disclaimer": FieldLabel(Message("Disclaimer")),
    "externalIds": FieldLabel(Message("Identifiers")),
    "externalIds.DOI": FieldLabel(Message("DOI")),
    "externalIds.ArXiv": FieldLabel(Message("arXiv")),
    "externalIds.PubMed": FieldLabel(Message("PMID")),
    "externalIds.PubMedCentral": FieldLabel(Message("PMCID")),
    "externalIds.ACL": FieldLabel(Message("ACL Anthology")),
    "externalIds.DBLP": FieldLabel(Message("DBLP")),
    "externalIds.MAG": FieldLabel(Message("MAG")),
    "externalIds.CorpusId": FieldLabel(Message("Corpus ID")),
    "paperId": FieldLabel(Message("Semantic Scholar ID")),
    "corpusId": FieldLabel(Message("Corpus ID")),
    "url": FieldLabel(Message("Web page")),
    "tldr": FieldLabel(Message("Automatic summary (TL;DR)")),
    "tldr.text": FieldLabel(Message("Summary")),
    "tldr.model": FieldLabel(Message("Model")),
    "abstract": FieldLabel(Message("Abstract")),
    "embedding": FieldLabel(Message("Embedding"), ValueFormat.NUMBERS),
    "textAvailability": FieldLabel(Message("Text availability")),
    "citationStyles": FieldLabel(Message("Citation formats")),
    "citationStyles.bibtex": FieldLabel(Message("BibTeX")),
    "matchScore": FieldLabel(Message("Match score")),
    "citations": FieldLabel(Message("Listed citations")),
    "references": FieldLabel(Message("Listed references")),
}

_LOCATION = {
    "url": FieldLabel(Message("Link")),
    "url_for_pdf": FieldLabel(Message("PDF")),
    "url_for_landing_page": FieldLabel(Message("Landing page")),
    "host_type": FieldLabel(Message("Host"), values=HOST_TYPES),
    "version": FieldLabel(Message("Version"), _VERSION),
    "license": FieldLabel(Message("Licence"), _LICENCE),
    "is_best": FieldLabel(Message("Best copy")),
    "repository_institution": FieldLabel(Message("Repository")),
    "pmh_id": FieldLabel(Message("OAI-PMH ID")),
    "endpoint_id": FieldLabel(Message("Repository endpoint")),
    # since 2025 the date of publication, not the date on which the copy became open
    "oa_date": FieldLabel(Message("Publication date"), _DAY),
    "evidence": FieldLabel(Message("Evidence"), values=EVIDENCE),
    "updated": FieldLabel(Message("Updated"), _MOMENT, {"deprecated": NO_LONGER_GIVEN}),
}
_UNPAYWALL = {
    "title": FieldLabel(Message("Title")),
    "z_authors": FieldLabel(Message("Authors"), ValueFormat.PERSON),
    "z_authors.raw_author_name": FieldLabel(Message("Name")),
    "z_authors.name": FieldLabel(Message("Name")),
    "z_authors.given": FieldLabel(Message("Given name")),
    "z_authors.family": FieldLabel(Message("Family name")),
    "z_authors.suffix": FieldLabel(Message("Suffix")),
    "z_authors.is_corresponding": FieldLabel(Message("Corresponding author")),
    "z_authors.author_position": FieldLabel(Message("Position"), values=POSITIONS),
    "z_authors.sequence": FieldLabel(Message("Position"), values=POSITIONS),
    "z_authors.raw_affiliation_strings": FieldLabel(Message("Affiliations")),
    "z_authors.affiliation": FieldLabel(Message("Affiliations")),
    "z_authors.affiliation.name": FieldLabel(Message("Name")),
    "z_authors.ORCID": FieldLabel(Message("ORCID")),
    "z_authors.authenticated-orcid": FieldLabel(Message("Verified ORCID")),
    "genre": FieldLabel(Message("Genre"), values=GENRES),
    "is_paratext": FieldLabel(Message("Paratext")),
    "published_date": FieldLabel(Message("Publication date"), _DAY),
    "year": FieldLabel(Message("Year")),
    "journal_name": FieldLabel(Message("Journal")),
    "journal_issn_l": FieldLabel(Message("ISSN-L")),
    "journal_issns": FieldLabel(Message("ISSNs"), ValueFormat.LIST),
    "publisher": FieldLabel(Message("Publisher")),
    "journal_is_oa": FieldLabel(Message("Open-access journal")),
    "journal_is_in_doaj": FieldLabel(Message("Journal in DOAJ")),
    "is_oa": FieldLabel(Message("Open access")),
    "oa_status": FieldLabel(Message("Open-access status"), values=OA_STATUS),
    "has_repository_copy": FieldLabel(Message("Repository copy")),
    "best_oa_location": FieldLabel(Message("Best copy"), ValueFormat.SAME),
    **_parts("best_oa_location", _LOCATION),
    "first_oa_location": FieldLabel(Message("First copy"), ValueFormat.SAME),
    **_parts("first_oa_location", _LOCATION),
    "oa_locations": FieldLabel(Message("Copies")),
    **_parts("oa_locations", _LOCATION),
    "oa_locations_embargoed": FieldLabel(Message("Embargoed copies")),
    **_parts("oa_locations_embargoed", _LOCATION),
    "doi": FieldLabel(Message("DOI")),
    "doi_url": FieldLabel(Message("DOI link")),
    "updated": FieldLabel(Message("Updated"), _MOMENT),
    "data_standard": FieldLabel(Message("Data standard")),
}

_PERSON = {
    "name": FieldLabel(Message("Name")),
    "affiliation": FieldLabel(Message("Affiliation")),
    "affiliations": FieldLabel(Message("Affiliations")),
    "type": FieldLabel(Message("Role")),
    "role": FieldLabel(Message("Role")),
    "orcid": FieldLabel(Message("ORCID")),
    "gnd": FieldLabel(Message("GND")),
    "given_name": FieldLabel(Message("Given name")),
    "family_name": FieldLabel(Message("Family name")),
    "identifiers": FieldLabel(Message("Identifiers")),
}
_FILE = {
    "key": FieldLabel(Message("Name")),
    "filename": FieldLabel(Message("Name")),
    "size": FieldLabel(Message("Size"), ValueFormat.SIZE),
    "filesize": FieldLabel(Message("Size"), ValueFormat.SIZE),
    "checksum": FieldLabel(Message("Checksum")),
    "type": FieldLabel(Message("Type")),
    "mimetype": FieldLabel(Message("Media type")),
    "id": FieldLabel(Message("File ID")),
    "bucket": FieldLabel(Message("Bucket")),
    "links": FieldLabel(Message("Link")),
    "links.self": FieldLabel(Message("Link")),
}
STATS_OF_ALL = {
    "views": FieldLabel(Message("Views, all versions"), _COUNT),
    "unique_views": FieldLabel(Message("Unique views, all versions"), _COUNT),
    "downloads": FieldLabel(Message("Downloads, all versions"), _COUNT),
    "unique_downloads": FieldLabel(Message("Unique downloads, all versions"), _COUNT),
    "volume": FieldLabel(Message("Data volume, all versions"), ValueFormat.SIZE),
    "version_views": FieldLabel(Message("Views"), _COUNT),
    "version_unique_views": FieldLabel(Message("Unique views"), _COUNT),
    "version_downloads": FieldLabel(Message("Downloads"), _COUNT),
    "version_unique_downloads": FieldLabel(Message("Unique downloads"), _COUNT),
    "version_volume": FieldLabel(Message("Data volume"), ValueFormat.SIZE),
}
"""The names of Zenodo's statistics since October 2023, when the plain keys became those of all versions."""
_STATS = {
    "views": FieldLabel(Message("Views"), _COUNT),
    "unique_views": FieldLabel(Message("Unique views"), _COUNT),
    "downloads": FieldLabel(Message("Downloads"), _COUNT),
    "unique_downloads": FieldLabel(Message("Unique downloads"), _COUNT),
    "volume": FieldLabel(Message("Data volume"), ValueFormat.SIZE),
    "version_views": FieldLabel(Message("Views, all versions"), _COUNT),
    "version_unique_views": FieldLabel(Message("Unique views, all versions"), _COUNT),
    "version_downloads": FieldLabel(Message("Downloads, all versions"), _COUNT),
    "version_unique_downloads": FieldLabel(Message("Unique downloads, all versions"), _COUNT),
    "version_volume": FieldLabel(Message("Data volume, all versions"), ValueFormat.SIZE),
}
_METADATA = {
    "title": FieldLabel(Message("Title")),
    "creators": FieldLabel(Message("Creators"), ValueFormat.PERSON),
    **_parts("creators", _PERSON),
    "contributors": FieldLabel(Message("Contributors"), ValueFormat.PERSON),
    **_parts("contributors", _PERSON),
    "publication_date": FieldLabel(Message("Publication date"), _DAY),
    "resource_type": FieldLabel(Message("Type")),
    "resource_type.title": FieldLabel(Message("Name")),
    "resource_type.type": FieldLabel(Message("Type")),
    "resource_type.subtype": FieldLabel(Message("Subtype")),
    "resource_type.id": FieldLabel(Message("Type")),
    "version": FieldLabel(Message("Version")),
    "language": FieldLabel(Message("Language")),
    "languages": FieldLabel(Message("Languages")),
    "license": FieldLabel(Message("Licence")),
    "license.id": FieldLabel(Message("Licence"), _LICENCE),
    "rights": FieldLabel(Message("Licences")),
    "access_right": FieldLabel(Message("Access")),
    "access_right_category": FieldLabel(Message("Access category")),
    "access_conditions": FieldLabel(Message("Access conditions"), ValueFormat.HTML),
    "embargo_date": FieldLabel(Message("Embargoed until"), _DAY),
    "grants": FieldLabel(Message("Funding")),
    "funding": FieldLabel(Message("Funding")),
    "grants.code": FieldLabel(Message("Grant")),
    "grants.title": FieldLabel(Message("Title")),
    "grants.acronym": FieldLabel(Message("Acronym")),
    "grants.program": FieldLabel(Message("Programme")),
    "grants.funder": FieldLabel(Message("Funder")),
    "grants.funder.name": FieldLabel(Message("Name")),
    "grants.funder.acronyms": FieldLabel(Message("Acronyms")),
    "grants.funder.doi": FieldLabel(Message("DOI")),
    "grants.links": FieldLabel(Message("Links")),
    "grants.url": FieldLabel(Message("Web page")),
    "funding.funder": FieldLabel(Message("Funder")),
    "funding.award": FieldLabel(Message("Grant")),
    "communities": FieldLabel(Message("Communities")),
    "communities.id": FieldLabel(Message("Community")),
    "keywords": FieldLabel(Message("Keywords")),
    "subjects": FieldLabel(Message("Subjects")),
    "related_identifiers": FieldLabel(Message("Related identifiers")),
    "related_identifiers.relation": FieldLabel(Message("Relation")),
    "related_identifiers.relation_type": FieldLabel(Message("Relation")),
    "related_identifiers.identifier": FieldLabel(Message("Identifier")),
    "related_identifiers.scheme": FieldLabel(Message("Scheme")),
    "related_identifiers.resource_type": FieldLabel(Message("Type")),
    "alternate_identifiers": FieldLabel(Message("Other identifiers")),
    "references": FieldLabel(Message("References")),
    "notes": FieldLabel(Message("Notes"), ValueFormat.HTML),
    "method": FieldLabel(Message("Method"), ValueFormat.HTML),
    "description": FieldLabel(Message("Description"), ValueFormat.HTML),
    "journal": FieldLabel(Message("Journal")),
    "journal.title": FieldLabel(Message("Title")),
    "journal.volume": FieldLabel(Message("Volume")),
    "journal.issue": FieldLabel(Message("Issue")),
    "journal.pages": FieldLabel(Message("Pages")),
    "journal.year": FieldLabel(Message("Year")),
    "meeting": FieldLabel(Message("Meeting")),
    "imprint": FieldLabel(Message("Imprint")),
    "part_of": FieldLabel(Message("Part of")),
    "thesis": FieldLabel(Message("Thesis")),
    "dates": FieldLabel(Message("Dates")),
    "locations": FieldLabel(Message("Places")),
    "relations": FieldLabel(Message("Versions")),
    "relations.version": FieldLabel(Message("This version")),
    "relations.version.index": FieldLabel(Message("Version index (from 0)")),
    "relations.version.is_last": FieldLabel(Message("Latest")),
    "relations.version.count": FieldLabel(Message("Number of versions")),
    "relations.version.parent": FieldLabel(Message("All versions")),
    "relations.version.parent.pid_value": FieldLabel(Message("Record number")),
    "relations.version.parent.pid_type": FieldLabel(Message("Identifier type")),
    "relations.version.last_child": FieldLabel(Message("Latest version")),
    "relations.version.last_child.pid_value": FieldLabel(Message("Record number")),
    "relations.version.last_child.pid_type": FieldLabel(Message("Identifier type")),
    "doi": FieldLabel(Message("DOI (metadata)")),
    "custom": FieldLabel(Message("Custom fields")),
}
_ZENODO = {
    "metadata": FieldLabel(Message("Metadata"), ValueFormat.INLINE),
    **_parts("metadata", _METADATA),
    "custom_fields": FieldLabel(Message("Custom fields")),
    "access": FieldLabel(Message("Access")),
    "id": FieldLabel(Message("Record number")),
    "recid": FieldLabel(Message("Record number (text)")),
    "record_id": FieldLabel(Message("Record number")),
    "conceptrecid": FieldLabel(Message("Record number, all versions")),
    "doi": FieldLabel(Message("DOI")),
    "doi_url": FieldLabel(Message("DOI link")),
    "conceptdoi": FieldLabel(Message("DOI, all versions")),
    "pids": FieldLabel(Message("Identifiers")),
    "versions": FieldLabel(Message("Versions")),
    "versions.index": FieldLabel(Message("Version number")),
    "versions.is_latest": FieldLabel(Message("Latest")),
    "files": FieldLabel(Message("Files")),
    **_parts("files", _FILE),
    "stats": FieldLabel(Message("Statistics")),
    **_parts("stats", _STATS),
    "title": FieldLabel(Message("Record title")),
    "created": FieldLabel(Message("Created"), _MOMENT),
    "modified": FieldLabel(Message("Modified"), _MOMENT),
    "updated": FieldLabel(Message("Updated"), _MOMENT),
    "revision": FieldLabel(Message("Revision")),
    "revision_id": FieldLabel(Message("Revision")),
    "status": FieldLabel(Message("Status")),
    "state": FieldLabel(Message("State")),
    "submitted": FieldLabel(Message("Submitted")),
    "is_published": FieldLabel(Message("Published")),
    "owners": FieldLabel(Message("Owners")),
    "owners.id": FieldLabel(Message("User ID")),
    "owner": FieldLabel(Message("Owner")),
    "parent": FieldLabel(Message("All versions")),
    "swh": FieldLabel(Message("Software Heritage")),
    "links": FieldLabel(Message("Links")),
}

FIELDS: dict[str, dict[str, FieldLabel]] = {S2: _S2, UNPAYWALL: _UNPAYWALL, ZENODO: _ZENODO}

PEOPLE_NAMES = ("name", "raw_author_name")
"""The fields that hold a person's name, in all three services."""
STUDY_SOURCES = {
    "external": Message("the publisher or another source"),
    "s2-fos-model": Message("Semantic Scholar's model"),
}


def field_label(source: str, path: str) -> FieldLabel:
    """Return the display name of the field at *path* (keys with dots, without item indexes); if unknown, its last key
    as sent."""
    return FIELDS.get(source, {}).get(path) or FieldLabel(path.rpartition(".")[2])
