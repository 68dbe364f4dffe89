"""The DOIs and other identifiers in the text of a LaTeX manuscript: they cite a reference, or are named."""

from __future__ import annotations

from pathlib import Path

from scholar_desktop.services.exchange.manuscript_reading import read_text

LATEX = r"""\documentclass{article}
\newcommand{\own}{doi:10.5555/own.1} \acmDOI{10.5555/own.2}
\begin{document} \acmDOI{10.5555/own.2}
\cite{cowan} says so, and \cite{10.5555/a.key}. % doi:10.5555/comment.1
The limit is known (\href{https://doi.org/10.1111/a\_b}{there}), see \url{https://doi.org/10.1234/abc}.
The data are at doi:10.5555/data.1, the model is arXiv:1706.03762.
\begin{verbatim} doi:10.5555/verbatim.1 \end{verbatim} \input{part}
LIST
\end{document}
"""
BIB = """@article{cowan, title={The magical number four}, year={2001}, doi={https://doi.org/10.1017/S01}}
@article{lind, title={On moss and fern of the north}, year={2002}, doi={10.1111/A_b}}
@article{ames, title={Gardens of the northern hills}, year={2003}, url={https://doi.org/10.1234/abc}}
@article{vaswani, title={Attention is all you need}, year={2017}, eprint={1706.03762}, archiveprefix={arXiv}}
@article{yates, title={The art of memory in theory}, year={1966}, doi={10.5555/yates}}
"""


def written(folder: Path, references: str) -> Path:
    (folder / "refs.bib").write_text(BIB, "utf-8")
    (folder / "part.tex").write_text(r"In the part \doi{10.5555/part.1}.", "utf-8")
    file = folder / "paper.tex"
    file.write_text(LATEX.replace("LIST", references), "utf-8")
    return file


def test_identifiers_in_latex_cite_the_entries_of_its_bib_file(tmp_path: Path) -> None:
    manuscript = read_text(written(tmp_path, r"\bibliography{refs}"), "tex")
    unlisted = {"doi:10.5555/data.1": 6, "doi:10.5555/part.1": 7}
    assert manuscript.cited == {"cowan": 4, "10.5555/a.key": 4, "lind": 5, "ames": 5, "vaswani": 6, **unlisted}
    assert [one.key for one in manuscript.references if not manuscript.is_cited(one)] == ["yates"]
    assert [one.key for one in manuscript.references if not one.is_listed] == list(unlisted)


def test_identifiers_in_latex_cite_the_references_of_its_own_list(tmp_path: Path) -> None:
    listed = r"""\begin{thebibliography}{9}
\bibitem{cowan} Cowan, N. The magical number four. doi:10.1017/S01
\bibitem{lind} Lind, B. On moss. \url{https://doi.org/10.1111/a\_b}
\bibitem{yates} Yates, F. The art of memory. \doi{10.5555/yates}
\end{thebibliography}"""
    manuscript = read_text(written(tmp_path, listed), "tex")
    unlisted = [one.key for one in manuscript.references if not one.is_listed]
    assert unlisted == ["doi:10.1234/abc", "doi:10.5555/data.1", "arxiv:1706.03762", "doi:10.5555/part.1"]
    assert [key for key in manuscript.cited if key not in unlisted] == ["lind", "cowan", "10.5555/a.key"]


MARKDOWN = """---
doi: 10.5555/own.1
---

Capacity is limited [@cowan], see https://doi.org/10.1234/abc and [the model](https://arxiv.org/abs/1706.03762).

```
doi:10.5555/code.1
```

The data are at doi:10.5555/data.1.
"""


def test_identifiers_in_markdown_cite_the_entries_of_the_bib_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text(BIB, "utf-8")
    file = tmp_path / "paper.md"
    file.write_text(MARKDOWN, "utf-8")
    manuscript = read_text(file, "markdown")
    assert sorted(manuscript.cited) == ["ames", "cowan", "doi:10.5555/data.1", "vaswani"]
    assert [one.key for one in manuscript.references if not one.is_listed] == ["doi:10.5555/data.1"]


def test_the_identifiers_of_a_text_without_a_list_are_its_references(tmp_path: Path) -> None:
    file = tmp_path / "paper.md"
    file.write_text(MARKDOWN.replace("[@cowan]", "as is known"), "utf-8")
    manuscript = read_text(file, "markdown")
    keys = ["doi:10.1234/abc", "arxiv:1706.03762", "doi:10.5555/data.1"]
    assert [(one.key, one.is_listed) for one in manuscript.references] == [(key, True) for key in keys]
    assert [str(note) for note in manuscript.notes] == [
        "The text has no heading of a reference list, so only the identifiers in the text are checked."
    ]
    file.write_text("Nothing is named here.", "utf-8")
    assert read_text(file, "markdown").references == ()
