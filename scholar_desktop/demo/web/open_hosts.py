"""Open hosts that provide PDFs, or their addresses, by a paper's own identifiers.

These are PMC's cloud, Europe PMC, bioRxiv, ACL Anthology, OpenReview, and home pages of authors. Their answers have the
real form; which papers they have is invented.
"""

from __future__ import annotations

import re
from html import escape
from urllib.parse import parse_qs, quote

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.corpus_file import Work
from scholar_desktop.demo.corpus.pdf_writer import PdfWriter
from scholar_desktop.demo.transfers import bytes_answer, strong_etag
from scholar_desktop.demo.web import web_pages

CLOUD = "pmc-oa-opendata.s3.amazonaws.com"
NOT_IN_THE_CLOUD = frozenset({"8580470", "8580431", "12008803"})
"""PMC numbers of articles without a PDF in the cloud, as some articles have none."""
NOT_RENDERED = frozenset({"7174842"})
"""PMC numbers of articles for which Europe PMC has no PDF."""
GUARDED_PREPRINTS = frozenset({"10.1101/2020.06.04.135087", "10.1101/2024.04.01.587366"})
"""Preprints whose PDF bioRxiv does not send to programs; Europe PMC has its own copy."""
PROCEEDINGS = {"/paper/7181-attention-is-all-you-need": "1706.03762"}
"""Pages whose address does not identify a paper, and the arXiv ID that they contain."""


class OpenHosts:
    """Answers for the open hosts."""

    def __init__(self, corpus: DemoCorpus, pdf_writer: PdfWriter) -> None:
        self._corpus = corpus
        self._pdf_writer = pdf_writer

    def answer(self, request: Request, host: str, path: str, query: str) -> Response | None:
        """Returns the answer of *host*; None if it is not one of these hosts."""
        given = {name: values[0] for name, values in parse_qs(query).items()}
        match host:
            case "pmc-oa-opendata.s3.amazonaws.com":
                return self._cloud(request, path, given)
            case "www.ebi.ac.uk":
                return self._europe_pmc_search(path, given)
            case "europepmc.org" if path == "/api/fulltextRepo":
                return self._preprint_of_europe_pmc(request, given)
            case "api.biorxiv.org":
                return self._rxiv_details(path)
            case "www.biorxiv.org" | "www.medrxiv.org":
                return self._rxiv_content(request, host, path)
            case "aclanthology.org":
                return self._acl(request, path)
            case "openreview.net":
                return self._openreview(request, path, given)
            case "www.sciencedirect.com" if path.startswith("/science/article/pii/"):
                return web_pages.page_of_kind("challenge", self._corpus.papers[0], None, host)
            case "papers.nips.cc":
                work = self._corpus.by_arxiv(PROCEEDINGS.get(path, ""))
                return None if work is None else web_pages.landing_page(work, None)
            case "people.example.edu":
                return self._author_page(request, path)
        return None

    # --- PubMed Central

    def _cloud(self, request: Request, path: str, given: dict[str, str]) -> Response:
        if path == "/" and given.get("list-type") == "2":
            return _listing(given.get("prefix", ""), self._keys(given.get("prefix", "")))
        found = re.fullmatch(r"/(PMC(\d+)\.\d)/\1\.pdf", path)
        work = self._corpus.by_pmc(found[2]) if found else None
        if found is None or work is None or found[2] in NOT_IN_THE_CLOUD:
            body = '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code></Error>'
            return Response(body, 404, {"content-type": "application/xml"})
        return self._pdf(request, work)

    def _keys(self, prefix: str) -> list[str]:
        """Returns the names of the files of two versions of an article.

        The dot at the end of *prefix* excludes other articles.
        """
        found = re.fullmatch(r"PMC(\d+)\.", prefix)
        if found is None or self._corpus.by_pmc(found[1]) is None:
            return []
        endings = ("json", "txt", "xml") if found[1] in NOT_IN_THE_CLOUD else ("json", "pdf", "txt", "xml")
        return [f"PMC{found[1]}.{v}/PMC{found[1]}.{v}.{ending}" for v in (1, 2) for ending in endings]

    def _europe_pmc_search(self, path: str, given: dict[str, str]) -> Response:
        if not path.endswith("/webservices/rest/search"):
            return web_pages.not_found()
        found = re.fullmatch(r'DOI:"(.+)"', given.get("query", ""))
        work = self._corpus.by_doi(found[1].lower()) if found else None
        rows = [_europe_pmc_row(work)] if work is not None and _is_of_life(work) else []
        return _json({"version": "6.9", "hitCount": len(rows), "resultList": {"result": rows}})

    def _preprint_of_europe_pmc(self, request: Request, given: dict[str, str]) -> Response:
        number = given.get("pprId", "").removeprefix("PPR")
        work = next((each for each in self._corpus.papers if _is_rxiv(each) and str(each.corpus_id) == number), None)
        return web_pages.not_found() if work is None else self._pdf(request, work)

    # --- preprints

    def _rxiv_details(self, path: str) -> Response:
        found = re.fullmatch(r"/details/(biorxiv|medrxiv)/(10\..+)/na/json", path)
        work = self._corpus.by_doi(found[2].lower()) if found else None
        if found is None or work is None or not _is_rxiv(work) or _server(work) != found[1]:
            return _json({"messages": [{"status": "no posts found"}], "collection": []})
        server = {"biorxiv": "bioRxiv", "medrxiv": "medRxiv"}[found[1]]
        row = {"doi": work.doi, "title": work.title, "date": work.day, "license": "cc_by_nc_nd", "server": server}
        rows = [row | {"version": version, "published": "NA"} for version in ("1", "2")]
        return _json({"messages": [{"status": "ok"}], "collection": rows})

    def _rxiv_content(self, request: Request, host: str, path: str) -> Response | None:
        found = re.fullmatch(r"/content/(10\.[^v]+)v(\d+)(\.full\.pdf)?", path)
        work = self._corpus.by_doi(found[1].lower()) if found else None
        if found is None or work is None:
            return None
        if (work.doi or "") in GUARDED_PREPRINTS:
            return web_pages.page_of_kind("challenge", work, None, host)
        if found[3] is None:
            return web_pages.landing_page(work, f"https://{host}{path}.full.pdf")
        return self._pdf(request, work)

    # --- conferences

    def _acl(self, request: Request, path: str) -> Response | None:
        found = re.fullmatch(r"/([A-Za-z0-9.-]+?)(\.pdf|/)?", path)
        work = self._corpus.scholarly(f"ACL:{found[1]}") if found else None
        if found is None or work is None:
            return None
        if found[2] != ".pdf":
            return web_pages.landing_page(work, f"https://aclanthology.org/{found[1]}.pdf")
        return self._pdf(request, work)

    def _openreview(self, request: Request, path: str, given: dict[str, str]) -> Response:
        forum = given.get("id", "")
        named = f"openreview.net/forum?id={forum}"
        work = next((each for each in self._corpus.papers if forum and each.oa.url.endswith(named)), None)
        if work is None or path not in ("/forum", "/pdf"):
            return web_pages.not_found()
        if path == "/forum":
            return web_pages.landing_page(work, f"https://openreview.net/pdf?id={forum}")
        return self._pdf(request, work)

    # --- authors

    def _author_page(self, request: Request, path: str) -> Response:
        """Returns a PDF from people.example.edu/<DOI>.pdf, which exists for every paper.

        These are links that a user may find and enter.
        """
        work = self._corpus.by_doi(path.removeprefix("/").removesuffix(".pdf").lower())
        if work is None or not path.endswith(".pdf"):
            return web_pages.not_found()
        return self._pdf(request, work)

    def _pdf(self, request: Request, work: Work) -> Response:
        data = self._pdf_writer.article(work)
        return bytes_answer(request, data, "application/pdf", etag=strong_etag(data))


def _listing(prefix: str, keys: list[str]) -> Response:
    entries = "".join(
        f"<Contents><Key>{escape(key)}</Key><LastModified>2026-02-03T04:05:06.000Z</LastModified><Size>4096</Size>"
        "<StorageClass>STANDARD</StorageClass></Contents>"
        for key in keys
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
        f"<Name>pmc-oa-opendata</Name><Prefix>{escape(prefix)}</Prefix><KeyCount>{len(keys)}</KeyCount>"
        f"<MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>{entries}</ListBucketResult>"
    )
    return Response(body, 200, {"content-type": "application/xml"})


def _europe_pmc_row(work: Work) -> dict[str, object]:
    number = work.external_ids.get("PubMedCentral")
    texts = [
        {
            "availability": "Subscription required",
            "availabilityCode": "S",
            "documentStyle": "doi",
            "site": "DOI",
            "url": f"https://doi.org/{quote(work.doi or '')}",
        }
    ]
    row: dict[str, object] = {"doi": work.doi, "title": work.title, "source": "MED", "inEPMC": "N", "hasPDF": "N"}
    if number:
        row |= {"pmcid": f"PMC{number}", "inEPMC": "Y", "hasPDF": "N" if str(number) in NOT_RENDERED else "Y"}
    elif _is_rxiv(work):
        ppr = f"PPR{work.corpus_id}"
        row |= {"id": ppr, "source": "PPR", "hasPDF": "Y", "license": "cc by-nc-nd"}
        texts.append(
            {
                "availability": "Free",
                "availabilityCode": "F",
                "documentStyle": "pdf",
                "site": "Europe_PMC",
                "url": f"https://europepmc.org/api/fulltextRepo?pprId={ppr}&type=FILE",
            }
        )
    return row | {"fullTextUrlList": {"fullTextUrl": texts}}


def _is_of_life(work: Work) -> bool:
    return bool({"Biology", "Medicine"} & {*(work.fields_of_study or ()), *work.model_fields})


def _is_rxiv(work: Work) -> bool:
    return bool(re.match(r"10\.1101/[0-9]", work.doi or ""))


def _server(work: Work) -> str:
    return "medrxiv" if work.venue.lower() == "medrxiv" else "biorxiv"


def _json(body: object) -> Response:
    return Response(msgspec.json.encode(body), 200, {"content-type": "application/json"})
