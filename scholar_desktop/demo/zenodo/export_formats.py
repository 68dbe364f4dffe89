"""The export formats of a Zenodo record: BibTeX, CSL, DataCite, Dublin Core, MARCXML.

The structure of each is that of the standard; Zenodo's own contents were not recorded.
"""

from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import escape

from scholar_desktop.demo.corpus.corpus_file import Deposit

MEDIA = {
    "application/x-bibtex": "bibtex",
    "application/vnd.citationstyles.csl+json": "csl",
    "application/vnd.datacite.datacite+json": "datacite_json",
    "application/vnd.datacite.datacite+xml": "datacite_xml",
    "application/x-dc+xml": "dublin_core",
    "application/marcxml+xml": "marcxml",
}


def form_of(record: Deposit, accept: str) -> tuple[str, str] | None:
    """Returns (media type, text) of *record* for an Accept header; None for a form that is Zenodo's own JSON."""
    found = next((media for media in MEDIA if media in accept), None)
    return (found, _MAKERS[MEDIA[found]](record)) if found is not None else None


def _people(record: Deposit) -> list[str]:
    return [creator["name"] for creator in record.creators]


def _bibtex(record: Deposit) -> str:
    kind = {"dataset": "dataset", "software": "software"}.get(record.resource_type["type"], "misc")
    lines = [
        f"@{kind}{{demo_{record.id},",
        f"  author       = {{{' and '.join(_people(record))}}},",
        f"  title        = {{{record.title}}},",
        f"  year         = {record.publication_date[:4]},",
        "  publisher    = {Zenodo},",
        f"  doi          = {{{record.doi}}},",
        f"  url          = {{https://doi.org/{record.doi}}},",
        "}",
    ]
    return "\n".join(lines) + "\n"


def _csl(record: Deposit) -> str:
    body: dict[str, Any] = {
        "id": str(record.id),
        "type": record.resource_type["type"],
        "title": record.title,
        "DOI": record.doi,
        "publisher": "Zenodo",
        "issued": {"date-parts": [record.publication_date.split("-")]},
        "author": [_name(name) for name in _people(record)],
    }
    return json.dumps(body, ensure_ascii=False)


def _name(name: str) -> dict[str, str]:
    family, _, given = name.partition(", ")
    return {"family": family, "given": given} if given else {"family": family}


def _datacite_json(record: Deposit) -> str:
    body = {
        "identifiers": [{"identifier": record.doi, "identifierType": "DOI"}],
        "titles": [{"title": record.title}],
        "creators": [{"name": name} for name in _people(record)],
        "publisher": "Zenodo",
        "publicationYear": record.publication_date[:4],
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    return json.dumps(body, ensure_ascii=False)


def _datacite_xml(record: Deposit) -> str:
    people = "".join(f"<creator><creatorName>{escape(name)}</creatorName></creator>" for name in _people(record))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<resource xmlns="http://datacite.org/schema/kernel-4">'
        f'<identifier identifierType="DOI">{escape(record.doi)}</identifier><creators>{people}</creators>'
        f"<titles><title>{escape(record.title)}</title></titles><publisher>Zenodo</publisher>"
        f"<publicationYear>{record.publication_date[:4]}</publicationYear></resource>\n"
    )


def _dublin_core(record: Deposit) -> str:
    people = "".join(f"<dc:creator>{escape(name)}</dc:creator>" for name in _people(record))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<oai_dc:dc xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/">'
        f"{people}<dc:title>{escape(record.title)}</dc:title><dc:date>{record.publication_date}</dc:date>"
        f"<dc:identifier>https://doi.org/{escape(record.doi)}</dc:identifier></oai_dc:dc>\n"
    )


def _marcxml(record: Deposit) -> str:
    people = "".join(
        f'<datafield tag="{"700" if place else "100"}" ind1=" " ind2=" "><subfield code="a">{escape(name)}</subfield>'
        "</datafield>"
        for place, name in enumerate(_people(record))
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<record xmlns="http://www.loc.gov/MARC21/slim">'
        f'<controlfield tag="001">{record.id}</controlfield>{people}<datafield tag="245" ind1=" " ind2=" ">'
        f'<subfield code="a">{escape(record.title)}</subfield></datafield></record>\n'
    )


_MAKERS = {
    "bibtex": _bibtex,
    "csl": _csl,
    "datacite_json": _datacite_json,
    "datacite_xml": _datacite_xml,
    "dublin_core": _dublin_core,
    "marcxml": _marcxml,
}
