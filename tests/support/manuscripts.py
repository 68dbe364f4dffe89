"""Manuscripts with known faults, in each form that people write: what they say is from the corpus file of the demo
alone, and the verdicts are known because the faults were put in here."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from scholar_desktop.demo.corpus.corpus import FILE
from tests.support.drawn_pdfs import draw_pdf

_WORD = r"[A-ZÀ-Þ][a-zß-ÿ]+"
_NAME = re.compile(rf"(?:{_WORD}|[A-Z]\.)(?: [A-Z]\.)* {_WORD}")
_TITLE = re.compile(r"[A-Z][A-Za-z]+(?:[:,]? [A-Za-z0-9-]+){3,14}")
_VENUE = re.compile(r"[A-Za-z]+(?:[ -][A-Za-z]+)*")
_SERVERS = ("arxiv", "biorxiv", "medrxiv", "zenodo")
_OK_BY_DOI, _OK_BY_TITLE = 14, 6
UNKNOWN_DOI = (
    "Quillfeather, B. (1998). Imaginary gardens of the northern hills. Journal of Nothing, 3, 1-9. "
    "https://doi.org/10.1016/j.nothing.1998.01.001"
)
UNKNOWN = "Ottenbrink, C. (1992). Lanterns in unmapped salt caverns. Nowhere."
NO_REFERENCE = "All of them were read in the winter."


@dataclass
class Written:
    """A reference as it is written, and the verdict on it."""

    key: str
    verdict: str
    title: str
    people: list[tuple[str, str]]
    year: int
    venue: str = ""
    doi: str = ""
    arxiv: str = ""
    is_cited: bool = True
    details: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)

    @property
    def family(self) -> str:
        return self.people[0][0]


@cache
def _works() -> tuple[dict[str, Any], ...]:
    """The works of the demo with plain titles and names, each with another first author."""
    found, families = [], set()
    for work in json.loads(FILE.read_text("utf-8"))["papers"]:
        names = [name for _, name in work["authors"]]
        is_plain = all(_NAME.fullmatch(name) for name in names) and len(set(names)) == len(names)
        if not (work.get("s2") and work.get("year") and work.get("venue") and 1 <= len(names) <= 6 and is_plain):
            continue
        if not _TITLE.fullmatch(work["title"]) or not _VENUE.fullmatch(work["venue"]):
            continue
        if work["venue"].lower().startswith(_SERVERS) or (family := names[0].split()[-1]) in families:
            continue
        families.add(family)
        found.append(work)
    return tuple(found)


def _written(work: dict[str, Any], verdict: str = "ok") -> Written:
    people = [(name.split()[-1], " ".join(name.split()[:-1])) for _, name in work["authors"]]
    key = f"{people[0][0].lower()}{work['year']}"
    return Written(key, verdict, work["title"], people, work["year"], work["venue"])


def forty() -> list[Written]:
    """38 references with known faults, and two that the text cites and the list does not have."""
    works = _works()
    with_doi = iter([w for w in works if w["externalIds"].get("DOI") and "ArXiv" not in w["externalIds"]])
    preprints = iter([w for w in works if "ArXiv" in w["externalIds"]])

    def doi_of(work: dict[str, Any]) -> str:
        return str(work["externalIds"]["DOI"]).lower()

    found: list[Written] = []
    for number in range(_OK_BY_DOI + _OK_BY_TITLE):
        work = next(with_doi)
        found.append(_written(work))
        found[-1].doi = doi_of(work) if number < _OK_BY_DOI else ""
    for _ in range(3):  # the identifier of another work
        work, other = next(with_doi), next(with_doi)
        found.append(_written(work, "wrong_id"))
        found[-1].doi = doi_of(other)
        found[-1].details = {"DOI": (doi_of(other), doi_of(work))}
    work = next(with_doi)  # an identifier that nobody knows
    found.append(_written(work, "wrong_id"))
    found[-1].doi = "10.1016/j.nothing.1901.01.001"
    found[-1].details = {"DOI": (found[-1].doi, doi_of(work))}
    for _ in range(3):
        work = next(with_doi)
        found.append(_written(work, "wrong_field"))
        found[-1].doi = doi_of(work)
        found[-1].year -= 3
        found[-1].key = f"{found[-1].family.lower()}{found[-1].year}"
        found[-1].details = {"issued": (str(work["year"] - 3), str(work["year"]))}
    for place in (0, 1):  # another first author, another second author
        work = next(w for w in with_doi if len(w["authors"]) > 1)
        found.append(_written(work, "wrong_field"))
        found[-1].doi = doi_of(work)
        found[-1].people[place] = (("Zimmerwald", "Quendlin")[place], "Q.")
        found[-1].details = {"author": (None, None)}
    for number, words in enumerate(("moss beneath forgotten lighthouses", "lanterns in unmapped salt caverns"), 1):
        people = [(("Quillfeather", "Ottenbrink")[number - 1], "B.")]
        found.append(
            Written(f"none{number}", "not_found", f"Seventeen whispering {words}", people, 1990 + number, "Nowhere")
        )
    for _ in range(3):
        work = next(preprints)
        found.append(_written(work, "preprint_published"))
        found[-1].arxiv, found[-1].venue = work["externalIds"]["ArXiv"], ""
        found[-1].details = {"container-title": (None, None)}
    first = found[0]
    found.append(Written("again", "duplicate", first.title, list(first.people), first.year, first.venue, first.doi))
    for _ in range(3):
        work = next(with_doi)
        found.append(_written(work, "uncited"))
        found[-1].doi, found[-1].is_cited = doi_of(work), False
    found.append(Written("gone2001", "missing", "", [("Gonewright", "A.")], 2001))
    found.append(Written("gone2002", "missing", "", [("Lostbury", "A.")], 2002))
    assert len(found) == 40
    return found


def bib(found: list[Written]) -> str:
    entries = []
    for one in found:
        if one.verdict == "missing":
            continue
        people = " and ".join(f"{family}, {given}" for family, given in one.people)
        fields = {"title": one.title, "author": people, "year": str(one.year), "journal": one.venue, "doi": one.doi}
        if one.arxiv:
            fields |= {"eprint": one.arxiv, "archiveprefix": "arXiv"}
        body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
        entries.append(f"@{'misc' if one.arxiv else 'article'}{{{one.key},\n{body}\n}}\n")
    return "\n".join(entries)


def csl_json(found: list[Written]) -> str:
    items = [
        {
            "id": one.key,
            "type": "article" if one.arxiv else "article-journal",
            "title": one.title,
            "author": [{"family": family, "given": given} for family, given in one.people],
            "issued": {"date-parts": [[one.year]]},
            "container-title": one.venue,
            "DOI": one.doi,
            "number": f"arXiv:{one.arxiv}" if one.arxiv else None,
        }
        for one in found
        if one.verdict != "missing"
    ]
    return json.dumps([{name: value for name, value in item.items() if value} for item in items], indent=1)


def ris(found: list[Written]) -> str:
    entries = []
    for one in found:
        if one.verdict == "missing":
            continue
        lines = ["TY  - UNPB" if one.arxiv else "TY  - JOUR", f"ID  - {one.key}", f"TI  - {one.title}"]
        lines += [f"AU  - {family}, {given}" for family, given in one.people]
        lines += [f"PY  - {one.year}", f"T2  - {one.venue}" if one.venue else "", f"DO  - {one.doi}" if one.doi else ""]
        lines += ["PB  - arXiv", f"UR  - https://arxiv.org/abs/{one.arxiv}"] if one.arxiv else []  # as Zotero writes it
        lines += ["ER  - "]
        entries.append("\n".join(line for line in lines if line))
    return "\n\n".join(entries)


def references(found: list[Written]) -> list[str]:
    """The list as plain text, in APA's style."""
    lines = []
    for one in found:
        if one.verdict == "missing":
            continue
        names = [f"{family}, {' '.join(f'{part[0]}.' for part in given.split())}" for family, given in one.people]
        people = names[0] if len(names) == 1 else f"{', '.join(names[:-1])}, & {names[-1]}"
        link = f" https://doi.org/{one.doi}" if one.doi else ""
        where = f"arXiv:{one.arxiv}." if one.arxiv else f"{one.venue}."
        lines.append(f"{people} ({one.year}). {one.title}. {where}{link}")
    return lines


def mixed_list() -> list[str]:
    """References of each kind: whose year is wrong, whose author is wrong, whose year stays wrong, a correct one, those
    that no service knows, and a line that is no reference."""
    found = forty()
    years = [one for one in found if "issued" in one.details]
    people = next(one for one in found if "author" in one.details)
    correct = next(one for one in found if one.verdict == "ok")
    known = references([years[0], people, years[1], correct])
    return [*known[:3], UNKNOWN_DOI, known[3], UNKNOWN, NO_REFERENCE]


def tex(found: list[Written]) -> str:
    cited = [one.key for one in found if one.is_cited]
    commands = [rf"\citep[see][p.~3]{{{key}}}" if at % 2 else rf"\cite{{{key}}}" for at, key in enumerate(cited[:-4])]
    rest = rf"\autocites{{{cited[-4]}}}[2]{{{cited[-3]}}} \textcite{{{cited[-2]}, {cited[-1]}}}"
    return (
        "\\documentclass{article}\n\\begin{document}\n"
        + "\n".join(f"A sentence {command}." for command in commands)
        + f"\n% \\cite{{commented}}\n{rest}\n\\bibliography{{refs}}\n\\end{{document}}\n"
    )


def markdown(found: list[Written], bibliography: str = "refs.bib") -> str:
    cited = [one.key for one in found if one.is_cited]
    pairs = "\n".join(f"A sentence [@{one}]." for one in cited[:-2])
    return (
        f"---\ntitle: T\nbibliography: {bibliography}\n---\n# Text\n{pairs}\n"
        f"As @{cited[-2]} and [-@{cited[-1]}, p. 3] say; mail me@example.org, `@code`.\n"
    )


def numbered_text(found: list[Written]) -> list[str]:
    """Paragraphs that cite by numbers: single ones, lists and ranges."""
    numbers = [at for at, one in enumerate([one for one in found if one.verdict != "missing"], 1) if one.is_cited]
    total = sum(one.verdict != "missing" for one in found)
    single, rest = numbers[:4], numbers[4:]
    ranges = f"Others agree [{rest[0]}–{rest[9]}]." if rest[9] - rest[0] == 9 else ""
    left = rest[10:] if ranges else rest
    return [
        "We study how these things behave. " + " ".join(f"So it is [{number}]." for number in single),
        ranges,
        f"More is known [{', '.join(map(str, left))}].",
        f"What is not listed [{total + 1}, {total + 2}].",
    ]


def named_text(found: list[Written]) -> list[str]:
    """Paragraphs that cite by author and year."""
    cited = [one for one in found if one.is_cited]

    def name(one: Written) -> str:
        if len(one.people) == 1:
            return one.family
        return f"{one.family} et al." if len(one.people) > 2 else f"{one.family} and {one.people[1][0]}"

    half = len(cited) // 2
    inside = "; ".join(f"{name(one).replace(' and ', ' & ')}, {one.year}" for one in cited[:half])
    return [f"It is known (see {inside}).", *(f"{name(one)} ({one.year}) agree." for one in cited[half:])]


def docx(paragraphs: list[str], listed: list[str]) -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

    def paragraph(text: str, style: str = "") -> str:
        look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        half = len(text) // 2  # a word processor divides text into runs anywhere
        runs = "".join(
            f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in (text[:half], text[half:])
        )
        return f"<w:p>{look}{runs}</w:p>"

    body = "".join(
        (
            paragraph("Introduction", "Heading1"),
            *map(paragraph, paragraphs),
            paragraph("References", "Heading1"),
            *map(paragraph, listed),
        )
    )
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document {space}><w:body>{body}</w:body></w:document>'
    return zipped({"word/document.xml": document.encode()})


def odt(paragraphs: list[str], listed: list[str]) -> bytes:
    space = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    body = "".join(
        (
            *(f"<text:p>{escape(one)}</text:p>" for one in paragraphs),
            "<text:h>References</text:h>",
            *(
                f"<text:p>{escape(one[:9])}<text:span>{escape(one[9:20])}</text:span>{escape(one[20:])}</text:p>"
                for one in listed
            ),
        )
    )
    text = f"<office:body><office:text>{body}</office:text></office:body>"
    whole = f"<office:document-content {space}>{text}</office:document-content>"
    return zipped({"content.xml": whole.encode()})


def pdf(paragraphs: list[str], listed: list[str]) -> bytes:
    lines = [part for one in [*paragraphs, "References", *listed] for part in _wrapped(one)]
    return draw_pdf(*(lines[at : at + 48] for at in range(0, len(lines), 48)))


def _wrapped(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > 88:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def zipped(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()
