"""Puts changed answers through everything that reads answers, and says what became of them."""

from __future__ import annotations

import random
import re
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from scholar_desktop.domain.bibliographic_entry import Entry
from scholar_desktop.domain.errors import BadAnswer, ScholarError
from scholar_desktop.domain.merging.dedupe import dedupe
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.message import encode_english, encode_stored
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.formats.bibliographic import bibliographic_record
from scholar_desktop.formats.bibtex import biblatex, bibtex
from scholar_desktop.formats.cite_keys import base_key
from scholar_desktop.formats.csl_json import csl_json
from scholar_desktop.formats.file_names import folder_name, pdf_name
from scholar_desktop.formats.paper_json import paper_from_json, paper_to_json
from scholar_desktop.formats.paper_table import paper_csv
from scholar_desktop.formats.plain_reference import reference
from scholar_desktop.formats.ris import ris
from scholar_desktop.net import failures
from scholar_desktop.net.auth import Auth
from scholar_desktop.net.service import Answer
from scholar_desktop.sources.s2_datasets import parse as datasets
from scholar_desktop.sources.semantic_scholar.parse import unsupported_fields
from scholar_desktop.sources.unpaywall import parse as unpaywall
from tests.fuzz.mutations import changed, shortened
from tests.support.recorded_exchanges import PARSERS, RETRIEVED, Exchange, Exchanges

UNRECORDED: dict[str, tuple[Callable[[Any], Any], Any]] = {
    "datasets.dataset": (
        datasets.parse_dataset,
        {"name": "papers", "description": "Papers.", "README": "Read me.", "files": ["https://files.example/1?s=x"]},
    ),
    "unpaywall.about": (
        unpaywall.parse_about,
        {"documentation_url": "https://unpaywall.org/products/api", "msg": "Don't panic", "version": "2.0.1"},
    ),
}
"""Endpoints of which no good answer was recorded: their parser, and an answer as their documentation has it."""
READERS = PARSERS | {endpoint: parser for endpoint, (parser, _) in UNRECORDED.items()}
MOST_PAPERS = 2
"""So many papers of an answer are used further."""
SERVICES = {"s2": "s2", "datasets": "datasets", "unpaywall": "unpaywall", "zenodo": "zenodo"}


@dataclass
class Outcome:
    """understood, refused, broken: answers by endpoint; faults: tracebacks by where they arose, one of each; slowest_s:
    of one answer."""

    understood: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)
    slowest_s: float = 0.0

    @property
    def answers(self) -> int:
        return self.understood.total() + self.refused.total() + self.broken.total()

    def add_answer(self, endpoint: str, problem: str | None, which: str, body: bytes) -> None:
        """Count one answer. problem: as `fault_of` returns it; which: how it can be made again."""
        if problem is None:
            self.understood[endpoint] += 1
        elif problem == "":
            self.refused[endpoint] += 1
        else:
            self.broken[endpoint] += 1
            lines = problem.strip().splitlines()
            place = f"{lines[-3:-1]} {lines[-1][:60]}"
            self.faults.setdefault(place, f"{endpoint}, {which}\n{problem}\n{body[:2000]!r}")

    def add(self, other: Outcome) -> None:
        self.understood += other.understood
        self.refused += other.refused
        self.broken += other.broken
        self.faults |= other.faults
        self.slowest_s = max(self.slowest_s, other.slowest_s)


class Corpus:
    """The recorded answers, as bytes: each use decodes them anew and may change what it gets."""

    def __init__(self, exchanges: Exchanges) -> None:
        self.good: list[tuple[str, bytes]] = []
        self.bad: list[tuple[Exchange, bytes]] = []
        for exchange in exchanges:
            raw = msgspec.json.encode(shortened(exchange.body))
            if exchange.status == 200 and exchange.endpoint in PARSERS:
                self.good.append((exchange.endpoint, raw))
            elif exchange.status >= 400:
                self.bad.append((exchange, raw))
        self.good += [(endpoint, msgspec.json.encode(body)) for endpoint, (_, body) in UNRECORDED.items()]
        by_endpoint = Counter(endpoint for endpoint, _ in self.good)
        # each endpoint as often as any other, however many recordings it has
        self.weights = [1 / by_endpoint[endpoint] for endpoint, _ in self.good]

    def other(self, dice: random.Random) -> Any:
        return msgspec.json.decode(dice.choice(self.good)[1])


def fuzz(corpus: Corpus, seed: int, count: int) -> Outcome:
    """*count* changed answers by the dice of *seed*: the same ones each time."""
    dice = random.Random(seed)
    outcome = Outcome()
    for number in range(count):
        began = time.perf_counter()
        if dice.random() < 0.08:
            exchange, raw = dice.choice(corpus.bad)
            body = changed(dice, msgspec.json.decode(raw), lambda: corpus.other(dice))
            endpoint = "errors"
            problem = fault_of(lambda: read_error(exchange, body))  # noqa: B023  called at once
        else:
            endpoint, raw = dice.choices(corpus.good, corpus.weights)[0]
            body = changed(dice, msgspec.json.decode(raw), lambda: corpus.other(dice))
            problem = fault_of(lambda: read(endpoint, body))  # noqa: B023
        outcome.slowest_s = max(outcome.slowest_s, time.perf_counter() - began)
        outcome.add_answer(endpoint, problem, f"seed {seed}, answer {number}", body)
    return outcome


def fault_of(work: Any) -> str | None:
    """None when *work* went well, empty when it refused in words, else what went wrong."""
    try:
        work()
    except BadAnswer as error:
        is_told = bool(error.subject) and error.message.endswith(".") and "\n" not in error.message
        return "" if is_told else f"told badly\nin\n{error.message!r} ({error.subject})"
    except ScholarError as error:
        return f"not the error of an answer\nin\n{error!r}"
    except Exception:  # noqa: BLE001  whatever it is, it is what is looked for
        return traceback.format_exc()
    return None


def read(endpoint: str, body: bytes) -> None:
    """As the program does: bytes, JSON, objects; then what is done with them."""
    service = SERVICES[endpoint.partition(".")[0]]
    answer = Answer(200, body, "application/json", {}, RETRIEVED, False, "http://x/", service)
    result = READERS[endpoint](answer.json())
    for part in result if isinstance(result, list | tuple) else [result]:
        if isinstance(part, msgspec.Struct):
            msgspec.json.encode(part, enc_hook=encode_stored)  # as the stores write it
            msgspec.convert(
                msgspec.to_builtins(part, enc_hook=encode_stored), type(part)
            )  # and every value has the type that is declared
    papers = list(_papers(result))[:MOST_PAPERS]
    dedupe(papers)
    for paper in papers:
        use(paper)


_MARKUP = re.compile(
    r"</?(?:img|script|iframe|object|embed|link|style|video|audio|svg|body|table|a|p|b|i|br|div|span)"
    r"(?:\s+[\w-]+\s*=[^<>]*)?\s*/?>",
    re.IGNORECASE,
)
"""A tag that Qt would take for HTML."""


def check_markup(paper: Paper) -> None:
    """No title, name or venue that is shown contains a tag, however it was hidden in the text that was sent."""
    for text in (paper.title, paper.venue or "", *(author.name for author in paper.authors)):
        shown = plain(text)
        left = _MARKUP.search(shown)
        assert left is None, f"{left[0]!r} is left of {text[:200]!r}"


def use(paper: Paper) -> None:
    """What window, library and export make of it."""
    check_markup(paper)
    reference(paper)
    for name in (pdf_name(paper), folder_name(paper), base_key(paper)):
        name.encode()
        assert name
        assert "/" not in name
        assert "\0" not in name
    entries = [Entry(base_key(paper), bibliographic_record(paper))]
    for text in (bibtex(entries), biblatex(entries), ris(entries), csl_json(entries)):
        text.encode()
    paper_csv([paper], [base_key(paper)]).encode()
    written = paper_to_json(paper, in_library=False, pdf=None)
    paper_from_json(msgspec.json.decode(msgspec.json.encode(written, enc_hook=encode_english)))


def read_error(exchange: Exchange, body: bytes) -> None:
    """An answer that is not 200, as an error that a person reads."""
    kind = next((value for name, value in exchange.headers.items() if name.lower() == "content-type"), "")
    error = failures.from_status("zenodo", exchange.status, {"content-type": kind}, body, auth=Auth(), until=None)
    assert error.message.endswith((".", "!", "?", "…", "”"))
    assert "\n" not in error.message
    assert len(error.message) < 600
    error.message.encode()
    unsupported_fields(getattr(error, "service_message", ""))


def _papers(value: Any) -> Iterator[Paper]:
    if isinstance(value, Paper):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            if name not in ("facts", "all", "fields"):
                yield from _papers(getattr(value, name))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _papers(part)
