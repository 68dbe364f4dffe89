"""Zenodo's REST API in its form of 2026: one record in its forms, versions, files (docs/services.md).

It routes the searches of records and communities to their own files. The API is imitated with its peculiarities:
`retry-after` on every answer, a concept id that redirects, no ETag on file content.
"""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.corpus_file import Deposit
from scholar_desktop.demo.corpus.pdf_writer import PdfWriter
from scholar_desktop.demo.transfers import bytes_answer
from scholar_desktop.demo.zenodo.answers import ABSENT, NATIVE, OTHER_LIMIT, json_answer, limits, refusal
from scholar_desktop.demo.zenodo.communities import CommunitiesApi
from scholar_desktop.demo.zenodo.export_formats import form_of
from scholar_desktop.demo.zenodo.records import RecordRenderer, is_inline, md5, media_of
from scholar_desktop.demo.zenodo.search import RecordSearchApi

DELETED = 90000900
"""A deleted record: the answer is 410 with a tombstone."""


class RecordsApi:
    """The endpoints of records."""

    def __init__(self, corpus: DemoCorpus, pdf_writer: PdfWriter) -> None:
        self._corpus = corpus
        self.records = RecordRenderer(corpus, pdf_writer)
        self.communities = CommunitiesApi(corpus)
        self._search = RecordSearchApi(corpus, self.records, self.communities)

    def routes(self) -> list[Route]:
        return [
            Route("/api/records", self._records, methods=["GET"]),
            Route("/api/records/", self._records, methods=["GET"]),
            Route("/api/records/{id}", self._record, methods=["GET"]),
            Route("/api/records/{id}/versions", self._versions, methods=["GET"]),
            Route("/api/records/{id}/versions/latest", self._latest, methods=["GET"]),
            Route("/api/records/{id}/communities", self._communities, methods=["GET"]),
            Route("/api/records/{id}/files", self._files, methods=["GET"]),
            Route("/api/records/{id}/files-archive", self._archive, methods=["GET"]),
            Route("/api/records/{id}/files/{name:path}", self._file, methods=["GET"]),
            Route("/api/communities", self.communities.listed, methods=["GET"]),
            Route("/api/communities/", self.communities.listed, methods=["GET"]),
            Route("/api/communities/{id}", self.communities.one, methods=["GET"]),
            Route("/api/communities/{id}/records", self._within, methods=["GET"]),
        ]

    async def _records(self, request: Request) -> Response:
        return self._search.search(request)  # async, so that Starlette does not run it in a thread

    async def _within(self, request: Request) -> Response:
        found = self.communities.find(request)
        return found if isinstance(found, Response) else self._search.search(request, within=found.slug)

    # --- one record

    async def _record(self, request: Request) -> Response:
        found = self._find(request)
        if isinstance(found, Response):
            return found
        accept = request.headers.get("accept", "")
        if (other := form_of(found, accept)) is not None:
            media, text = other
            return Response(text, 200, {"content-type": media, **limits(request, OTHER_LIMIT)})
        native = NATIVE in accept
        extra = {"etag": 'W/"4"', "link": f'<{self.records.default(found)["links"]["self"]}> ; rel="linkset" ; '
                 'type="application/linkset+json"'}  # fmt: skip
        body = self.records.native(found) if native else self.records.default(found)
        return json_answer(request, body, 200, extra, NATIVE if native else "application/json")

    def _find(self, request: Request) -> Deposit | Response:
        """Returns the record, or the answer if it cannot be shown: a concept id redirects to its newest version."""
        if (refused := refusal(request)) is not None:
            return refused
        text = request.path_params["id"]
        number = int(text) if text.isdigit() else -1
        if number in self._corpus.records:
            return self._corpus.records[number]
        if number in self._corpus.families:
            rest = request.scope["path"].split(f"/records/{text}", 1)[1]
            newest = self._corpus.families[number][0].id
            return json_answer(request, None, 302, {"location": f"/api/records/{newest}{quote(rest)}"})
        if number == DELETED:
            tombstone = {
                "removal_reason": {"id": "retracted", "title": {"en": "Retraction"}},
                "note": "Removed for the demonstration.",
                "removal_date": "2025-03-03T10:00:00.000000+00:00",
                "citation_text": "Demo, D. (2025). A record that is no more. Zenodo.",
                "is_visible": True,
            }
            return json_answer(request, {"status": 410, "message": "Record deleted", "tombstone": tombstone}, 410)
        return json_answer(request, {"status": 404, "message": ABSENT}, 404)

    async def _latest(self, request: Request) -> Response:
        found = self._find(request)
        if isinstance(found, Response):
            return found
        newest = self._corpus.families[found.concept][0]
        return json_answer(request, None, 302, {"location": f"/api/records/{newest.id}"})

    async def _versions(self, request: Request) -> Response:
        found = self._find(request)
        if isinstance(found, Response):
            return found
        return self._search.page(
            request, self._corpus.families[found.concept], {"sort": "version", "allversions": "true"}
        )

    async def _communities(self, request: Request) -> Response:
        found = self._find(request)
        return found if isinstance(found, Response) else self.communities.of(request, found)

    # --- files

    async def _files(self, request: Request) -> Response:
        found = self._find(request)
        if isinstance(found, Response):
            return found
        if found.access_right != "open":
            return json_answer(request, {"status": 403, "message": "Permission denied."}, 403)
        return json_answer(request, self.records.entries(found))

    async def _file(self, request: Request) -> Response:
        found = self._find(request)
        if isinstance(found, Response):
            return found
        name: str = request.path_params["name"]
        wants_bytes = name.endswith("/content")
        name = name.removesuffix("/content")
        if found.access_right != "open":
            return json_answer(request, {"status": 403, "message": "Permission denied."}, 403)
        data = self.records.content(found, name)
        if data is None:
            return json_answer(request, {"status": 404, "message": "File not found."}, 404)  # made up
        if not wants_bytes:
            entry = next(each for each in self.records.entries(found)["entries"] if each["key"] == name)
            return json_answer(request, entry)
        return self.content(request, name, data)

    async def _archive(self, request: Request) -> Response:
        """Sends all files as one zip archive.

        It is created while it is sent, so a download cannot be resumed.
        """
        found = self._find(request)
        if isinstance(found, Response):
            return found
        if found.access_right != "open":
            return json_answer(request, {"status": 403, "message": "Permission denied."}, 403)
        headers = {**limits(request, OTHER_LIMIT), "content-disposition": f"attachment; filename={found.id}.zip"}
        return Response(self.records.archive(found), 200, {"content-type": "application/zip", **headers})

    def content(self, request: Request, name: str, data: bytes) -> Response:
        """Returns file contents as Zenodo sends them.

        They have Zenodo's own checksum header and no ETag; text is inline, all else an attachment.
        """
        headers = {
            **limits(request, OTHER_LIMIT),
            "oc-checksum": f"MD5:{md5(data)}",
            "content-disposition": "inline" if is_inline(name) else f"attachment; filename={_ascii(name)}",
        }
        media = media_of(name) if is_inline(name) else "application/octet-stream"
        return bytes_answer(request, data, media, headers=headers)


def _ascii(name: str) -> str:
    return name.rsplit("/", 1)[-1].encode("latin-1", "replace").decode("latin-1")
