"""Compares the references of `formats/csl` with those of pandoc's citeproc, style by style.

`python -m tests.formats.pandoc_comparison` (`make citations`) compares every offered style with the stored answers and
prints the number of equal references; `--differences STYLE...` prints those that differ. `--ask-pandoc` writes the
answers again; it needs pandoc 2.17 (of Debian 12), no other version.

pandoc reads the same works and the same style, with five changes that do not change what the style says
(docs/formats.md gives the sentence of the CSL specification for each): the language is stated, the terms of the
locale are written into the style, `names` has an empty `name`, conditions on `locator` are false, and `chicago-16` is
`chicago`.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from scholar_desktop.formats.csl.locale import CSL, language_of, make_locale
from scholar_desktop.formats.csl.reference_list import write_references
from scholar_desktop.formats.csl_styles import MOST_USED, STYLES
from scholar_desktop.formats.csl_text import load_style, style_element

FOLDER = Path(__file__).parent / "pandoc"
ANSWERS = FOLDER / "answers.json.xz"
VERSION = "pandoc 2.17"
LEAST_OF_MOST_USED, LEAST = 98, 90
"""How many of 100 references must be equal."""
DOCUMENT = '---\nnocite: "@*"\nlink-bibliography: false\n---\n'


def works() -> list[dict[str, Any]]:
    """Returns the works that are compared, as CSL-JSON items."""
    found: list[dict[str, Any]] = json.loads((FOLDER / "works.json").read_text("utf-8"))
    return found


def answers() -> dict[str, dict[str, str]]:
    """Returns pandoc's references: work, style, text."""
    found: dict[str, dict[str, str]] = json.loads(lzma.decompress(ANSWERS.read_bytes()))
    return found


def differences(style: str, pandoc: dict[str, dict[str, str]]) -> list[tuple[str, str]]:
    """Returns the references of *style* that differ: pandoc's and ours."""
    items = works()
    compiled = load_style(style)
    ours = {items[place]["id"]: text for place, text in write_references(compiled, items)}
    assert ours.keys() == pandoc.keys()
    return [
        (pandoc[work][style], text)
        for work, text in sorted(ours.items())
        if normalised(pandoc[work][style], subtitles=compiled.capitalises_subtitles)
        != normalised(text, subtitles=compiled.capitalises_subtitles)
    ]


def normalised(text: str, *, subtitles: bool = False) -> str:
    """Returns *text* with one kind of quotation mark, single spaces, and a space after the number of the entry, which
    pandoc writes into a column of its own.

    subtitles: subtitles begin with a small letter; pandoc does not capitalise them where the program and Zotero do.
    """
    text = " ".join(re.sub('[“”‘’«»„‚"‹›]', "'", text).split())
    text = re.sub(r" ([.,;:])", r"\1", text)
    if subtitles:
        text = re.sub(r"(?<=[:?!] )['(\[]*\w", lambda found: found[0].lower(), text)
    return re.sub(r"^([\[(]?\d+[\])]?\.?) ?", r"\1 ", text)


def prepared_style(style: str) -> bytes:
    """Returns the style file for pandoc."""
    root = style_element(style)
    ElementTree.register_namespace("", CSL[1:-1])
    inherits = {id(names) for place in root.iter(f"{CSL}substitute") for names in place.iter(f"{CSL}names")}
    for names in root.iter(f"{CSL}names"):
        if id(names) not in inherits and names.find(f"{CSL}name") is None:
            names.insert(0, names.makeelement(f"{CSL}name", {}))
    for element in root.iter():
        if element.get("locator"):
            element.set("locator", "line")
    if root.get("page-range-format") == "chicago-16":
        root.set("page-range-format", "chicago")
    root.set("default-locale", language_of(root))
    terms = ElementTree.Element(f"{CSL}locale")
    terms.extend(make_locale(language_of(root), root).file_elements)
    before = max(place for place, one in enumerate(root) if one.tag in (f"{CSL}info", f"{CSL}locale"))
    root.insert(before + 1, terms)
    return ElementTree.tostring(root, encoding="utf-8")


def ask_pandoc(styles: list[str]) -> dict[str, dict[str, str]]:
    """Returns the references that pandoc writes in *styles*: work, style, text."""
    version = subprocess.run(["pandoc", "--version"], capture_output=True, text=True, check=True).stdout
    assert version.startswith(f"{VERSION}."), version.partition("\n")[0]
    found: dict[str, dict[str, str]] = {work["id"]: {} for work in works()}
    with tempfile.TemporaryDirectory() as name:
        document, style_file = Path(name, "all.md"), Path(name, "style.csl")
        document.write_text(DOCUMENT, "utf-8")
        for style in styles:
            style_file.write_bytes(prepared_style(style))
            bibliography = ["--bibliography", str(FOLDER / "works.json")]
            command = ["pandoc", "--citeproc", "--csl", str(style_file), *bibliography, str(document), "-t", "json"]
            run = subprocess.run(command, capture_output=True, check=True)
            for work, text in _entries(json.loads(run.stdout)):
                found[work][style] = text
    return found


def _entries(document: dict[str, Any]) -> list[tuple[str, str]]:
    [references] = [block for block in document["blocks"] if block["t"] == "Div" and block["c"][0][0] == "refs"]
    return [
        (entry["c"][0][0].removeprefix("ref-"), " ".join(_text(entry["c"][1]).split())) for entry in references["c"][1]
    ]


def _text(node: Any) -> str:
    """Returns the text of a part of pandoc's document, without fonts and links."""
    if isinstance(node, list):
        return "".join(_text(one) for one in node)
    kind, content = node["t"], node.get("c")
    if kind == "Str":
        return str(content)
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    if kind == "Quoted":
        start, end = {"DoubleQuote": "“”", "SingleQuote": "‘’"}[content[0]["t"]]
        return start + _text(content[1]) + end
    if kind == "Span":
        is_block = any(name.startswith("csl-") for name in content[0][1])
        return _text(content[1]) + (" " if is_block else "")
    if kind in ("Div", "Link"):
        return _text(content[1])
    return _text(content)


def say(*lines: str) -> None:
    """Writes *lines* to standard output."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def main() -> int:
    """Compares all offered styles, or writes the answers."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--ask-pandoc", action="store_true")
    parser.add_argument("--differences", nargs="+", metavar="STYLE", default=[])
    arguments = parser.parse_args()
    if arguments.ask_pandoc:
        text = json.dumps(ask_pandoc(list(STYLES)), ensure_ascii=False, sort_keys=True)
        ANSWERS.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    pandoc = answers()
    total = len(pandoc)
    missed = False
    for style in arguments.differences or STYLES:
        found = differences(style, pandoc)
        least = LEAST_OF_MOST_USED if style in MOST_USED else LEAST
        is_enough = 100 * (total - len(found)) >= least * total
        missed = missed or not is_enough
        say(f"{style}: {total - len(found)} of {total} equal" + ("" if is_enough else f", fewer than {least} %"))
        if arguments.differences:
            say(*(f"  pandoc  {theirs}\n  ours    {ours}" for theirs, ours in found))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
