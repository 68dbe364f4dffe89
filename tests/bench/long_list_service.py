"""Three services with a list of ten thousand papers, each as slow as it is told; a process of its own, so that its work
does not count as the window's.

    python -m tests.bench.long_list_service PORT_FILE S2_LATENCY UNPAYWALL_LATENCY ZENODO_LATENCY
"""

from __future__ import annotations

import json
import random
import sys
import time
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

ROWS, CALL = 10_000, 1000
FIELDS = ("Computer Science", "Medicine", "Biology", "Physics", "Linguistics")
WORDS = "graph attention sparse learning protein folding survey climate model neural citation language".split()  # noqa: SIM905


def paper(number: int) -> dict[str, Any]:
    dice = random.Random(number)
    words = " ".join(dice.choices(WORDS, k=8))
    return {
        "paperId": f"{number:040x}",
        "corpusId": number,
        "externalIds": {"CorpusId": number, "DOI": f"10.5555/list.{number}"},
        "url": f"https://www.semanticscholar.org/paper/{number:040x}",
        "title": f"{words.capitalize()} {number}",
        "abstract": f"{words} " * 20,
        "venue": dice.choice(("Nature", "Neural Information Processing Systems", "arXiv.org", "")),
        "publicationVenue": None,
        "year": dice.randint(1990, 2026),
        "referenceCount": dice.randint(0, 90),
        "citationCount": dice.randint(0, 5000),
        "influentialCitationCount": dice.randint(0, 200),
        "isOpenAccess": number % 2 == 0,
        "openAccessPdf": {"url": f"https://arxiv.org/pdf/{number}" if number % 2 == 0 else "", "status": None},
        "fieldsOfStudy": [dice.choice(FIELDS)],
        "s2FieldsOfStudy": [{"category": dice.choice(FIELDS), "source": "s2-fos-model"}],
        "publicationTypes": [dice.choice(("JournalArticle", "Conference", "Review"))],
        "publicationDate": f"{dice.randint(1990, 2026)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
        "journal": {"name": "A journal", "volume": "12"},
        "authors": [
            {"authorId": str(dice.randint(1, 9999)), "name": f"A. Author{dice.randint(1, 500)}"} for _ in "abcd"
        ],
    }


@lru_cache(maxsize=32)
def page(start: int, rows: int, token: bool) -> bytes:
    end = min(ROWS, start + rows)
    body: dict[str, Any] = {"total": ROWS, "data": [paper(number) for number in range(start + 1, end + 1)]}
    if token:
        body["token"] = str(end) if end < ROWS else None
    else:
        body |= {"offset": start, "next": end}
    return json.dumps(body).encode()


def answer(path: str, asked: dict[str, list[str]]) -> tuple[str, bytes]:
    if path.endswith("/paper/search/bulk"):
        return "s2", page(int(asked.get("token", ["0"])[0]), CALL, True)
    if path.endswith("/paper/search"):
        return "s2", page(int(asked.get("offset", ["0"])[0]), int(asked.get("limit", ["100"])[0]), False)
    if path.endswith("/v2/search"):
        return "unpaywall", b'{"elapsed_seconds": 0.1, "results": []}'
    return "zenodo", b'{"hits": {"hits": [], "total": 0}, "aggregations": {}, "links": {"self": ""}}'


def main() -> None:
    port_file, *latencies = sys.argv[1:]
    latency_by_service = dict(zip(("s2", "unpaywall", "zenodo"), map(float, latencies), strict=True))
    for start in range(0, ROWS, CALL):
        page(start, CALL, True)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            name, body = answer(parts.path, parse_qs(parts.query))
            time.sleep(latency_by_service[name])
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Path(port_file).write_text(str(server.server_port), "utf-8")
    server.serve_forever()


if __name__ == "__main__":
    main()
