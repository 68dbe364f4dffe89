"""Gets 1,000 papers from services of its own, with a lost network, a stopped process and a kill -9 on the way.

python -m tests.torture.thousand_papers [--papers N] [--seed S] [--place DIR] [--queue]

The services speak the protocols of Semantic Scholar, Unpaywall, Zenodo and the web. How each paper must end, and the
bytes of each file, follow from the data that the services have. Nothing of the program is imported here: it runs as a
process, as the command `get`, or with --queue as the download queue (`queue_driver.py`).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

ROOT = Path(__file__).parents[2]
HOSTS = 40
WORDS = re.findall(
    "[a-z]+",
    "algebra basin carbon delta enzyme forest glacier harbour island jasmine kernel lattice magnet nebula orchid "
    "protein quarry river sediment tensor urchin vector willow xylem yeast zeolite",
)
KINDS = {
    "direct": ("saved", 30),
    "second copy": ("saved", 10),
    "after a refusal": ("saved", 6),
    "landing page": ("saved", 8),
    "known to Semantic Scholar alone": ("saved", 5),
    "Zenodo": ("saved", 5),
    "closed": ("closed", 14),
    "data at Zenodo": ("no_pdf", 3),
    "unknown": ("not_found", 4),
    "refused": ("needs_person", 4),
    "challenge": ("needs_person", 2),
    "page without a PDF": ("needs_person", 2),
    "another paper": ("needs_person", 2),
    "gone": ("unavailable", 3),
    "always overloaded": ("temporary", 2),
}
"""Kind of paper -> (how it must end, share)."""


def draw_pdf(lines: list[str], filler: int) -> bytes:
    """A PDF of one page with *lines* as text, and *filler* bytes that no reader shows."""
    shown = "".join(f"BT /F1 12 Tf 60 {720 - 20 * n} Td ({line}) Tj ET\n" for n, line in enumerate(lines))
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R"
        b" /Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown) + 1, shown.encode()),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (filler, b"x" * filler),
    ]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start)
    return bytes(out)


class Data:
    """What the services know. truth: DOI -> (outcome, sha256 of the file or None)."""

    def __init__(self, count: int, seed: int) -> None:
        self.dice = random.Random(seed)
        self.s2: dict[str, dict[str, Any]] = {}
        self.unpaywall: dict[str, dict[str, Any]] = {}
        self.records: dict[str, dict[str, Any]] = {}
        self.web: dict[str, tuple[int, bytes, str]] = {}
        self.truth: dict[str, tuple[str, str | None]] = {}
        self.kinds: dict[str, str] = {}
        kinds = [kind for kind, (_, share) in KINDS.items() for _ in range(share)]
        for number in range(count):
            self._add(number, self.dice.choice(kinds))

    def _add(self, number: int, kind: str) -> None:
        title = f"{' '.join(self.dice.sample(WORDS, 6))} in case {number}".capitalize()
        file = draw_pdf([title, "Mary Sample and John Other", "Abstract. Nothing is measured here."], number % 7 * 9000)
        host, other = (f"files{self.dice.randrange(HOSTS)}.example.org" for _ in range(2))
        here, there = f"{host}/{number}.pdf", f"{other}/{number}/second.pdf"
        doi = f"10.1234/job.{number}"
        good, refused = (200, file, "application/pdf"), (403, b"<html><title>No</title></html>", "text/html")
        gone = (404, b"<html><title>Not found</title></html>", "text/html")
        locations: list[dict[str, Any]] = []
        s2_url = ""
        match kind:
            case "direct":
                self.web[here], locations = good, [_location(here)]
            case "second copy" | "after a refusal":
                self.web[here] = gone if kind == "second copy" else refused
                self.web[there], locations = good, [_location(here), _location(there)]
            case "landing page":
                self.web[f"{host}/page/{number}"] = (
                    200,
                    f'<html><head><meta name="citation_title" content="{title}">'
                    f'<meta name="citation_pdf_url" content="/{number}.pdf"></head></html>'.encode(),
                    "text/html",
                )
                self.web[here], locations = good, [_location(f"{host}/page/{number}", is_pdf=False)]
            case "known to Semantic Scholar alone":
                self.web[here], s2_url = good, f"https://{here}"
            case "Zenodo" | "data at Zenodo":
                doi = f"10.5281/zenodo.{70_000 + number}"
                name = f"The paper, revision {number % 4}.pdf" if kind == "Zenodo" else "measured values.csv"
                content = file if kind == "Zenodo" else b"a,b\n1,2\n"
                self._add_record(str(70_000 + number), doi, title, {name: content})
            case "refused":
                self.web[here], locations = refused, [_location(here)]
            case "challenge":
                text = b"<html><title>Just a moment...</title>/cdn-cgi/challenge-platform/</html>"
                self.web[here], locations = (403, text, "text/html"), [_location(here)]
            case "page without a PDF":
                self.web[here], locations = (200, b"<html><p>Read it here.</p></html>", "text/html"), [_location(here)]
            case "another paper":
                wrong = draw_pdf(["Llamas of the high plains and their wool", "Jane Roe", str(number)], 500)
                self.web[here], locations = (200, wrong, "application/pdf"), [_location(here)]
            case "gone":
                self.web[here], locations = gone, [_location(here)]
            case "always overloaded":
                busy = f"busy{number}.example.org/x.pdf"
                self.web[busy], locations = (500, b"busy", "text/plain"), [_location(busy)]
        outcome = KINDS[kind][0]
        self.truth[doi] = outcome, hashlib.sha256(file).hexdigest() if outcome == "saved" else None
        self.kinds[doi] = kind
        if kind in ("unknown", "Zenodo", "data at Zenodo"):
            return
        authors = [{"authorId": str(number), "name": "Mary Sample"}, {"authorId": None, "name": "John Other"}]
        self.s2[doi] = {
            "paperId": hashlib.sha1(doi.encode()).hexdigest(),
            "corpusId": number + 1,
            "externalIds": {"DOI": doi, "CorpusId": number + 1},
            "title": title,
            "year": 2021,
            "authors": authors,
            "isOpenAccess": bool(s2_url),
            "openAccessPdf": {"url": s2_url, "status": "GREEN" if s2_url else "CLOSED", "license": None},
        }
        self.unpaywall[doi] = {
            "doi": doi,
            "doi_url": f"https://doi.org/{doi}",
            "title": title,
            "genre": "journal-article",
            "year": 2021,
            "is_oa": bool(locations),
            "oa_status": "green" if locations else "closed",
            "oa_locations": locations,
            "best_oa_location": locations[0] if locations else None,
            "z_authors": [{"raw_author_name": "Mary Sample"}, {"raw_author_name": "John Other"}],
        }

    def _add_record(self, number: str, doi: str, title: str, files: dict[str, bytes]) -> None:
        base = f"zenodo.org/api/records/{number}"
        self.records[number] = {
            "id": int(number),
            "recid": number,
            "conceptrecid": str(int(number) + 9_000_000),
            "doi": doi,
            "title": title,
            "links": {"self": f"https://{base}", "self_html": f"https://zenodo.org/records/{number}"},
            "metadata": {
                "title": title,
                "doi": doi,
                "access_right": "open",
                "publication_date": "2021-03-04",
                "creators": [{"name": "Sample, Mary"}],
                "resource_type": {"type": "publication", "subtype": "article", "title": "Journal article"},
            },
            "files": [
                {
                    "id": name,
                    "key": name,
                    "size": len(content),
                    "checksum": f"md5:{hashlib.md5(content, usedforsecurity=False).hexdigest()}",
                    "links": {"self": f"https://{base}/files/{name}/content"},
                }
                for name, content in files.items()
            ],
        }
        for name, content in files.items():
            self.web[f"{base}/files/{quote(name)}/content"] = (200, content, "application/octet-stream")


def _location(place: str, *, is_pdf: bool = True) -> dict[str, Any]:
    url = f"https://{place}"
    return {
        "url": url,
        "url_for_pdf": url if is_pdf else None,
        "url_for_landing_page": None if is_pdf else url,
        "host_type": "repository",
        "version": "acceptedVersion",
        "license": None,
        "is_best": False,
        "evidence": "made for this run",
    }


class Services(ThreadingHTTPServer):
    """All services and hosts on one port. lost: every connection is reset, as when the network is gone."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, data: Data) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.data = data
        self.lost = threading.Event()
        self.answered = 0
        self.requests: Counter[str] = Counter()
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no error."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Services

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Prints nothing."""

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.server.lost.is_set():
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
            return
        host = self.headers["Host"].partition(":")[0]
        self.server.requests[f"{host}{self.path}"] += 1
        status, content, kind = self._answer(host, body)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"')
        self.end_headers()
        half = len(content) // 2
        self.wfile.write(content[:half])
        self.wfile.write(content[half:])
        self.server.answered += 1

    def _answer(self, host: str, body: bytes) -> tuple[int, bytes, str]:
        data = self.server.data
        if not host.startswith("127."):
            return data.web.get(f"{host}{self.path}", (404, b"<html>Not found</html>", "text/html"))
        path = unquote(urlsplit(self.path).path)
        if path == "/graph/v1/paper/batch":
            names = [name.removeprefix("DOI:").lower() for name in json.loads(body)["ids"]]
            return _json([data.s2.get(name) for name in names])
        if path.startswith("/graph/v1/paper/"):
            name = re.sub("^DOI:", "", path.removeprefix("/graph/v1/paper/")).lower()
            found = data.s2.get(name)
            return _json(found) if found else _json({"error": f"Paper with id {name} not found"}, 404)
        if path.startswith("/v2/"):
            found = data.unpaywall.get(path.removeprefix("/v2/").lower())
            return (
                _json(found)
                if found
                else _json({"error": True, "message": "not in Unpaywall", "HTTP_status_code": 404}, 404)
            )
        if (record := re.fullmatch(r"/api/records/(\d+)", path)) and record[1] in data.records:
            return _json(data.records[record[1]])
        return _json({"status": 404, "message": "The persistent identifier does not exist."}, 404)


def _json(body: Any, status: int = 200) -> tuple[int, bytes, str]:
    return status, json.dumps(body).encode(), "application/json"


class Job:
    """Runs the program on the services of *data*, in *place*."""

    def __init__(self, data: Data, place: Path, *, queue: bool) -> None:
        self.services = Services(data)
        self.data = data
        self.place = place
        self.queue = queue
        self.answer = place / "answer.json"
        self.list = place / "dois.txt"
        self.list.write_text("\n".join(data.truth) + "\n")

    def start(self) -> subprocess.Popen[bytes]:
        url = self.services.url
        chosen = {
            **{f"{name}_URL": url for name in ("SEMANTIC_SCHOLAR", "UNPAYWALL", "ZENODO")},
            "HOST_MAP": f"*={url}",
            "EMAIL": "ada@university.edu",
            "SEMANTIC_SCHOLAR_RATE": "0",
            "HOST_DELAY": "0",
            "RETRY_WAIT": "0.05",
            "PROFILE": str(self.place / "profile"),
        }
        words = ["tests.torture.queue_driver", str(self.list)] if self.queue else ["scholar_desktop", "get"]
        words += [] if self.queue else ["--file", str(self.list), "--json", "--quiet"]
        with (self.place / "errors.txt").open("ab") as errors, self.answer.open("wb") as answer:
            return subprocess.Popen(
                [sys.executable, "-m", *words],
                cwd=ROOT,
                env=os.environ | {f"SCHOLAR_DESKTOP_{name}": value for name, value in chosen.items()},
                stdout=answer,
                stderr=errors,
            )

    def wait_for(self, answered: int, process: subprocess.Popen[bytes]) -> None:
        while self.services.answered < answered and process.poll() is None:
            time.sleep(0.02)

    def compare(self, process: subprocess.Popen[bytes], name: str) -> int:
        """Prints truth beside answer. Returns how many papers ended neither as they must nor as temporary."""
        process.wait()
        items = json.loads(self.answer.read_bytes())["data"]["items"]
        told = {item["id"]: item for item in items}
        table: Counter[tuple[str, str]] = Counter()
        wrong = []
        for doi, (outcome, sha256) in self.data.truth.items():
            item = told[doi]
            table[outcome, item["outcome"]] += 1
            if item["outcome"] == "saved":
                right = hashlib.sha256(Path(item["path"]).read_bytes()).hexdigest() == sha256
            else:
                right = item["outcome"] == outcome
            if not right:
                wrong.append((doi, self.data.kinds[doi], outcome, item["outcome"], item.get("reason", "")))
        sent = sum(self.services.requests.values())
        _show(f"{name}: exit {process.returncode}, {len(items)} papers, {sent} requests")
        for (truth, answer), count in sorted(table.items()):
            _show(f"  truth {truth:14} answer {answer:14} {count:>6}")
        for line in wrong[:12]:
            _show(f"  differs: {line}")
        self.services.requests.clear()
        return sum(line[3] != "temporary" for line in wrong) if name != "last run" else len(wrong)


def _show(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="thousand_papers")
    parser.add_argument("--papers", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--place", type=Path)
    parser.add_argument("--queue", action="store_true", help="the queue of the window in place of the command")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="job-") as temporary:
        place = chosen.place or Path(temporary)
        place.mkdir(parents=True, exist_ok=True)
        job = Job(Data(chosen.papers, chosen.seed), place, queue=chosen.queue)
        return 1 if _run(job) else 0


def _run(job: Job) -> int:
    services, count = job.services, len(job.data.truth)
    process = job.start()
    job.wait_for(count // 4, process)
    process.send_signal(signal.SIGSTOP)  # the machine sleeps
    time.sleep(1)
    process.send_signal(signal.SIGCONT)
    job.wait_for(count // 2, process)
    services.lost.set()
    time.sleep(4)
    services.lost.clear()
    job.wait_for(count, process)
    _show(f"killed after {services.answered} answers: {process.poll() is None}")
    process.kill()
    process.wait()
    return job.compare(job.start(), "run after the kill") + job.compare(job.start(), "last run")


if __name__ == "__main__":
    sys.exit(main())
