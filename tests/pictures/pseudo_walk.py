"""Opens every page in the pseudo-language of the tests, and lists which texts are not translated and which are cut.

python -m tests.pictures.pseudo_walk [OUT.json] [--only WORDS]

A text without the marks of the pseudo-language is one of the program if the source has it, marked for translation or
not; every other text is data (a title, a name, a number). Each line has the file of the widget that
shows the text, a place of the text in the source, the text as shown, and the first page that shows it.
"""

from __future__ import annotations

import argparse
import asyncio
import html
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.house.page_trees import FONT, STEPS, Normaliser, Walk, actions_of, first_start, surroundings, tree_of
from tests.house.text_findings import PROPER_NAMES
from tests.house.texts import ROOT
from tests.support.pseudo_language import CLOSE, OPEN, pseudo_language

_PARTS = re.compile(r"\s+·\s+|\n|;\s|(?<=[.!?])\s+(?=[A-Z])")
_TAGS = re.compile(r"<[^<>]*>")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_WORD = re.compile(r"[A-Za-z]{2,}")
_NUMBER = r"[\d.,:–-]+(?: M)?"
_ANYTHING = r".{0,200}?"
_PLAIN_ROLES = ("state", "kind", "id", "key", "colour", "icon", "name", "source", "type", "doi", "url", "path")
"""Roles of rows whose values are no texts."""


_GENERAL = ("ui/widgets/", "ui/rows/", "ui/theme/")
"""Their texts are given by the widget in which they are."""
NAMES_AND_DATA = ("Thesis", "English", "Ctrl+A")
"""What the walk itself types, the name of a language in that language, and keys; the program has them as texts, too."""
DATASETS = ("papers", "abstracts", "authors", "citations", "tldrs")
"""Names of datasets, which the pages of the corpus show as the service names them."""
VALUES_AS_SENT = ("ui/papers/service_facts.py", "ui/unpaywall/answer_detail.py")
"""Files that show the fields of services: what follows a tab is the value as it was sent."""
_STATES = ("state", "type")
"""Properties of widgets whose values are no texts."""


class SourceText(NamedTuple):
    """A text of the program: where it is, whether it is marked for translation, and what it looks like when shown."""

    place: str
    is_marked: bool
    pattern: re.Pattern[str]
    is_sentence: bool


class Fault(NamedTuple):
    """A text that is shown without having been translated.

    shown_by: the file of the widget; place: of the text in the source; page: the first that shows it.
    """

    shown_by: str
    place: str
    is_marked: bool
    text: str
    page: str


def source_texts() -> dict[str, list[SourceText]]:
    """Returns the texts of the program by a word that each has."""
    from tests.house.text_findings import sources

    sys.path.insert(0, str(Path(__file__).parents[2] / "packaging" / "translations"))
    import extraction

    found: dict[str, list[SourceText]] = {}
    marked = [
        (text, f"{each.file}:{each.line}", True) for each in extraction.texts() for text in (each.msgid, each.plural)
    ]
    unmarked = [
        (each.text, f"{each.file}:{each.line}", False)
        for source in sources(["ui", "domain", "services"])
        for each in source.unmarked()
    ]
    seen = set(NAMES_AND_DATA)
    for text, place, is_marked in (*marked, *unmarked):
        if text is None or text in seen or PROPER_NAMES.fullmatch(_PLACEHOLDER.sub("", text).strip()):
            continue
        seen.add(text)
        words = _WORD.findall(_PLACEHOLDER.sub(" ", text))
        has_places = bool(_PLACEHOLDER.search(text))
        if not words or (has_places and len(words) == 1 and not re.search(r"\{[^{}]*\} \w|\w \{", text)):
            continue
        value = _NUMBER if len(words) < 3 else _ANYTHING
        pattern = value.join(re.escape(part) for part in _PLACEHOLDER.split(text.strip().rstrip(".…:")))
        # a name in which all words but 'and' and 'of' are capitalised is part of other names
        is_sentence = len(words) >= 4 and not all(word[0].isupper() or word in ("and", "of") for word in words)
        each = SourceText(place, is_marked, re.compile(pattern), is_sentence)
        found.setdefault(max(words, key=len), []).append(each)
    return found


def without_marks(text: str) -> str:
    """Returns what of *text* is outside the marks; a text that is elided within marks ends there."""
    kept, depth = [], 0
    for letter in text:
        depth += letter == OPEN
        if not depth:
            kept.append(letter)
        depth -= letter == CLOSE and depth > 0
    return "".join(kept)


def untranslated(text: str, known: dict[str, list[SourceText]]) -> Iterator[SourceText]:
    """Yields the texts of the program in *text* that stand outside the marks."""
    rest = without_marks(html.unescape(_TAGS.sub(" ", text)) if text.startswith("<") else text)
    for part in _PARTS.split(rest):
        stripped = part.strip().rstrip(".…:").strip()
        for word in set(_WORD.findall(stripped)):
            for one in known.get(word, ()):
                if one.pattern.search(stripped) if one.is_sentence else one.pattern.fullmatch(stripped):
                    yield one


def files_of_classes() -> dict[str, str]:
    """Returns the file of each class of ui/ that is not a general widget."""
    found = {}
    for path in sorted((ROOT / "ui").rglob("*.py")):
        file = path.relative_to(ROOT).as_posix()
        if not file.startswith(_GENERAL):
            found |= dict.fromkeys(re.findall(r"^class (\w+)", path.read_text("utf-8"), re.MULTILINE), file)
    return found


def texts_in(node: Any, files: dict[str, str], file: str = "", role: str = "") -> Iterator[tuple[str, str]]:
    """Yields the texts of a tree of `tests.house.page_trees`, each with the file of the widget."""
    if isinstance(node, str):
        if role not in ("class", "python_class", "objectName") and not role.startswith("_"):
            yield node, file
    elif isinstance(node, dict):
        is_widget = "class" in node
        if is_widget and node["class"] == "QAction":
            file = "ui/actions/"
        file = files.get(node.get("python_class", ""), file) if is_widget else file
        for key, value in node.items():
            no_texts = ("name", *_STATES) if is_widget else _PLAIN_ROLES
            if key in ("hidden", "keys", *no_texts):
                continue
            yield from texts_in(value, files, file, key)
    elif isinstance(node, list):
        for each in node:
            yield from texts_in(each, files, file, role)


class PseudoWalk(Walk):
    """Collects the texts and the cut widgets of each page instead of writing its tree."""

    def __init__(self, program: Any, folder: Path, only: str) -> None:
        super().__init__(program, folder, Normaliser({}), {}, only)
        self.texts: dict[tuple[str, str], str] = {}
        self._files = files_of_classes()
        self.cut: dict[str, str] = {}

    @property
    def failed(self) -> dict[str, Any]:
        """The steps that failed, each with its reason."""
        return self._pages

    async def take(self, page: str) -> None:
        from PySide6.QtWidgets import QApplication

        from tests.pictures.measure import cut_in

        await self.settle()
        trees = [tree_of(each, self._clean) for each in QApplication.topLevelWidgets() if each.isVisible()]
        for text in texts_in([*trees, actions_of(self.window, self._clean)], self._files):
            self.texts.setdefault(text, page)
        for line in cut_in(self.window):
            self.cut.setdefault(line, page)


def faults_in(texts: dict[tuple[str, str], str]) -> list[Fault]:
    """Returns the texts of the program that are shown as they are in the source. texts: (text, file) -> page."""
    known = source_texts()
    found: dict[tuple[str, str], Fault] = {}
    for (text, file), page in texts.items():
        if file in VALUES_AS_SENT:
            text = "\n".join(line.partition("\t")[0] for line in text.split("\n") if "\t" in line)
        if file.startswith("ui/corpus/") and _TAGS.sub("", text) in DATASETS:
            continue
        for one in untranslated(text, known):
            found.setdefault((file, text), Fault(file, one.place, one.is_marked, text[:160], page))
    return sorted(found.values())


async def _open(argv: list[str], folder: Path, steps: Iterable[Any], only: str) -> PseudoWalk:
    from scholar_desktop import app, settings

    program = app.build(settings.load(argv))
    program.window.show()
    try:
        walk = PseudoWalk(program, folder, only)
        await walk.idle()
        await walk.run(steps)
        return walk
    finally:
        await program.aclose()


def _walk(folder: Path, only: str) -> list[PseudoWalk]:
    import qasync
    from PySide6.QtCore import qInstallMessageHandler
    from PySide6.QtGui import QFont
    from PySide6.QtWidgets import QApplication

    qInstallMessageHandler(lambda *_message: None)
    application = QApplication(["pseudo", "-style", "fusion"])
    application.setQuitOnLastWindowClosed(False)
    application.setFont(QFont(*FONT))
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    with loop, pseudo_language():
        demo = ["--profile", str(folder / "profile"), "--demo", "--size", "1440x900"]
        walks = [loop.run_until_complete(_open(demo, folder, STEPS, only))]
        if not only:
            os.environ["SCHOLAR_DESKTOP_HOST_MAP"] = "*=refuse"
            first = ["--profile", str(folder / "first"), "--size", "1440x900"]
            walks.append(loop.run_until_complete(_open(first, folder, (first_start,), "")))
    return walks


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.pictures.pseudo_walk")
    parser.add_argument("out", type=Path, nargs="?", help="write the list as JSON to this file")
    parser.add_argument("--only", default="", help="a regular expression: only the steps whose names match")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="pseudo-"))
    (folder / "home").mkdir(mode=0o700)
    wanted = surroundings(folder)
    os.environ.clear()
    os.environ.update(wanted)
    try:
        walks = _walk(folder, chosen.only)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    texts = {text: page for walk in reversed(walks) for text, page in walk.texts.items()}
    found = {
        "texts": len(texts),
        "marked": sum(OPEN in text for text, _file in texts),
        "failed": {page: str(why) for walk in walks for page, why in walk.failed.items()},
        "untranslated": [fault._asdict() for fault in faults_in(texts)],
        "cut": {line: page for walk in walks for line, page in walk.cut.items()},
    }
    if chosen.out:
        chosen.out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
        return 0
    for fault in found["untranslated"]:
        mark = "" if fault["is_marked"] else " (not marked)"
        sys.stdout.write(f"{fault['shown_by']}\t{fault['place']}{mark}\t{fault['text']!r}\t{fault['page']}\n")
    for line, page in found["cut"].items():
        sys.stdout.write(f"{line}\t{page}\n")
    for page, why in found["failed"].items():
        sys.stdout.write(f"step failed\t{page}\t{why}\n")
    counts = f"{len(found['untranslated'])} untranslated, {len(found['cut'])} cut, {len(found['failed'])} steps failed"
    sys.stdout.write(f"{found['marked']} of {found['texts']} texts in the pseudo-language: {counts}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
