"""The forms in which Zenodo gives one record."""

from __future__ import annotations

import enum

import msgspec


class RecordForm(enum.StrEnum):
    JSON = "json"
    NATIVE = "native"
    BIBTEX = "bibtex"
    CSL = "csl"
    DATACITE_JSON = "datacite-json"
    DATACITE_XML = "datacite-xml"
    DUBLIN_CORE = "dublin-core"
    MARC_XML = "marcxml"


class FormInfo(msgspec.Struct, frozen=True):
    """title: for a person; ending: of a file that holds it; accept: how it is asked for."""

    title: str
    ending: str
    accept: str


FORMS: dict[RecordForm, FormInfo] = {
    RecordForm.JSON: FormInfo("Zenodo's JSON", "json", "application/json"),
    RecordForm.NATIVE: FormInfo("InvenioRDM JSON", "json", "application/vnd.inveniordm.v1+json"),
    RecordForm.BIBTEX: FormInfo("BibTeX by Zenodo", "bib", "application/x-bibtex"),
    RecordForm.CSL: FormInfo("CSL JSON", "json", "application/vnd.citationstyles.csl+json"),
    RecordForm.DATACITE_JSON: FormInfo("DataCite JSON", "json", "application/vnd.datacite.datacite+json"),
    RecordForm.DATACITE_XML: FormInfo("DataCite XML", "xml", "application/vnd.datacite.datacite+xml"),
    RecordForm.DUBLIN_CORE: FormInfo("Dublin Core", "xml", "application/x-dc+xml"),
    RecordForm.MARC_XML: FormInfo("MARCXML", "xml", "application/marcxml+xml"),
}
