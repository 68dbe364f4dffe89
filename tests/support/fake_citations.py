"""A Semantic Scholar with one paper and as many citations as a test wants, to misbehave with.

It obeys offset, limit, the wall of 10,000 and publicationDateOrYear, and answers from memory, so that 25,000 rows are
quick. Titles and names are made up.
"""

from __future__ import annotations

import datetime
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

PAPER = "a" * 40
OTHER = "b" * 40
_INTENTS: tuple[list[str], ...] = ([], ["background"], ["methodology"], ["result"], ["background", "methodology"])

Row = dict[str, Any]


def row(number: int, *, date: str | None = None, year: int | None = 2020, **changes: Any) -> Row:
    """One citation. Its facts follow from its number."""
    intents = _INTENTS[number % len(_INTENTS)]
    known: Row = {
        "contexts": [f"As Reed et al. (2017) say in sentence {number}."] if intents else [],
        "intents": intents,
        "contextsWithIntent": [{"context": f"As Reed et al. (2017) say in sentence {number}.", "intents": intents}]
        if intents
        else [],
        "isInfluential": number % 7 == 0,
        "citingPaper": {
            "paperId": f"{number:040x}",
            "title": f"Study {number} of tides",
            "year": year,
            "publicationDate": date,
            "venue": f"Journal {number % 40}",
            "citationCount": number % 500,
            "externalIds": {"DOI": f"10.5555/study.{number}", "CorpusId": 1_000_000 + number},
            "isOpenAccess": number % 3 == 0,
            "openAccessPdf": {"url": f"https://example.org/{number}.pdf", "status": "GREEN"}
            if number % 3 == 0
            else None,
            "authors": [{"authorId": str(number % 900), "name": f"Ada Writer{number % 900}"}],
        },
    }
    return known | changes


def rows_by_day(count: int, *, newest: str = "2024-12-31", a_day: int = 10) -> list[Row]:
    """*count* rows, newest first, *a_day* on each day."""
    last = datetime.date.fromisoformat(newest)
    made = []
    for number in range(count):
        day = last - datetime.timedelta(days=number // a_day)
        made.append(row(number, date=day.isoformat(), year=day.year))
    return made


class FakeCitations:
    """The service. rows: its citations in its order; references: the same of what the paper cites; before: called with
    the path and the number of the request, and may answer by itself with (status, body); keeps_answers: an answer is
    made once, so that whoever is measured beside it has the machine; refuses_batches: set, unless a request for many
    papers, which is refused, waits for it."""

    def __init__(self, rows: Sequence[Row] = (), *, total: int | None = None, keeps_answers: bool = False) -> None:
        self.rows = list(rows)
        self.references: list[Row] | None = []
        self.total = total
        self.wall = 10_000
        self._kept: dict[str, bytes] | None = {} if keeps_answers else None
        self.latency_s = 0.0
        self.papers: dict[str, Row] = {}
        self.before: Callable[[str, int], tuple[int, Any] | None] = lambda _path, _number: None
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.refuses_batches = threading.Event()
        self.refuses_batches.set()
        play = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                play.asked.append((unquote(parts.path), query))
                if play.latency_s:
                    time.sleep(play.latency_s)
                data = play._kept.get(self.path) if play._kept is not None else None
                status = 200
                if data is None:
                    status, body = play._answer(unquote(parts.path), query)
                    data = json.dumps(body).encode()
                    if play._kept is not None:
                        play._kept[self.path] = data
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_POST(self) -> None:
                play.refuses_batches.wait()
                self.send_error(501)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="citation play")
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self.refuses_batches.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def pages(self) -> list[dict[str, str]]:
        """The queries of the pages of lists that were asked for."""
        return [query for path, query in self.asked if path.endswith(("/citations", "/references"))]

    def _answer(self, path: str, query: dict[str, str]) -> tuple[int, Any]:
        own = self.before(path, len(self.asked))
        if own is not None:
            return own
        if path.endswith("/citations"):
            return self._page(self.rows, query)
        if path.endswith("/references"):
            if self.references is None:
                note = "The following paper fields have been elided by the publisher: {'references'}"
                return 200, {"data": None, "citingPaperInfo": {"openAccessPdf": {"disclaimer": note}}}
            return self._page(self.references, query)
        name = path.rpartition("/")[2]
        if name in self.papers:
            return 200, self.papers[name]
        return 200, {
            "paperId": PAPER,
            "title": "On tides",
            "year": 2017,
            "citationCount": len(self.rows) if self.total is None else self.total,
            "referenceCount": len(self.references or ()),
            "authors": [{"authorId": "7", "name": "Ada Writer7"}, {"authorId": "99999", "name": "Nora Reed"}],
        }

    def _page(self, rows: list[Row], query: dict[str, str]) -> tuple[int, Any]:
        offset, limit = int(query.get("offset", "0")), int(query.get("limit", "100"))
        if offset + limit >= self.wall:
            return 400, {"error": f"offset + limit must be < {self.wall}"}
        if "publicationDateOrYear" in query:
            rows = [each for each in rows if _is_in(each, query["publicationDateOrYear"])]
        if offset and offset >= len(rows):
            return 400, {"error": "Requested data for this limit and/or offset is not available"}
        body: dict[str, Any] = {"offset": offset}
        if offset + limit < len(rows):
            body["next"] = offset + limit
        return 200, body | {"data": rows[offset : offset + limit]}


def _is_in(one: Row, span: str) -> bool:
    """As the service filters: a paper without a day counts as 1 January, one without a year is nowhere."""
    paper = one.get("citingPaper") or one.get("citedPaper") or {}
    day = paper.get("publicationDate") or (f"{paper['year']}-01-01" if paper.get("year") else "")
    start, colon, end = span.partition(":")
    end = end if colon else start
    return bool(day) and (not start or day[: len(start)] >= start) and (not end or day[: len(end)] <= end)


def counts(rows: Sequence[Row]) -> dict[str, Counter[Any]]:
    """Counted outside the program: papers by intent, by year, and influential ones."""
    found: dict[str, Counter[Any]] = {"intents": Counter(), "years": Counter(), "influential": Counter()}
    for each in rows:
        found["intents"].update(set(each["intents"]))
        found["years"][each["citingPaper"]["year"]] += 1
        found["influential"][each["isInfluential"]] += 1
    return found
