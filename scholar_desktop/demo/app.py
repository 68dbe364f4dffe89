"""The demo as one ASGI application: the three services and the web that they link to.

The Host header of a request selects the service. api.semanticscholar.org, api.unpaywall.org and zenodo.org are the
services. The server's own address serves the same paths (/graph/v1, /recommendations/v1, /datasets/v1, /v2, /api) and
`/`, `/__stats`, `/__reset`, `/__config`. Every other host, and the paths of zenodo.org outside /api, are the web
(web/web.py), which is also available under `/web/HOST/PATH`. The files of the datasets have a host of their own
(datasets/datasets_api.py).
"""

from __future__ import annotations

from functools import lru_cache

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from scholar_desktop.demo.control import Control, DemoConfig
from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.pdf_writer import PdfWriter
from scholar_desktop.demo.datasets.datasets_api import DatasetsApi
from scholar_desktop.demo.datasets.generated_graph import GeneratedGraphApi
from scholar_desktop.demo.semantic_scholar.graph_api import GraphApi
from scholar_desktop.demo.unpaywall.unpaywall_api import UnpaywallApi
from scholar_desktop.demo.web.web import DemoWeb
from scholar_desktop.demo.zenodo.records_api import RecordsApi

__all__ = ["DemoApp", "DemoConfig", "build_app"]

_SERVICES = {
    "api.semanticscholar.org": ("/graph/v1", "/recommendations/v1", "/datasets/v1"),
    "api.unpaywall.org": ("/v2",),
    "zenodo.org": ("/api",),
}
"""For each host, the start of the paths of its service."""
_HERE = ("127.0.0.1", "localhost", "::1", "[::1]", "testserver")


class DemoApp(Starlette):
    """The application.

    Every request first passes `Control` (counts, faults, rates), which needs direct access to the server.
    """

    def __init__(self, control: Control, routes: list[Route]) -> None:
        super().__init__(routes=routes)
        self.control = control

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        await self.control.handle(direct(scope), receive, send, super().__call__)


def direct(scope: Scope) -> Scope:
    """Returns *scope* with the path by which the application routes the request, and with the host in `demo.host`."""
    headers = dict(scope["headers"])
    host = headers.get(b"host", b"").decode("latin-1").lower()
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    path = scope["path"]
    if name in _HERE:
        own = next((host for host, starts in _SERVICES.items() if path.startswith(starts)), "")
        name = path.split("/")[2].lower() if path.startswith("/web/") else own
    elif name in _SERVICES and path.startswith(_SERVICES[name]):
        pass
    else:
        path = f"/web/{name}{path}"
    return {**scope, "path": path, "demo.host": name}


@lru_cache(maxsize=2)
def _corpus_of(seed: int) -> tuple[DemoCorpus, PdfWriter]:
    """Returns what does not change between the servers of a process that have the same seed."""
    corpus = DemoCorpus(seed)
    return corpus, PdfWriter(corpus)


def build_app(config: DemoConfig) -> DemoApp:
    """Creates the application. Data are loaded at the first request."""
    corpus, pdf_writer = _corpus_of(config.seed)
    control = Control(config)
    zenodo = RecordsApi(corpus, pdf_writer)

    async def about(request: Request) -> Response:
        return JSONResponse(
            {
                "name": "Scholar Desktop demo services",
                "note": corpus.data.note,
                "papers": len(corpus.papers),
                "records": len(corpus.data.records),
                "services": {"semantic_scholar": "/graph/v1", "unpaywall": "/v2", "zenodo": "/api"},
            }
        )

    async def stats(request: Request) -> Response:
        return JSONResponse(control.stats())

    async def reset(request: Request) -> Response:
        control.reset()
        return JSONResponse({"ok": True})

    async def configure(request: Request) -> Response:
        try:
            control.configure(await request.body())
        except ValueError as problem:
            return JSONResponse({"error": str(problem)}, 400)
        return JSONResponse(control.settings())

    routes: list[Route] = [
        Route("/", about, methods=["GET"]),
        Route("/__stats", stats, methods=["GET"]),
        Route("/__reset", reset, methods=["POST"]),
        Route("/__config", configure, methods=["POST"]),
        *GeneratedGraphApi().routes(),
        *GraphApi(corpus).routes(),
        *UnpaywallApi(corpus).routes(),
        *zenodo.routes(),
        *DatasetsApi(corpus).routes(),
        *DemoWeb(corpus, pdf_writer, zenodo).routes(),
    ]
    return DemoApp(control, routes)
