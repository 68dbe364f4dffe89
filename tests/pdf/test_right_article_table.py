"""Drawn PDFs of many kinds, read by the real reader and judged: no right article is rejected, no wrong one saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.pdf.inspect import PdfReader
from scholar_desktop.pdf.report import DocumentKind
from tests.support.drawn_pdfs import BODY, draw_columns, draw_in_any_script, draw_paper, draw_pdf, draw_scan

RIGHT, WRONG, DOUBTFUL, CANNOT = "right", "wrong", "doubtful", "cannot_check"

LONG = "Longformer: The Long-Document Transformer"
AUTHORS = ("Iz Beltagy", "Matthew E. Peters", "Arman Cohan")
NAMES = "Iz Beltagy, Matthew E. Peters, Arman Cohan"
OTHER = "Llamas of the high Andes and their wool"
REFERENCES = ("References", f"[1] {NAMES}: {LONG}. 2020", "[2] Roe, J.: Sheep. 1999")
RUSSIAN = "О свойствах решений уравнений с частными производными"
RUSSIAN_BODY = ("Аннотация. Мы изучаем поведение решений вблизи границы области.",) * 8
CHINESE = "长文档变换器及其注意力机制的研究"
CHINESE_BODY = ("摘要 我们研究这些事物在无人观察时的行为并给出了界限。",) * 8
JAPANESE = "長い文書のための変換器とその応用について"
JAPANESE_BODY = ("要旨 誰も見ていないときの振る舞いを調べ、限界を与える。",) * 8
KOREAN = "긴 문서를 위한 변환기와 주의 기제에 관한 연구"
KOREAN_BODY = ("초록 우리는 아무도 보지 않을 때의 거동을 연구한다.",) * 8
ARABIC = "دراسة في خصائص حلول المعادلات التفاضلية الجزئية"
ARABIC_BODY = ("ملخص ندرس سلوك الحلول بالقرب من حدود المجال ونعطي تقديرا للخسارة.",) * 8
HEBREW = "על תכונות הפתרונות של משוואות דיפרנציאליות חלקיות"
HEBREW_BODY = ("תקציר אנו חוקרים את התנהגות הפתרונות בקרבת שפת התחום.",) * 8
CONTENTS = tuple(f"A paper about the number {number} ........ {number * 10}" for number in range(1, 25))


class Case(NamedTuple):
    """What was asked for, what came, and what it is."""

    name: str
    pdf: bytes
    verdict: str
    title: str = LONG
    authors: tuple[str, ...] = AUTHORS
    ids: dict[str, str] = {}
    type: str | None = None
    kind: DocumentKind = DocumentKind.PAPER


def script(title: str, names: str, body: tuple[str, ...]) -> bytes:
    return draw_in_any_script([title, names, "", *body], [*body])


def visual(line: str) -> str:
    """As older programs write a line that reads from right to left: its letters from left to right."""
    return line[::-1]


def long_file(*first: list[str]) -> bytes:
    return draw_pdf(*first, *([f"page {number}", *BODY] for number in range(120)))


CASES = [
    # the right one, as typesetting leaves it
    Case("plain", draw_paper(LONG, AUTHORS), RIGHT),
    Case("title over three lines", draw_paper(LONG, AUTHORS, wrap=16), RIGHT),
    Case(
        "hyphen at a line's end", draw_pdf(["Longformer: The Long-Doc-", "ument Trans-", "former", NAMES, *BODY]), RIGHT
    ),
    Case("capitals", draw_pdf([LONG.upper(), NAMES.upper(), *BODY]), RIGHT),
    Case("small capitals, spread", draw_pdf(["L ONGFORMER : T HE L ONG -D OCUMENT T RANSFORMER", NAMES, *BODY]), RIGHT),
    Case(
        "ligatures",
        draw_in_any_script(["Eﬃcient ﬁndings on reﬂections of ﬂow", "Jane Roe", *BODY]),
        RIGHT,
        "Efficient findings on reflections of flow",
        ("Jane Roe",),
    ),
    Case(
        "two columns",
        draw_columns([LONG, NAMES], ["Abstract", *(line[:40] for line in BODY)], ["1 Intro", "We"]),
        RIGHT,
    ),
    Case(
        "two columns, title in the left one",
        draw_columns(
            ["Journal of Documents 12 (2020)"], ["Longformer: The Long-", "Document", "Transformer", "I. Beltagy"], BODY
        ),
        RIGHT,
    ),
    Case("cover page first", draw_pdf(["University of Somewhere", "Accepted manuscript"], [LONG, NAMES, *BODY]), RIGHT),
    Case(
        "subtitle left out",
        draw_pdf(["Deep residual networks", "K. He", *BODY]),
        RIGHT,
        "Deep residual networks: a view",
        ("Kaiming He",),
    ),
    Case("footnote mark on the title", draw_pdf([f"{LONG}*", "I. Beltagy", *BODY]), RIGHT),
    Case(
        "accents lost",
        draw_pdf(["Etude des equations de Schrodinger non lineaires", "E. Noether", *BODY]),
        RIGHT,
        "Étude des équations de Schrödinger non linéaires",
        ("Emmy Noether",),
    ),
    Case(
        "Greek letter spelt out",
        draw_pdf(["The role of alpha-synuclein in disease", "A. Roe", *BODY]),
        RIGHT,
        "The role of α-synuclein in disease",
        ("A. Roe",),
    ),
    Case(
        "markup in the known title",
        draw_pdf(["Growth of E. coli on H2O agar plates", "A. Roe", *BODY]),
        RIGHT,
        "Growth of <i>E. coli</i> on H<sub>2</sub>O agar plates",
        ("A. Roe",),
    ),
    Case("authors that nobody knows", draw_pdf([LONG, "An unknown group", *BODY]), RIGHT),
    Case(
        "short title with its author",
        draw_pdf(["Deep learning", "Y. LeCun", *BODY]),
        RIGHT,
        "Deep learning",
        ("Yann LeCun",),
    ),
    Case(
        "short title with its DOI",
        draw_pdf(["Deep learning", "doi:10.1038/nature14539", *BODY]),
        RIGHT,
        "Deep learning",
        ("Yann LeCun",),
        {"doi": "10.1038/nature14539"},
    ),
    Case(
        "preprint with a DOI of its own",
        draw_pdf([LONG, NAMES, "https://doi.org/10.5555/preprint.9", *BODY]),
        RIGHT,
        ids={"doi": "10.5555/journal.1"},
    ),
    Case(
        "preprint with another title",
        draw_pdf(["A transformer for texts of any length", NAMES, "arXiv:2004.05150v2", *BODY]),
        RIGHT,
        ids={"arxiv": "2004.05150"},
    ),
    Case("nearly the same title", draw_pdf(["Longformer, a Long-Document Transformer", NAMES, *BODY]), RIGHT),
    Case(
        "another paper by the same authors, whose title lacks two words",
        draw_pdf(["Turing instability mechanisms in autonomous systems", NAMES, "2019", *BODY]),
        DOUBTFUL,
        "Turing and Benjamin–Feir instability mechanisms in non-autonomous systems",
    ),
    Case(
        "the same without a printed year",
        draw_pdf(["Turing instability mechanisms in autonomous systems", NAMES, *BODY]),
        DOUBTFUL,
        "Turing and Benjamin–Feir instability mechanisms in non-autonomous systems",
    ),
    Case(
        "another paper of another year, whose title lacks one word",
        draw_pdf(["Instability mechanisms in autonomous systems", NAMES, "2019", *BODY]),
        DOUBTFUL,
        "Instability mechanisms in spatiotemporal autonomous systems",
    ),
    Case(
        "the same year, one word less",
        draw_pdf(["Instability mechanisms in autonomous systems", NAMES, "2020", *BODY]),
        RIGHT,
        "Instability mechanisms in spatiotemporal autonomous systems",
    ),
    Case(
        "letters lost when it was read, and another year",
        draw_pdf(["Turng and Benjamn-Feir instabilty mechanisms in non-autonomous systms", NAMES, "2019", *BODY]),
        RIGHT,
        "Turing and Benjamin–Feir instability mechanisms in non-autonomous systems",
    ),
    Case(
        "a chapter, the book's name above it",
        draw_pdf(["Handbook of Long Documents", "Chapter 7", LONG, NAMES, *BODY]),
        RIGHT,
        type="chapter",
    ),
    Case("a thesis with its contents", long_file([LONG, "Iz Beltagy"], ["Contents", *CONTENTS]), RIGHT, type="thesis"),
    Case("a box of supporting information", draw_pdf([LONG, NAMES, "ACCESS", "Supporting Information", *BODY]), RIGHT),
    Case(
        "an erratum that was asked for", draw_pdf([f"Erratum to: {LONG}", NAMES, *BODY]), RIGHT, f"Erratum to: {LONG}"
    ),
    Case(
        "a comment that was asked for",
        draw_pdf([f"Comment on {LONG}", "Jane Roe", *BODY]),
        RIGHT,
        f"Comment on {LONG}",
        ("Jane Roe",),
    ),
    Case("Cyrillic", script(RUSSIAN, "И. И. Иванов", RUSSIAN_BODY), RIGHT, RUSSIAN, ("И. И. Иванов",)),
    Case(
        "Cyrillic in capitals", script(RUSSIAN.upper(), "И. И. ИВАНОВ", RUSSIAN_BODY), RIGHT, RUSSIAN, ("Иванов И. И.",)
    ),
    Case("Chinese", script(CHINESE, "王小明", CHINESE_BODY), RIGHT, CHINESE, ("王小明",)),
    Case(
        "Chinese over two lines",
        draw_in_any_script([CHINESE[:7], CHINESE[7:], "王小明", *CHINESE_BODY]),
        RIGHT,
        CHINESE,
        ("王小明",),
    ),
    Case("Japanese", script(JAPANESE, "山田太郎", JAPANESE_BODY), RIGHT, JAPANESE, ("山田太郎",)),
    Case("Korean", script(KOREAN, "김철수", KOREAN_BODY), RIGHT, KOREAN, ("김철수",)),
    Case("Arabic", script(ARABIC, "محمد علي", ARABIC_BODY), RIGHT, ARABIC, ("محمد علي",)),
    Case(
        "Arabic as older programs write it",
        script(visual(ARABIC), visual("محمد علي"), tuple(map(visual, ARABIC_BODY))),
        RIGHT,
        ARABIC,
        ("محمد علي",),
    ),
    Case(
        "Hebrew as older programs write it",
        script(visual(HEBREW), visual("דוד לוי"), tuple(map(visual, HEBREW_BODY))),
        RIGHT,
        HEBREW,
        ("דוד לוי",),
    ),
    Case(
        "Russian with the English title below", draw_in_any_script([RUSSIAN, *RUSSIAN_BODY, LONG, "Iz Beltagy"]), RIGHT
    ),
    Case("a scan whose properties name it", draw_scan(title=LONG), RIGHT),
    # nothing to compare
    Case("a scan", draw_scan(), CANNOT),
    Case("a scan with a stamp", draw_scan(stamp="Downloaded from www.example.org by guest on 3 May 2020"), CANNOT),
    Case("text in another script", script(RUSSIAN, "И. И. Иванов", RUSSIAN_BODY), CANNOT),
    Case(
        "title in another script",
        draw_paper("Long documents and their transformers", ("Wang Xiaoming",)),
        CANNOT,
        CHINESE,
        ("王小明",),
    ),
    Case(
        "a font without a map",
        draw_pdf(["!\"#$ %&'* +,-./ :;<=>? @[]^_ {|}~ A! B# C$ d% e& f' g* h+ j, k-" for _ in range(9)]),
        CANNOT,
    ),
    Case("a title that nobody knows", draw_paper(OTHER, ("Jane Roe",)), CANNOT, ""),
    # to be looked at
    Case(
        "supplement",
        draw_pdf(["Supplementary Information for", LONG, NAMES, *BODY]),
        DOUBTFUL,
        kind=DocumentKind.SUPPLEMENT,
    ),
    Case(
        "supporting information",
        draw_pdf(["Supporting Information", LONG, NAMES, *BODY]),
        DOUBTFUL,
        kind=DocumentKind.SUPPLEMENT,
    ),
    Case(
        "peer review file",
        draw_pdf(["Peer Review File", LONG, "Reviewer comments", *BODY]),
        DOUBTFUL,
        kind=DocumentKind.SUPPLEMENT,
    ),
    Case(
        "reporting summary",
        draw_pdf(["Reporting Summary", "Corresponding author: Iz Beltagy", LONG, *BODY]),
        DOUBTFUL,
        kind=DocumentKind.SUPPLEMENT,
    ),
    Case("erratum", draw_pdf(["Erratum", LONG, NAMES, *BODY]), DOUBTFUL, kind=DocumentKind.ERRATUM),
    Case("corrigendum", draw_pdf([f'Corrigendum to "{LONG}"', NAMES, *BODY]), DOUBTFUL, kind=DocumentKind.ERRATUM),
    Case(
        "publisher correction",
        draw_pdf(["Publisher Correction:", LONG, NAMES, *BODY]),
        DOUBTFUL,
        kind=DocumentKind.ERRATUM,
    ),
    Case("retraction", draw_pdf(["RETRACTION NOTE", LONG, NAMES, *BODY]), DOUBTFUL, kind=DocumentKind.ERRATUM),
    Case("comment", draw_pdf([f"Comment on {LONG}", "Jane Roe", *BODY]), DOUBTFUL, kind=DocumentKind.COMMENT),
    Case(
        "whole issue",
        long_file(
            ["Journal of Long Texts", "Volume 12", "Contents", *CONTENTS[:12], f"{LONG} .... 310", *CONTENTS[12:]]
        ),
        DOUBTFUL,
        kind=DocumentKind.WHOLE_ISSUE,
    ),
    Case(
        "proceedings",
        long_file(
            ["Proceedings of the 12th Workshop on Long Texts"],
            ["Table of Contents", *CONTENTS[:9], f"{LONG} .... 77", "I. Beltagy", *CONTENTS[9:]],
        ),
        DOUBTFUL,
        kind=DocumentKind.WHOLE_ISSUE,
    ),
    Case(
        "table of contents alone",
        draw_pdf(
            ["Journal of Long Texts", "Table of Contents", *CONTENTS[:9], f"{LONG} .... 310", NAMES, *CONTENTS[9:18]]
        ),
        DOUBTFUL,
        kind=DocumentKind.CONTENTS,
    ),
    Case(
        "the whole book of a chapter",
        long_file(
            ["Handbook of Long Documents", "Edited by Jane Roe"],
            ["Contents", *CONTENTS[:9], f"7 {LONG} .... 77", *CONTENTS[9:]],
        ),
        DOUBTFUL,
        type="chapter",
        kind=DocumentKind.WHOLE_ISSUE,
    ),
    Case("same authors, another title", draw_pdf(["SciBERT, a language model for science", NAMES, *BODY]), DOUBTFUL),
    Case("named in a sentence", draw_pdf([OTHER, "Jane Roe", f"We build on {LONG} and its kin", *BODY]), DOUBTFUL),
    Case(
        "short title, other authors",
        draw_pdf(["Deep learning", "Jane Roe", *BODY]),
        DOUBTFUL,
        "Deep learning",
        ("Yann LeCun",),
    ),
    Case(
        "half of the title",
        draw_pdf(["Wool of llamas from the upper hills of Peru", "J. Doe", *BODY]),
        DOUBTFUL,
        "Wool of llamas from the lower valleys of Peru",
        ("Jane Roe",),
    ),
    Case("properties alone name it", draw_pdf([OTHER, "Jane Doe", *BODY], title=LONG), DOUBTFUL),
    # another paper
    Case("another paper", draw_paper(OTHER, ("Jane Roe",)), WRONG),
    Case("another paper that cites it", draw_pdf([OTHER, "Jane Roe", *BODY, *REFERENCES]), WRONG),
    Case(
        "another DOI of the publisher",
        draw_pdf([OTHER, "doi.org/10.5555/two", *BODY]),
        WRONG,
        ids={"doi": "10.5555/one"},
    ),
    Case(
        "a notice instead of the paper",
        draw_pdf(["Access to this content is restricted", "Please contact your library", *BODY]),
        WRONG,
    ),
    Case(
        "another Russian paper",
        script("Длинные документы и преобразователи", "П. П. Петров", RUSSIAN_BODY),
        WRONG,
        RUSSIAN,
        ("И. И. Иванов",),
    ),
    Case(
        "another Chinese paper", script("高山羊驼及其毛的研究综述", "李四", CHINESE_BODY), WRONG, CHINESE, ("王小明",)
    ),
    Case(
        "another Arabic paper",
        script("تاريخ صناعة النسيج في جبال الأنديز العالية", "سارة حسن", ARABIC_BODY),
        WRONG,
        ARABIC,
        ("محمد علي",),
    ),
]


@pytest.fixture(scope="module")
def reader() -> Iterator[PdfReader]:
    reader = PdfReader()
    yield reader
    reader.close()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_table(case: Case, reader: PdfReader, tmp_path: Path) -> None:
    file = tmp_path / "arrived.pdf"
    file.write_bytes(case.pdf)
    asked = Paper(case.title, Ids(**case.ids), tuple(Author(name) for name in case.authors), 2020, type=case.type)
    report = reader.inspect(file, expected=asked)
    assert report.opens
    assert (report.verdict.value, report.kind) == (case.verdict, case.kind), report.reason
    assert report.reason.endswith(".")
    assert 0 <= report.score <= 1


def test_the_table_is_long_enough() -> None:
    assert len(CASES) >= 40
    assert {case.verdict for case in CASES} == {RIGHT, WRONG, DOUBTFUL, CANNOT}
