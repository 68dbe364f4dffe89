"""A paper is told from another one that has its identifier by mistake, and from nothing else."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.merging.unrelated_papers import are_unrelated
from scholar_desktop.domain.paper import Author, Paper


def paper(title: str, *authors: str) -> Paper:
    return Paper(title, authors=tuple(Author(name) for name in authors))


ENTRY = paper("The last entry", "Anna Late")


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (paper("Memory for faces meets episodic memory", "Elif Zhang", "N. Cowan"), True),
        (paper("Memory for faces meets episodic memory", "Elif Zhang", "A. Late"), False),
        (paper("Memory for faces meets episodic memory", "Anna Maria Late"), False),
        (paper("The Last Entry", "Elif Zhang"), False),
        (paper("The last entry: a long subtitle about memory for faces and other things", "Elif Zhang"), False),
        (paper("Memory for faces meets episodic memory"), False),
        (paper("", "Elif Zhang"), False),
        (paper("Воспоминания о лицах и эпизодическая память", "Елена Петрова"), False),
        (paper("睡眠与记忆", "王伟"), False),
    ],
)
def test_another_paper_has_neither_the_title_nor_an_author(other: Paper, expected: bool) -> None:
    assert are_unrelated(ENTRY, other) is are_unrelated(other, ENTRY) is expected
