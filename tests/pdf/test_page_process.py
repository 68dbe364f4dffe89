"""The process that draws the pages of one PDF: its limits, its memory, and what it answers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from scholar_desktop.pdf import page_process, worker
from scholar_desktop.pdf.page_process import PageFailed, PageProcess
from tests.support import hostile_pdfs
from tests.support.drawn_pdfs import draw_pdf


@pytest.fixture
def process() -> Iterator[PageProcess]:
    made = PageProcess(cpu_limit_s=1)
    yield made
    made.end()


def test_it_draws_pages_and_reads_their_texts_with_the_place_of_each_character(process: PageProcess) -> None:
    sizes, count = process.open(draw_pdf(["Whales eat krill"], ["two"]))
    assert count == 2
    assert [(round(width), round(height)) for width, height in sizes] == [(595, 842)] * 2
    drawn = process.draw(0, 595, 842)
    assert len(drawn.rows) == 4 * 595 * 842
    read = process.text(0)
    assert read.text == "Whales eat krill"
    assert len(read.boxes) == 4 * len(read.text)
    left, top, right, bottom = read.boxes[:4]
    assert left == pytest.approx(60, abs=2)
    assert 842 - 780 - 10 < top < bottom < 842 - 780 + 3
    black = [(x, y) for y in range(842) for x in range(595) if drawn.rows[4 * (595 * y + x)] < 100 and y < 70]
    assert min(x for x, _ in black) == pytest.approx(left, abs=2)
    assert max(y for _, y in black) < 842 - 780 + 4
    assert right > left


def test_a_page_that_takes_too_long_ends_the_process(process: PageProcess) -> None:
    process.open(hostile_pdfs.tiling())
    process.draw(0, 300, 400)
    with pytest.raises(PageFailed, match=page_process.TOO_LONG) as failure:
        process.draw(1, 600, 800)
    assert failure.value.has_ended


def test_a_clock_limits_where_processor_time_is_not_limited() -> None:
    process = PageProcess(cpu_limit_s=60, time_limit_s=0.5)
    try:
        process.open(hostile_pdfs.tiling())
        with pytest.raises(PageFailed, match=page_process.TOO_LONG):
            process.draw(1, 600, 800)
    finally:
        process.end()


def test_a_figure_of_a_million_strokes_is_drawn() -> None:
    process = PageProcess()
    try:
        process.open(hostile_pdfs.many_paths())
        drawn = process.draw(1, 300, 424)
        assert sum(value < 128 for value in drawn.rows[::4]) > 3_000
    finally:
        process.end()


def test_links_lead_to_pages_and_addresses_and_files_are_only_named(process: PageProcess) -> None:
    process.open(hostile_pdfs.with_links())
    links = process.text(0).links
    assert [(link.page, link.url) for link in links] == [
        (1, None),
        (None, "https://example.org/a"),
        (None, "file:///etc/passwd"),
        (None, None),
    ]
    assert [round(edge) for edge in links[0].box] == [60, 42, 160, 62]


def test_memory_is_limited_also_where_the_system_has_no_limit() -> None:
    code = (
        "import importlib.util, sys\n"
        f"spec = importlib.util.spec_from_file_location('worker', {worker.__file__!r})\n"
        "worker = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(worker)\n"
        "worker.watch_memory(100_000_000)\n"
        "kept = bytearray(b'x') * 200_000_000\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE) as child:
        assert child.wait(60) == worker.MEMORY_EXIT_CODE


def test_what_a_process_answers_wrongly_is_not_believed() -> None:
    code = (
        "import json, sys\n"
        "print(json.dumps({'ready': True}), flush=True)\n"
        "for line in sys.stdin:\n"
        "    op = json.loads(line)['op']\n"
        "    answer = {'open': {'pages': 1, 'sizes': 'AADAfwAAwH8='}, 'draw': {}, 'text': {}}[op]\n"
        "    print(json.dumps(answer), flush=True)\n"
    )
    process = PageProcess((sys.executable, "-c", code))
    try:
        with pytest.raises(PageFailed, match=page_process.NOT_UNDERSTOOD):
            process.open(b"%PDF-1.7")  # its page is NaN wide
    finally:
        process.end()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has seals")
def test_the_child_cannot_make_the_shared_memory_smaller() -> None:
    import os

    from scholar_desktop.pdf.shared_memory import SharedMemory

    memory = SharedMemory()
    try:
        memory.allocate(4096)
        with pytest.raises(PermissionError):
            os.ftruncate(memory.descriptors[0], 0)
    finally:
        memory.close()


def test_a_killed_process_answers_nothing_more(process: PageProcess) -> None:
    process.open(draw_pdf(["x"]))
    process.kill()
    with pytest.raises(PageFailed) as failure:
        process.draw(0, 10, 10)
    assert failure.value.has_ended
