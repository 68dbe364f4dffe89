"""A few thousand changed answers, the same ones each time. A hundred thousand: `make fuzz`."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.fuzz.answers import READERS, Corpus, fuzz
from tests.fuzz.opened import NAMES, fuzz_opened
from tests.recordings.slim_set import unpack
from tests.support.recorded_exchanges import PARSERS, load, load_recorded

TESTS = Path(__file__).parents[1]
SOURCES = TESTS.parent / "scholar_desktop" / "sources"


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_no_changed_answer_breaks_what_reads_it(seed: int):
    outcome = fuzz(Corpus(load_recorded()), seed, 750)
    assert not outcome.faults, "\n\n".join(outcome.faults.values())
    assert outcome.answers == 750
    assert outcome.understood.total() > 300, "most changes leave something to be understood"
    assert outcome.refused.total() > 100, "and some leave nothing"
    assert set(outcome.understood | outcome.refused) == {*READERS, "errors"}


def test_a_plain_clone_has_answers_of_every_endpoint(tmp_path: Path):
    slim = load(unpack(tmp_path))
    outcome = fuzz(Corpus(slim), 1, 300)
    assert not outcome.faults, "\n\n".join(outcome.faults.values())
    assert {exchange.endpoint for exchange in slim if exchange.status == 200} >= set(PARSERS)


def test_no_changed_sidecar_list_page_or_pdf_breaks_what_reads_it():
    outcome = fuzz_opened(NAMES, 1, 600)
    assert not outcome.faults, "\n\n".join(outcome.faults.values())
    assert outcome.understood.keys() == set(NAMES)


def test_every_parser_is_among_those_that_are_fuzzed():
    known = "".join((TESTS / name).read_text("utf-8") for name in ("support/recorded_exchanges.py", "fuzz/answers.py"))
    parsers = {
        node.name
        for path in SOURCES.rglob("*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("parse_")
    }
    assert parsers
    assert {name for name in parsers if name not in known} == set()
