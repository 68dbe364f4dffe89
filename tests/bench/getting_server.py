"""A server of its own process for the workloads of getting: Unpaywall and Semantic Scholar with a latency, large files
with and without a cap on the rate, and PDFs of mixed kinds on many hosts.

    python -m tests.bench.getting_server PORT_FILE
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import sys
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from tests.support.drawn_pdfs import draw_paper

LATENCY_S = 0.1
LARGE = 100_000_000
CAP = 20_000_000
PIECE = 1 << 18
HOSTS = 20
KINDS = ("pdf",) * 5 + ("packed", "redirect", "landing", "missing", "page")
"""Of ten papers: seven whose PDF comes at once, by a packed answer or by a redirect; one by its landing page; a dead
link; and a page that names no PDF."""
SAVED = sum(kind not in ("missing", "page") for kind in KINDS) / len(KINDS)


def doi(number: int) -> str:
    return f"10.5555/bench.{number}"


def title(number: int) -> str:
    return f"The {number}th of the studies on tides and the ships that wait for them"


def kind(number: int) -> str:
    return KINDS[(number + number // HOSTS) % len(KINDS)]


def address(number: int) -> str:
    return f"https://host{number % HOSTS}.example/{kind(number)}/{number}.pdf"


@cache
def file(number: int) -> bytes:
    return draw_paper(title(number), ["Ada Lovelace"], filler=100_000)


def unpaywall(number: int) -> bytes:
    url = address(number)
    named = {"url": url, "url_for_pdf": None if kind(number) == "landing" else url, "url_for_landing_page": url}
    place = named | {"host_type": "publisher", "version": "publishedVersion", "license": "cc-by", "is_best": True}
    told = {"doi": doi(number), "title": title(number), "is_oa": True, "oa_status": "gold", "year": 2020}
    more = {"genre": "journal-article", "best_oa_location": place, "oa_locations": [place], "z_authors": None}
    return json.dumps(told | more).encode()


def semantic_scholar(name: str) -> dict[str, object] | None:
    found = re.search(r"bench\.(\d+)", name)
    if found is None:
        return None
    number = int(found[1])
    ids = {"DOI": doi(number), "CorpusId": number + 1}
    return {"paperId": f"{number + 1:040x}", "corpusId": number + 1, "title": title(number), "externalIds": ids}


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while head := (await reader.readuntil(b"\r\n\r\n")).decode("latin-1"):
            line, *fields = head.split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            await answer(writer, unquote(line.split(" ")[1]), headers["host"], body)
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def answer(writer: asyncio.StreamWriter, path: str, host: str, body: bytes) -> None:
    def send(content: bytes, status: int = 200, **more: str) -> None:
        fields = {"Content-Type": "application/json", "Content-Length": str(len(content))}
        fields |= {name.replace("_", "-"): value for name, value in more.items()}
        lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        writer.write(f"HTTP/1.1 {status} OK\r\n{lines}\r\n".encode() + content)

    number = int(found[1]) if (found := re.search(r"(?:bench\.|/)(\d+)(?:\.pdf)?(?:\?|$)", path)) else 0
    if path.startswith("/v2/"):
        await asyncio.sleep(LATENCY_S)
        send(unpaywall(number))
    elif path.startswith("/graph/"):
        await asyncio.sleep(LATENCY_S)
        names = json.loads(body)["ids"] if body else [path]
        told = [semantic_scholar(name) for name in names]
        send(json.dumps(told if body else told[0]).encode())
    elif path.startswith(("/large", "/capped")):
        await large(writer, CAP if path.startswith("/capped") else None)
    elif host.startswith("host"):
        web(send, path, number)
    else:
        send(b"{}", 404)
    await writer.drain()


def web(send: object, path: str, number: int) -> None:
    """One of the hosts of PDFs."""
    assert callable(send)
    pdf = {"Content_Type": "application/pdf", "ETag": f'"{number}"'}
    match path.split("/")[1]:
        case "packed":
            send(gzip.compress(file(number)), Content_Encoding="gzip", **pdf)
        case "redirect":
            send(b"", 302, Location=f"/pdf/{number}.pdf")
        case "landing":
            meta = f'<meta name="citation_pdf_url" content="/pdf/{number}.pdf"><title>{title(number)}</title>'
            send(f"<!doctype html><html><head>{meta}</head></html>".encode(), Content_Type="text/html")
        case "missing":
            send(b"gone", 404, Content_Type="text/html")
        case "page":
            send(b"<!doctype html><html><head><title>A journal</title></head></html>", Content_Type="text/html")
        case _:
            send(file(number), **pdf)


async def large(writer: asyncio.StreamWriter, cap: int | None) -> None:
    head = f'HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nETag: "1"\r\nContent-Length: {LARGE}\r\n\r\n'
    writer.write(head.encode() + b"%PDF-1.7\n")
    piece, sent = bytes(PIECE), 9
    began = asyncio.get_running_loop().time()
    while sent < LARGE:
        writer.write(piece[: LARGE - sent])
        sent += len(piece[: LARGE - sent])
        await writer.drain()
        if cap is not None and (early := sent / cap - (asyncio.get_running_loop().time() - began)) > 0:
            await asyncio.sleep(early)


async def main(port_file: Path) -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=1 << 20)
    port_file.write_text(str(server.sockets[0].getsockname()[1]))  # noqa: ASYNC240  before anything is served
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
