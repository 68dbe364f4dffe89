"""The text of the PDFs: kept with the file, found by page, undone, rebuilt, and forgotten with it."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from scholar_desktop.domain.library import LibraryView, PageHit, ReadText, TextCounts
from scholar_desktop.library.store import LibraryStore
from scholar_desktop.library.tables import page_texts
from scholar_desktop.library.tables.page_texts import prepare_text, readable_text
from tests.support.libraries import a_paper, found, keep, keep_pdf, opened, settled, titles

VERSION_2 = Path(__file__).with_name("version_2")


async def keep_text(store: LibraryStore, staging: Path, title: str, *texts: str, **more: str) -> str:
    """Keep a paper with a PDF that has these pages; its checksum."""
    paper = a_paper(title, **more) if more else a_paper(title)
    sha256 = await keep_pdf(store, paper, staging, title.encode())
    assert await store.keep_text(sha256, ReadText(len(texts), tuple(map(prepare_text, texts))))
    return sha256


async def hits(store: LibraryStore, words: str, view: LibraryView = LibraryView.ALL) -> list[tuple[int, str]]:
    """(page, what is marked) of each hit."""
    return [
        (hit.page, "|".join(hit.text[first:last] for first, last in hit.marks))
        for hit in (await store.page(view, words)).hits
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sparse trans\ufffeformers", "sparse transformers"),
        ("state-of-the\ufffeart", "state-of-the-art"),
        ("two\r\n  lines\tand\xa0more ", "two lines and more"),
        ("ef\ufb01cient", "efficient"),
        ("soft\u00adhyphen", "softhyphen"),
        ("nul\x00 and \ud800 half", "nul and half"),
        ("the 注意力 net", "the 注 意 力 net"),
        ("a" * 30_000, "a" * 20_000),
    ],
)
def test_a_page_is_prepared_for_the_index(text: str, expected: str) -> None:
    assert prepare_text(text) == expected


def test_a_page_is_readable_again_without_the_spaces_of_the_index() -> None:
    assert readable_text(prepare_text("the 注意力 net")) == "the 注意力 net"


async def test_words_of_a_page_are_found_with_their_place(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        text = "Our sparse attention pattern scales linearly"
        await keep_text(store, tmp_path, "Longformer", "An introduction", text)
        kept = await found(store, a_paper("Longformer"))
        page = await store.page(LibraryView.ALL, "sparse attention")
        assert (page.total, page.in_text) == (1, 1)
        assert page.papers == (kept,)
        assert page.hits == (PageHit(kept.key, kept.pdf or "", 2, text, ((4, 20),), alone=True),)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("sparse attention", [(2, "sparse attention")]),
        ("attention spar", [(2, "sparse attention")]),
        ("SPARSE", [(2, "sparse")]),
        ("sparse introduction", []),
        ("naive", [(3, "naïve")]),
        ("linear", [(2, "linearly")]),
        ("注意力", [(3, "注意力")]),
        ("意力", [(3, "意力")]),
        ("sp", []),
        ("of", []),
        ("of sparse", []),
        ('"sparse" OR NEAR(x', []),
    ],
)
async def test_what_is_found_on_which_page(tmp_path: Path, words: str, expected: list[tuple[int, str]]):
    async with opened(tmp_path / "data") as store:
        pages = ("An introduction of it", "Our sparse attention pattern scales linearly", "A naïve 注意力 thing")
        await keep_text(store, tmp_path, "Longformer", *pages)
        assert await hits(store, words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("beta", ["β"]),
        ("β", ["β"]),
        ("tgfbeta1", ["TGFβ1"]),
        ("tgfβ1 signals", ["TGFβ1 signals"]),
        ("λογος", ["λόγος"]),
        ("λόγος", ["λόγος"]),
        ("ΛΟΓΟΣ", ["λόγος"]),
        ('"decay of β" beta', ["decay of β"]),
        ("alphabet", []),
    ],
)
async def test_greek_letters_are_found_by_their_names_and_without_accents(
    tmp_path: Path, words: str, expected: list[str]
):
    async with opened(tmp_path / "data") as store:
        text = "the decay of β and TGFβ1 signals, as λόγος says"
        await keep_text(store, tmp_path, "Longformer", text)
        await store.own_words.note(a_paper("With a note"), text)
        page = await store.page(LibraryView.ALL, words)
        places = [[hit.text[start:end] for start, end in hit.marks][:1] for hit in page.hits]
        assert places == ([expected] * 2 if expected else [])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("n-back", [(2, "n-back")]),
        ("n-ba", [(2, "n-back")]),
        ("text:n-back", []),
        ("load-dependent", [(3, "loaddependent")]),
        ("state-of-the-art", [(3, "state-of-the-art")]),
        ("far-reaching", [(4, "far reaching")]),
        ("10.1038/s41586-019-1666-5", [(4, "10|1038|s41586-019-1666-5")]),
        ("2019-03", [(4, "2019-03")]),
        ("reaching-far", []),
    ],
)
async def test_a_hyphenated_word_of_a_page_is_its_parts_side_by_side(
    tmp_path: Path, words: str, expected: list[tuple[int, str]]
):
    async with opened(tmp_path / "data") as store:
        pages = (
            "Backbones of n go back to backpropagation",
            "The n-back task goes back to 1958",
            "load\ufffedependent and state-of-the\ufffeart",
            "far reaching, reaching 2019-03, doi:10.1038/s41586-019-1666-5",
        )
        await keep_text(store, tmp_path, "Memory", *pages)
        assert await hits(store, words) == expected


async def test_titles_and_authors_come_before_text(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        await keep_text(store, tmp_path, "Whales", "attention attention attention")
        await keep_text(store, tmp_path, "Attention and whales", "whales swim", "of attention here")
        await keep(store, a_paper("Attention without a PDF"))
        page = await store.page(LibraryView.ALL, "attention")
        assert [kept.paper.title for kept in page.papers] == [
            "Attention and whales",
            "Attention without a PDF",
            "Whales",
        ]
        assert (page.total, page.in_text) == (3, 1)
        assert [(hit.page, hit.alone) for hit in page.hits] == [(2, False), (1, True)]
        quick = await store.page(LibraryView.ALL, "attention", in_text=False)
        assert (quick.total, quick.in_text, quick.hits) == (2, 0, ())


async def test_the_page_that_says_most_of_the_words_is_shown(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        filler = "nothing of the kind is said " * 40
        await keep_text(store, tmp_path, "Whales", f"krill {filler}", "krill krill krill krill", f"krill {filler}")
        assert await hits(store, "krill") == [(2, "krill krill krill krill")]


async def test_a_common_word_gives_the_newest_papers_and_a_rare_one_the_best(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("scholar_desktop.library.search.text_search.RANKED_AT_MOST", 3)
    async with opened(tmp_path / "data") as store:
        for number in range(6):
            rare = "krill " * (6 - number) if number in (1, 4) else ""
            await keep_text(store, tmp_path, f"Whales {number}", f"common words {rare} {'and more ' * 20}")
        assert await titles(store, "common") == [f"Whales {number}" for number in (5, 4, 3, 2, 1, 0)]
        assert await titles(store, "krill") == ["Whales 1", "Whales 4"]


async def test_pages_of_the_answer_are_cut_from_titles_and_texts_together(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        for number in range(3):
            await keep(store, a_paper(f"Krill {number}"))
        for number in range(4):
            await keep_text(store, tmp_path, f"Whales {number}", f"{number} krill")
        whole = await titles(store, "krill")
        assert len(whole) == 7
        for offset in range(8):
            page = await store.page(LibraryView.ALL, "krill", offset=offset, limit=3)
            assert page.total == 7
            assert [kept.paper.title for kept in page.papers] == whole[offset : offset + 3]


async def test_a_view_narrows_what_the_texts_give(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        await keep_text(store, tmp_path, "Whales", "krill")
        await keep_text(store, tmp_path, "Seals", "krill")
        await store.star([(await found(store, a_paper("Seals"))).key], True)
        assert await titles(store, "krill", LibraryView.STARRED) == ["Seals"]
        assert await titles(store, "krill", LibraryView.WITHOUT_PDF) == []


async def test_a_file_that_two_papers_have_is_found_for_both(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        sha256 = await keep_text(store, tmp_path, "Whales", "krill")
        (other,) = await keep(store, a_paper("Seals"))
        with closing(sqlite3.connect(tmp_path / "data" / "library.sqlite", isolation_level=None)) as connection:
            paper_id = connection.execute("SELECT id FROM papers WHERE key = ?", (other,)).fetchone()[0]
            connection.execute(
                "INSERT INTO files (paper_id, name, sha256, bytes) VALUES (?, 'same.pdf', ?, 1)", (paper_id, sha256)
            )
        assert sorted(await titles(store, "krill")) == ["Seals", "Whales"]
        assert len((await store.page(LibraryView.ALL, "krill")).hits) == 2


async def test_the_text_goes_with_its_paper_and_undo_brings_it_back(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        await keep_text(store, tmp_path, "Whales", "krill")
        await store.remove([(await found(store, a_paper("Whales"))).key])
        assert await titles(store, "krill") == []
        assert await store.text_counts() == TextCounts(0, 0)
    async with opened(tmp_path / "data") as store:  # an opening tidies what nothing can bring back
        await store.undo()
        assert await hits(store, "krill") == [(1, "krill")]
        assert await store.text_counts() == TextCounts(1, 0)


async def test_texts_of_papers_in_the_trash_are_not_counted(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        changes = []
        await keep_text(store, tmp_path, "Whales", "krill")
        store.changed.connect(changes.append)
        await store.entries.trash([(await found(store, a_paper("Whales"))).key], True)
        assert await titles(store, "krill") == []
        assert await store.text_counts() == TextCounts(0, 0)
        assert len(changes[-1].files) == 1  # those who show the count look it up again
        await store.undo()
        assert await store.text_counts() == TextCounts(1, 0)
        assert len(changes[-1].files) == 1


async def test_the_text_of_a_file_that_is_gone_for_good_is_forgotten(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        await keep_text(store, tmp_path, "Whales", "krill")
        await store.undo()
        assert await titles(store, "krill") == []
        await store.add([a_paper("Seals")])  # from now on redo cannot bring it back
    async with opened(tmp_path / "data") as store:
        await store.counts()
        await settled(store)
        assert await store.verify() == ()
    with closing(sqlite3.connect(tmp_path / "data" / "library.sqlite")) as connection:
        for table in ("file_texts", "page_texts"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


async def test_what_is_unread_is_named_in_order_and_read_once(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        sha256s = [await keep_pdf(store, a_paper(f"Paper {number}"), tmp_path, b"%d" % number) for number in range(3)]
        unread = await store.unread()
        assert [file.sha256 for file in unread] == sha256s
        assert [file.path for file in unread] == [
            (await found(store, a_paper(f"Paper {number}"))).pdf for number in range(3)
        ]
        assert await store.unread(after=unread[0].row, limit=1) == unread[1:2]
        assert await store.text_counts() == TextCounts(0, 3)
        assert await store.keep_text(sha256s[0], ReadText(1, ("krill",)))
        assert not await store.keep_text(sha256s[0], ReadText(1, ("whales",)))
        assert await store.keep_text(sha256s[1], ReadText(3, (), False, "Page 1 could not be read. It crashed."))
        assert not await store.keep_text("0" * 64, ReadText(1, ("nobody's",)))
        assert [file.sha256 for file in await store.unread()] == sha256s[2:]
        assert await store.text_counts() == TextCounts(1, 1, 1)
        assert await hits(store, "krill") == [(1, "krill")]
        broken = await store.what_was_read(sha256s[1])
        assert broken == ReadText(3, (), False, "Page 1 could not be read. It crashed.")
        assert await store.what_was_read(sha256s[2]) is None


async def test_a_book_is_kept_up_to_the_limit(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(page_texts, "FILE_LETTERS", 26)
    async with opened(tmp_path / "data") as store:
        await keep_text(store, tmp_path, "Whales", "krill " * 3, "plankton", "squid")
        assert [await hits(store, word) for word in ("krill", "plan", "squid")] == [
            [(1, "krill krill krill")],
            [(2, "plankton")],
            [],
        ]


async def test_rebuild_makes_the_index_anew_from_what_is_read_again(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        sha256 = await keep_text(store, tmp_path, "Whales", "krill")
        told = []
        store.changed.connect(told.append)
        await store.rebuild()
        assert told[0].files == {sha256}
        assert [file.sha256 for file in await store.unread()] == [sha256]
        assert await titles(store, "krill") == []
        await store.keep_text(sha256, ReadText(1, ("krill",)))
        assert await titles(store, "krill") == ["Whales"]


async def test_verify_finds_an_index_that_does_not_agree_with_the_text(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        await keep_text(store, tmp_path, "Whales", "krill")
        await settled(store)
        assert await store.verify() == ()
        with closing(sqlite3.connect(tmp_path / "data" / "library.sqlite", isolation_level=None)) as connection:
            connection.execute("UPDATE page_texts SET text = 'squid'")
        (problem,) = await store.verify()
        assert problem.message == "The search index differs from the text of the PDFs."


async def test_a_search_of_the_texts_that_nobody_waits_for_stops_and_titles_do_not_wait_behind_it(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        for number in range(30):
            await keep_text(store, tmp_path, f"Whales {number}", *(f"krill {word} " * 200 for word in range(20)))
        older = [asyncio.ensure_future(store.page(LibraryView.ALL, "krill")) for _ in range(5)]
        await asyncio.sleep(0)
        for task in older:
            task.cancel()
        page = await store.page(LibraryView.ALL, "whales", in_text=False)
        assert page.total == 30
        assert all(
            isinstance(end, asyncio.CancelledError) for end in await asyncio.gather(*older, return_exceptions=True)
        )
        assert (await store.page(LibraryView.ALL, "krill")).total == 30


async def test_a_library_of_the_version_before_gets_its_texts(tmp_path: Path):
    data = tmp_path / "data"
    shutil.copytree(VERSION_2, data)
    async with opened(data) as store:
        assert await titles(store, "longformer") == ["Longformer: The Long-Document Transformer"]
        assert (await store.counts()).starred == 1
        unread = await store.unread()
        assert [Path(file.path).parent.name for file in unread] == [
            "Beltagy 2020 - Longformer - The Long-Document Transformer",
            "Vaswani 2017 - Attention is All you Need",
        ]
        await store.keep_text(unread[0].sha256, ReadText(2, ("sliding windows", "krill")))
        assert await hits(store, "krill") == [(2, "krill")]
        await store.undo()
        assert "Removed paper" in await titles(store)
        await settled(store)
        assert await store.verify() == ()
    with closing(sqlite3.connect(data / "library.version-2.sqlite")) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
        assert connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'page_texts'").fetchone() is None


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from tests.support.libraries import a_paper, opened
from scholar_desktop.domain.library import ReadText

def die(step):
    if step == "text":
        os.kill(os.getpid(), signal.SIGKILL)

async def main():
    async with opened(Path(sys.argv[1]), at=die) as store:
        (file,) = await store.unread()
        await store.keep_text(file.sha256, ReadText(40, ("krill " * 1000,) * 40))

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
async def test_a_kill_while_a_text_is_kept_leaves_nothing_of_it(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        sha256 = await keep_pdf(store, a_paper("Whales"), tmp_path)
    tests = Path(__file__).parents[1]
    ran = subprocess.run(  # noqa: ASYNC221
        [sys.executable, "-c", KILLED, str(tmp_path / "data"), str(tests.parent)],
        capture_output=True,
        check=False,
    )
    assert ran.returncode == -signal.SIGKILL, ran.stderr.decode()
    async with opened(tmp_path / "data") as store:
        assert [file.sha256 for file in await store.unread()] == [sha256]
        assert await titles(store, "krill") == []
        await store.keep_text(sha256, ReadText(1, ("krill",)))
        await settled(store)
        assert await store.verify() == ()
        assert await titles(store, "krill") == ["Whales"]


async def test_a_paper_found_in_its_note_and_in_its_pdf_is_not_counted_as_only_in_either(tmp_path: Path):
    async with opened(tmp_path) as store:
        for number, title in enumerate(("Owls", "Bats", "Moths")):
            if title != "Moths":
                await keep_text(store, tmp_path, title, "Nothing here", f"half of the work of a night {number}")
        await store.own_words.note(a_paper("Moths"), "half of the work of a night")
        await store.own_words.note(a_paper("Owls"), "“half of the work of a night” (p. 2)")
        await settled(store)
        page = await store.page(LibraryView.ALL, "half of the work of a night")
        assert (page.total, page.in_notes, page.in_both, page.in_text) == (3, 1, 1, 1)
