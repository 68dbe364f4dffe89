"""Lists for translators: what is not translated yet goes out as JSON, and comes back with its translations checked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from extraction import Text, key_of

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_MARKUP = re.compile(r"</?[a-z][^<>]*>")
_END = re.compile(r"[.…:!?,;]*$")


def strings_of(message: Message) -> tuple[str, ...]:
    """Returns the translations of *message*: one, or one for each plural form; empty texts if there are none."""
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string or "",)


def problems_of(one: str, plural: str | None, translations: Sequence[str], forms: int) -> Iterator[str]:
    """Yields what is wrong with the translations of a text."""
    expected = 1 if plural is None else forms
    if len(translations) != expected:
        yield f"{len(translations)} forms instead of {expected}"
        return
    for number, text in enumerate(translations):
        originals = [one] if plural is None else ([one, plural] if number == 0 else [plural])
        if not text.strip():
            yield "no translation"
            continue
        if all(sorted(_PLACEHOLDER.findall(text)) != sorted(_PLACEHOLDER.findall(each)) for each in originals):
            yield f"other placeholders: {text}"
        if all(sorted(_MARKUP.findall(text)) != sorted(_MARKUP.findall(each)) for each in originals):
            yield f"other markup: {text}"
        if all(_edges(text) != _edges(each) for each in originals):
            yield f"other punctuation or space at the end, or space at the start: {text!r}"


def _edges(text: str) -> tuple[str, str, str]:
    """Returns the space at both ends, and the punctuation at the end (inside a closing quote or bracket, too)."""
    start, end = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    found = _END.search(text.strip().rstrip("\"'”“’‘»«)]"))
    return start, end, found[0] if found else ""


def faults_in(catalogue: Catalog) -> list[str]:
    """Returns what is wrong with the translations that *catalogue* has, each with its text."""
    found = []
    for message in catalogue:
        strings = strings_of(message)
        if not message.id or not any(strings):
            continue
        one, plural = message.id if message.pluralizable else (message.id, None)
        found += [f"{one!r}: {why}" for why in problems_of(one, plural, strings, catalogue.num_plurals)]
    return found


def export(catalogue: Catalog, texts: Iterable[Text], folder: Path, *, size: int, everything: bool) -> list[Path]:
    """Writes the texts without translation (or all) to `folder/NNN.json`, *size* to a file. Returns the files."""
    entries: dict[str, dict[str, Any]] = {}
    for text in texts:
        message = catalogue.get(text.msgid, text.context)
        strings = strings_of(message) if message is not None else ("",)
        if message is None or (all(strings) and not everything):
            continue
        entry = entries.setdefault(text.key, {"id": text.key, "msgid": text.msgid})
        if message.pluralizable:
            entry["plural"] = message.id[1]
        entry |= {name: value for name, value in (("context", text.context), ("note", text.note)) if value}
        entry.setdefault("places", []).append(f"{text.file}:{text.line}")
        entry["translation"] = list(strings) if message.pluralizable else strings[0]
    folder.mkdir(parents=True, exist_ok=True)
    rows = list(entries.values())
    files = []
    for number, start in enumerate(range(0, len(rows), size), start=1):
        path = folder / f"{number:03}.json"
        path.write_text(json.dumps(rows[start : start + size], ensure_ascii=False, indent=1) + "\n", "utf-8")
        files.append(path)
    return files


def put_in(catalogue: Catalog, files: Iterable[Path]) -> tuple[int, list[str]]:
    """Puts the translations of *files* into *catalogue*. Returns how many, and what is wrong with the others.

    A file is a list of objects with `id` and `translation` (a text, or a list of the plural forms); more keys are
    ignored, and so is an entry whose translation is empty.
    """
    messages = {}
    for message in catalogue:
        if message.id:
            messages[key_of(message.id[0] if message.pluralizable else message.id, message.context)] = message
    taken, problems = 0, []
    for path in files:
        for entry in json.loads(path.read_text("utf-8")):
            translation = entry.get("translation")
            translations = [translation] if isinstance(translation, str) else list(translation or ())
            if not any(translations):
                continue
            known = messages.get(entry.get("id"))
            if known is None:
                problems.append(f"{path.name}: {entry.get('id')}: the program has no such text (any more)")
                continue
            one, plural = known.id if known.pluralizable else (known.id, None)
            wrong = list(problems_of(one, plural, translations, catalogue.num_plurals))
            if wrong:
                problems += [f"{path.name}: {entry['id']}: {one!r}: {why}" for why in wrong]
                continue
            known.string = tuple(translations) if known.pluralizable else translations[0]
            taken += 1
    return taken, problems
