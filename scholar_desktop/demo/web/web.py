"""The web that the services link to: arXiv, doi.org, PMC, publishers and repositories, as a program sees them.

The `web` table of corpus.json defines how an address behaves (kind, paper, to). For other addresses a rule below
applies: arXiv, Europe PMC and the hosts of open_hosts.py send the PDFs of the corpus, doi.org redirects to a landing
page, PMC's own pages require a browser, papers.example.org has those of invented papers, `/doi/DOI` on any host is a
landing page. All other addresses are 404.

  pdf               the PDF, with length, ETag and Range        octet             the same as octet-stream, attachment
  redirect          302 to `to`                                 landing           a page that names the PDF `to` or none
  missing, gone     404, 410                                    forbidden         403, plain
  challenge         403 with cf-mitigated                       script_challenge  200, a page of scripts, no PDF
  login             302 to a login page                         viewer            200, HTML that names no PDF
  html_pdf          HTML sent as application/pdf                rate_limited      429, Retry-After 120
  server_error      500                                         loop              two addresses that lead to each other
  empty             200 and no byte                             wrong             the PDF of another paper
  supplement        a PDF, but not of the paper                 scan              a PDF without text
  encrypted         a PDF with a password                       gzip              the PDF, compressed
  postscript        not a PDF                                   no_end            the PDF without its end, length right
  slow              the PDF in pieces, `pace` apart             stalls            half the PDF, then nothing
  cut               every answer breaks off half way            cut_once          only the first does, Range continues
  huge              200 MB announced                            reset             the connection is reset
"""

from __future__ import annotations

import gzip
import re
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scholar_desktop.demo.broken_responses import BrokenResponse
from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.corpus_file import Work
from scholar_desktop.demo.corpus.pdf_writer import PdfWriter
from scholar_desktop.demo.transfers import bytes_answer, strong_etag
from scholar_desktop.demo.web import web_pages
from scholar_desktop.demo.web.open_hosts import NOT_RENDERED, OpenHosts
from scholar_desktop.demo.zenodo.records_api import RecordsApi

_HUGE = 200 * 1024 * 1024
_ARXIV = ("arxiv.org", "www.arxiv.org", "export.arxiv.org")
_DOI_HOSTS = ("doi.org", "dx.doi.org", "www.doi.org")
_LANDING_HOSTS = {
    "10.1038": "www.nature.com", "10.1145": "dl.acm.org", "10.1109": "ieeexplore.ieee.org",
    "10.1007": "link.springer.com", "10.1016": "www.sciencedirect.com", "10.18653": "aclanthology.org",
    "10.1073": "www.pnas.org",
    "10.1126": "www.science.org", "10.1111": "onlinelibrary.wiley.com", "10.1002": "onlinelibrary.wiley.com",
    "10.1103": "journals.aps.org", "10.1093": "academic.oup.com", "10.1101": "www.biorxiv.org",
    "10.3390": "www.mdpi.com",
}  # fmt: skip


class DemoWeb:
    """Answers for all web addresses that are not a service's API."""

    def __init__(self, corpus: DemoCorpus, pdf_writer: PdfWriter, zenodo: RecordsApi) -> None:
        self._corpus = corpus
        self._pdf_writer = pdf_writer
        self._zenodo = zenodo
        self._open_hosts = OpenHosts(corpus, pdf_writer)

    def routes(self) -> list[Route]:
        return [Route("/web/{host}/{path:path}", self._answer), Route("/web/{host}", self._answer)]

    async def _answer(self, request: Request) -> Response:
        host: str = request.path_params["host"]
        path = "/" + request.path_params.get("path", "")
        query = unquote(request.scope["query_string"].decode("latin-1"))
        for key in (f"{host}{path}?{query}" if query else f"{host}{path}", f"{host}{path}"):
            if (address := self._corpus.web.get(key)) is not None:
                return self._behave(request, address.kind, self._corpus.papers[address.paper], address.to)
        if (open_copy := self._open_hosts.answer(request, host, path, query)) is not None:
            return open_copy
        if host in _ARXIV:
            return self._arxiv(request, path)
        if host in _DOI_HOSTS:
            return self._doi(path)
        if "/pmc/articles/" in path or host in ("europepmc.org", "pmc.ncbi.nlm.nih.gov"):
            return self._pmc(request, host, path, query)
        if host == "zenodo.org":
            return self._zenodo_page(request, path)
        return self._anywhere(request, host, path)

    # --- rules by host

    def _arxiv(self, request: Request, path: str) -> Response:
        match = re.fullmatch(r"/(pdf|abs)/(.+?)(v\d+)?(\.pdf)?", path)
        work = self._corpus.by_arxiv(match[2]) if match else None
        if match is None or work is None:
            return web_pages.not_found()
        if match[1] == "abs":
            return web_pages.landing_page(work, f"https://arxiv.org/pdf/{work.arxiv}")
        if match[4]:
            return _redirect(f"https://arxiv.org/pdf/{match[2]}{match[3] or ''}", 301)
        address = self._corpus.web.get(f"arxiv.org/pdf/{work.arxiv}")
        if address is not None:
            return self._behave(request, address.kind, work, address.to)
        name = f"{work.arxiv}{match[3] or 'v3'}".replace("/", "_")
        return _pdf(request, self._pdf_writer.article(work), {"content-disposition": f'inline; filename="{name}.pdf"'})

    def _doi(self, path: str) -> Response:
        if path.startswith("/api/handles/"):
            return web_pages.handle(path.removeprefix("/api/handles/"), self._where(path.removeprefix("/api/handles/")))
        target = self._where(path.removeprefix("/"))
        return _redirect(target) if target else web_pages.not_found("DOI Not Found")

    def _where(self, doi: str) -> str | None:
        """Returns the landing page of *doi*; None if it is not registered."""
        lowered = doi.lower()
        if match := re.fullmatch(r"10\.48550/arxiv\.(.+)", lowered):
            return f"https://arxiv.org/abs/{match[1]}"
        for record in self._corpus.data.records:
            if lowered in (record.doi.lower(), (record.concept_doi or "").lower()):
                return f"https://zenodo.org/records/{record.id}"
        work = self._corpus.by_doi(lowered)
        if work is None:
            return None
        if lowered.startswith("10.1016/"):
            return f"https://linkinghub.elsevier.com/retrieve/doi/{quote(lowered)}"
        return f"https://{_landing_host(work)}/doi/{quote(lowered)}"

    def _pmc(self, request: Request, host: str, path: str, query: str) -> Response:
        match = re.search(r"/articles/(?:pmc)?(\d+)", path, re.IGNORECASE)
        work = self._corpus.by_pmc(match[1]) if match else None
        if match is None or work is None:
            return web_pages.not_found()
        if host == "europepmc.org":
            if match[1] in NOT_RENDERED:
                return web_pages.not_found()
            if "pdf=render" in query:
                return _pdf(request, self._pdf_writer.article(work))
            return web_pages.landing_page(work, f"https://europepmc.org/articles/pmc{match[1]}?pdf=render")
        if host != "pmc.ncbi.nlm.nih.gov":
            rest = "/pdf/" if "/pdf" in path else "/"
            return _redirect(f"https://pmc.ncbi.nlm.nih.gov/articles/PMC{match[1]}{rest}", 301)
        if "/pdf" in path:
            return web_pages.proof_of_work()
        return web_pages.landing_page(work, f"https://pmc.ncbi.nlm.nih.gov/articles/PMC{match[1]}/pdf/main.pdf")

    def _zenodo_page(self, request: Request, path: str) -> Response:
        match = re.fullmatch(r"/records?/(\d+)(?:/files/(.+?))?(/latest)?", path)
        if match is None:
            return web_pages.not_found()
        number = int(match[1])
        family = self._corpus.families.get(number)
        record = self._corpus.records.get(number)
        if family or (record is not None and match[3]):
            newest = (family or self._corpus.families[record.concept if record else 0])[0]
            return _redirect(f"https://zenodo.org/records/{newest.id}")
        if record is None:
            return web_pages.not_found()
        if not match[2]:
            pdfs = [name for name, _ in record.files if name.endswith(".pdf")] if record.access_right == "open" else []
            pdf = f"https://zenodo.org/records/{number}/files/{quote(pdfs[0])}" if pdfs else None
            return web_pages.record_page(record, pdf)
        data = self._zenodo.records.content(record, match[2]) if record.access_right == "open" else None
        return web_pages.not_found() if data is None else self._zenodo.content(request, match[2], data)

    def _anywhere(self, request: Request, host: str, path: str) -> Response:
        if host == "linkinghub.elsevier.com" and path.startswith("/retrieve/doi/"):
            return web_pages.jump(f"https://www.sciencedirect.com/doi/{path.removeprefix('/retrieve/doi/')}")
        if path.startswith("/doi/") and (work := self._corpus.by_doi(path.removeprefix("/doi/").lower())) is not None:
            return web_pages.landing_page(work, _publisher_pdf(work))
        if host == "papers.example.org" and path.endswith(".pdf"):
            work = self._corpus.by_doi(path.removeprefix("/").removesuffix(".pdf"))
            if work is not None and work.oa.url:
                return _pdf(request, self._pdf_writer.article(work))
        if host == "www.semanticscholar.org" and path.startswith("/paper/"):
            work = self._corpus.scholarly(path.rsplit("/", 1)[1])
            return web_pages.landing_page(work, None) if work is not None else web_pages.not_found()
        if path == "/login":
            return web_pages.login(host)
        return web_pages.not_found()

    # --- kinds

    def _behave(self, request: Request, kind: str, work: Work, to: str | None) -> Response:
        """Returns the answer of an address of *kind* that is expected to have *work*."""
        page = web_pages.page_of_kind(kind, work, to, request.path_params["host"])
        if page is not None:
            return page
        if kind == "redirect" and to:
            return _redirect(to)
        if kind == "loop":
            other = "" if request.query_params.get("cookieSet") else "?cookieSet=1"
            return _redirect(f"https://{request.path_params['host']}/{quote(request.path_params['path'])}{other}")
        if kind == "postscript":
            return Response(
                b"%!PS-Adobe-3.0\n" + b"newpath 72 72 moveto\n" * 900, 200, {"content-type": "application/postscript"}
            )
        data = self._document(kind, work)
        if kind in ("slow", "stalls", "cut", "reset", "huge") or (kind == "cut_once" and self._first(request)):
            total = _HUGE if kind == "huge" else len(data)
            return BrokenResponse(request, "cut" if kind == "cut_once" else kind, data, total)
        if kind == "gzip":
            return bytes_answer(request, gzip.compress(data, mtime=0), "application/x-gzip")
        if kind == "octet":
            return _pdf(
                request, data, {"content-disposition": 'attachment; filename="article.pdf"'}, "application/octet-stream"
            )
        return _pdf(request, data)

    def _document(self, kind: str, work: Work) -> bytes:
        if kind == "wrong":
            others = [other for other in self._corpus.scholar[:40] if other is not work]
            return self._pdf_writer.article(self._corpus.writer.rng("wrong", work.key).pick(others))
        if kind == "empty":
            return b""
        if kind == "no_end":
            return self._pdf_writer.article(work)[:-3000]
        draw = {
            "scan": self._pdf_writer.scan,
            "supplement": self._pdf_writer.supplement,
            "encrypted": self._pdf_writer.encrypted,
        }
        return draw.get(kind, self._pdf_writer.article)(work)

    def _first(self, request: Request) -> bool:
        marks = request.scope["demo.control"].marks
        marks[request.scope["path"]] += 1
        return bool(marks[request.scope["path"]] == 1)


def _landing_host(work: Work) -> str:
    if work.origin is not None:
        return "papers.example.org"
    pdf = _publisher_pdf(work)
    if pdf and "doi.org" not in pdf:
        return pdf.split("/")[2]
    return _LANDING_HOSTS.get((work.doi or "").split("/")[0], "journals.example.org")


def _publisher_pdf(work: Work) -> str | None:
    return next((copy.url_for_pdf for copy in work.copies if copy.host_type == "publisher" and copy.url_for_pdf), None)


def _pdf(
    request: Request, data: bytes, headers: dict[str, str] | None = None, media: str = "application/pdf"
) -> Response:
    return bytes_answer(request, data, media, etag=strong_etag(data), headers=headers)


def _redirect(to: str, status: int = 302) -> Response:
    return Response(None, status, {"location": to})
