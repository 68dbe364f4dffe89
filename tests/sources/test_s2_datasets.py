"""The Datasets API as it is asked and understood: paths, what is kept, and what to do about a refusal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.domain.corpus.dataset import Dataset, Diff, Diffs, Release, licence_text, without_query
from scholar_desktop.domain.errors import AccessRefused, BadAnswer, NotFound, Offline
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.net.call_log import CallLog
from scholar_desktop.net.client import Auth, Client, NetSettings, Service
from scholar_desktop.net.http_cache import AnswerStore
from scholar_desktop.sources.s2_datasets.api import S2Datasets
from scholar_desktop.sources.s2_datasets.parse import parse_dataset, parse_diffs, parse_release, parse_releases
from tests.sources.conftest import Start
from tests.support.loopback_service import RecordedRequest, Reply

LINK = "https://ai2-s2ag.s3.amazonaws.com/staging/2025-08-19/papers/20250822_0.gz?Signature=abc&Expires=1"
PAPERS = {"name": "papers", "description": "Papers.\n2 files.", "README": "LICENSE\nODC-BY", "files": [LINK]}
STEP = {"from_release": "2025-08-12", "to_release": "2025-08-19", "update_files": [LINK], "delete_files": []}
DIFFS = {"dataset": "papers", "start_release": "2025-08-12", "end_release": "2025-08-19", "diffs": [STEP]}


class Asking:
    """The source and its client, for one address."""

    def __init__(self, url: str, folder: Path, key: str | None) -> None:
        async def auth() -> Auth:
            return Auth(headers={"x-api-key": key}) if key else Auth()

        settings = NetSettings(user_agent="ScholarDesktop/test", service_hosts=("127.0.0.1",), retry_wait=0.001)
        self.log = CallLog()
        self.client = Client(settings, AnswerStore(folder / "answers.sqlite"), self.log)
        self.source = S2Datasets(self.client, Service("datasets", url, auth))
        self.ask = RequestOptions(wait_s=0.5)


@asynccontextmanager
async def asking(url: str, folder: Path, key: str | None = "a-key-of-mine") -> AsyncIterator[Asking]:
    made = Asking(url, folder, key)
    try:
        yield made
    finally:
        await made.client.aclose()


def answers(asked: RecordedRequest) -> Any:
    bodies = {
        "/datasets/v1/release/": ["2025-08-12", "2025-08-19"],
        "/datasets/v1/release/latest": {"release_id": "2025-08-19", "README": "Terms", "datasets": [PAPERS]},
        "/datasets/v1/release/2025-08-19/dataset/papers": PAPERS,
        "/datasets/v1/diffs/2025-08-12/to/latest/papers": DIFFS,
    }
    found = bodies.get(asked.path)
    return Reply({"error": "not here"}, 404) if found is None else found


async def test_each_question_has_its_path_and_the_key(loopback: Start, tmp_path: Path) -> None:
    service = loopback(answers)
    async with asking(service.url, tmp_path) as it:
        assert await it.source.releases(it.ask) == ("2025-08-12", "2025-08-19")
        release = await it.source.release("latest", it.ask)
        dataset = await it.source.dataset("papers", "2025-08-19", it.ask)
        diffs = await it.source.diffs("papers", "2025-08-12", "latest", it.ask)
    assert release == Release("2025-08-19", "Terms", (Dataset("papers", "Papers.\n2 files.", "LICENSE\nODC-BY"),))
    assert dataset.files == (LINK,)
    assert diffs == Diffs("papers", "2025-08-12", "2025-08-19", (Diff("2025-08-12", "2025-08-19", (LINK,)),))
    assert [asked.raw_path for asked in service.asked] == [
        "/datasets/v1/release/",
        "/datasets/v1/release/latest",
        "/datasets/v1/release/2025-08-19/dataset/papers",
        "/datasets/v1/diffs/2025-08-12/to/latest/papers",
    ]
    assert {asked.headers["x-api-key"] for asked in service.asked} == {"a-key-of-mine"}
    assert it.ask.request_counts.of("datasets").requests == 4


async def test_releases_are_kept_and_links_are_not(loopback: Start, tmp_path: Path) -> None:
    service = loopback(answers)
    async with asking(service.url, tmp_path) as it:
        for _ in range(2):
            await it.source.releases(it.ask)
            await it.source.dataset("papers", "2025-08-19", it.ask)
            await it.source.diffs("papers", "2025-08-12", "latest", it.ask)
        it.client.set_offline(True)
        assert await it.source.releases(it.ask) == ("2025-08-12", "2025-08-19")
        with pytest.raises(Offline):
            await it.source.dataset("papers", "2025-08-19", it.ask)
    assert len(service.asked) == 5
    assert all("Signature" not in call.path for call in it.log.calls("datasets"))
    stored = [file.read_bytes() for file in tmp_path.iterdir()]  # noqa: ASYNC240
    assert stored
    assert all(b"Signature=abc" not in content for content in stored)


@pytest.mark.parametrize(
    ("key", "status", "hint"),
    [
        (None, 401, "need a key"),
        (None, 403, "A key may help"),
        ("a-key-of-mine", 401, "was not accepted"),
        ("a-key-of-mine", 403, "was not accepted"),
    ],
)
async def test_a_refusal_has_the_services_words_and_what_to_do(
    loopback: Start, tmp_path: Path, key: str | None, status: int, hint: str
) -> None:
    service = loopback(lambda asked: Reply({"error": "A valid API key is required"}, status))
    async with asking(service.url, tmp_path, key) as it:
        for question in (
            it.source.dataset("papers", "latest", it.ask),
            it.source.diffs("papers", "2025-08-12", "latest", it.ask),
        ):
            with pytest.raises(AccessRefused) as refused:
                await question
            assert "A valid API key is required" in refused.value.message
            assert hint in (refused.value.hint or "")
            assert "keys set semantic_scholar" in (refused.value.hint or "")
            assert refused.value.subject == "datasets"
            assert "a-key-of-mine" not in refused.value.message + (refused.value.hint or "")


async def test_what_is_not_there_is_named(loopback: Start, tmp_path: Path) -> None:
    service = loopback(answers)
    async with asking(service.url, tmp_path) as it:
        for question, words in (
            (it.source.release("1999-01-01", it.ask), "no release 1999-01-01"),
            (it.source.dataset("novels", "2025-08-19", it.ask), "no dataset novels in the release 2025-08-19"),
            (
                it.source.diffs("novels", "2025-08-12", "latest", it.ask),
                "no changes of novels from 2025-08-12 to latest",
            ),
        ):
            with pytest.raises(NotFound) as missing:
                await question
            assert words in missing.value.message
            assert missing.value.hint


@pytest.mark.parametrize(
    "body",
    [None, {}, {"error": "x"}, {"name": "papers", "files": None}, {"name": "papers", "files": {}}, "text", 7],
)
def test_what_is_no_answer_is_a_bad_one(body: Any) -> None:
    for parse in (parse_releases, parse_release, parse_dataset, parse_diffs):
        with pytest.raises(BadAnswer):
            parse(body)


def test_a_file_without_an_address_is_not_passed_over() -> None:
    for wrong in (None, "", "ftp://host/x", "not an address", 7):
        with pytest.raises(BadAnswer):
            parse_dataset(PAPERS | {"files": [LINK, wrong]})
        with pytest.raises(BadAnswer):
            parse_diffs(DIFFS | {"diffs": [STEP | {"delete_files": [wrong]}]})
    with pytest.raises(BadAnswer):
        parse_diffs(DIFFS | {"diffs": [{"update_files": [], "delete_files": []}]})


def test_one_broken_dataset_of_a_release_is_counted() -> None:
    release = parse_release({"release_id": "2025-08-19", "README": None, "datasets": [PAPERS, {}, None, {"name": 7}]})
    assert ([one.name for one in release.datasets], release.skipped, release.readme) == (["papers"], 3, "")


def test_the_terms_are_the_datasets_own_or_else_those_of_the_release() -> None:
    release = Release("2025-08-19", "of all", (Dataset("papers", readme="of papers"), Dataset("tldrs")))
    assert licence_text(Dataset("papers", readme="mine"), release) == "mine"
    assert licence_text(Dataset("papers"), release) == "of papers"
    assert licence_text(Dataset("tldrs"), release) == "of all"


def test_a_link_is_shown_without_its_signature() -> None:
    assert without_query(LINK) == "https://ai2-s2ag.s3.amazonaws.com/staging/2025-08-19/papers/20250822_0.gz"
