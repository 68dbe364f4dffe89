"""The slim set of recorded exchanges: whole, of the same form as the full set, and without anybody else's text."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.recordings.__main__ import LONG_TITLE, REPLACED_KEYS, make
from tests.recordings.scrambled_text import KEPT, scrambled, shape
from tests.recordings.slim_set import FULL_SET, SLIM_SET, unpack
from tests.support.recorded_exchanges import load

EXCHANGES = 309
SAMPLES = 10
PIECES = ["", "<p>", "&amp;", "$x_1$", "\\emph{a}", "soft\u00adhyphen", "Größe", "研究方法"]


@pytest.fixture(scope="module")
def slim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpack(tmp_path_factory.mktemp("slim"))


def test_every_exchange_and_sample_is_there(slim: Path) -> None:
    assert len(load(slim)) == EXCHANGES
    assert len(list(slim.glob("datasets/samples/*.jsonl"))) == SAMPLES
    assert SLIM_SET.stat().st_size < 3_000_000


@pytest.mark.skipif(not FULL_SET.is_dir(), reason="the full set is not beside the project")
def test_it_is_the_full_set_but_for_the_texts(slim: Path) -> None:
    theirs, ours = load(FULL_SET), load(slim)
    assert [exchange.name for exchange in ours] == [exchange.name for exchange in theirs]
    replaced = 0
    for full, made in zip(theirs, ours, strict=True):
        assert (made.endpoint, made.path, made.query, made.status) == (
            full.endpoint,
            full.path,
            full.query,
            full.status,
        )
        assert made.headers == full.headers
        for key, was, now in texts(full.body, made.body):
            if was != now:
                assert key in REPLACED_KEYS | {"text"} or len(was) > LONG_TITLE, f"{full.name}: {key}"
                assert len(was) == len(now)
                assert shape(was) == shape(now), f"{full.name}: {key}"
                assert KEPT.findall(was) == KEPT.findall(now), f"{full.name}: {key}"
                replaced += 1
            else:
                assert key not in ("abstract", "contexts", "context") or len(was) < 12, f"{full.name}: {key}"
    assert replaced > 700


def texts(was: Any, now: Any, key: str = "") -> Iterator[tuple[str, str, str]]:
    """The texts of two bodies of the same form, side by side, with the key that each belongs to."""
    if isinstance(was, dict):
        assert list(was) == list(now)
        for name in was:
            yield from texts(was[name], now[name], name)
    elif isinstance(was, list):
        assert len(was) == len(now)
        for one, other in zip(was, now, strict=True):
            yield from texts(one, other, key)
    elif isinstance(was, str):
        yield key, was, now
    else:
        assert was == now


@given(
    st.text(max_size=200),
    st.sampled_from(["", "<p>", "&amp;", "$x_1$", "\\emph{a}", "soft\u00adhyphen", "Größe", "研究方法"]),
)
def test_a_scrambled_text_has_the_form_of_the_other(text: str, more: str) -> None:
    whole = text + more
    made = scrambled(whole)
    assert shape(made) == shape(whole)
    assert scrambled(whole) == made


def test_words_are_replaced_and_markup_remains() -> None:
    text = "<p>Deep learning &amp; \\emph{attention} at https://example.org/a, 42 times.</p>"
    made = scrambled(text)
    assert "learning" not in made
    assert "attention" not in made
    assert made.startswith("<p>")
    assert "&amp;" in made
    assert "\\emph{" in made
    assert "https://example.org/a" in made


def test_the_archive_is_made_again_with_the_same_content(tmp_path: Path, slim: Path) -> None:
    """From the slim set itself, since everybody has it: what is no text of others stays byte for byte."""
    make(slim, tmp_path / "again.tar.xz")
    with tarfile.open(tmp_path / "again.tar.xz") as archive:
        names = archive.getnames()
        first = archive.extractfile(names[0])
        assert first is not None
        assert set(json.load(first)) == {"request", "response"}
    assert len(names) == EXCHANGES + SAMPLES
