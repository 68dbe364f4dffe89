"""Keeps the translations: `python packaging/translations COMMAND`.

    update                     bring resources/translations/*.po to the texts of the program, and compile them
    compile                    compile those that changed, for the program of this checkout
    check                      say what is missing or wrong; ends with 1 if anything is
    export LANGUAGE FOLDER     write what is not translated to FOLDER/NNN.json (--size N texts each; --all: all texts)
    import LANGUAGE FILE…      take translations from such files; ends with 1 if some are wrong, and names them

Needs Babel, which is a part of the extra `dev`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import catalogues
import exchange
import extraction


def _update() -> int:
    texts = extraction.texts()
    for language in catalogues.languages():
        catalogue = catalogues.updated(catalogues.read(language), texts)
        changed = catalogues.write(language, catalogue)
        rows = [message for message in catalogue if message.id]
        done = sum(all(exchange.strings_of(message)) for message in rows)
        print(f"{language}: {done} of {len(rows)} texts translated{'' if changed else ', unchanged'}")
    catalogues.compile_all()
    return 0


def _check() -> int:
    texts = extraction.texts()
    found: list[str] = []
    for language in catalogues.languages():
        catalogue = catalogues.read(language)
        if catalogues.text_of(catalogues.updated(catalogue, texts)) != catalogues.po_file(language).read_text("utf-8"):
            found.append(f"{language}: the file is not current: python packaging/translations update")
        missing = [message for message in catalogue if message.id and not all(exchange.strings_of(message))]
        found += [f"{language}: not translated: {message.id!r}" for message in missing]
        found += [f"{language}: {fault}" for fault in exchange.faults_in(catalogue)]
    print("\n".join(found) or "Everything is translated.")
    return 1 if found else 0


def _export(chosen: argparse.Namespace) -> int:
    texts = extraction.texts()
    catalogue = catalogues.updated(catalogues.read(chosen.language), texts)
    for path in exchange.export(catalogue, texts, chosen.folder, size=chosen.size, everything=chosen.all):
        print(path)
    return 0


def _import(chosen: argparse.Namespace) -> int:
    catalogue = catalogues.updated(catalogues.read(chosen.language), extraction.texts())
    taken, problems = exchange.put_in(catalogue, chosen.files)
    catalogues.write(chosen.language, catalogue)
    catalogues.compile_all()
    print("\n".join([*problems, f"{taken} translations taken, {len(problems)} problems"]))
    return 1 if problems else 0


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python packaging/translations", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("update", "compile", "check"):
        commands.add_parser(name)
    out = commands.add_parser("export")
    out.add_argument("language")
    out.add_argument("folder", type=Path)
    out.add_argument("--size", type=int, default=150)
    out.add_argument("--all", action="store_true")
    back = commands.add_parser("import")
    back.add_argument("language")
    back.add_argument("files", type=Path, nargs="+")
    chosen = parser.parse_args()
    try:
        match chosen.command:
            case "update":
                return _update()
            case "check":
                return _check()
            case "export":
                return _export(chosen)
            case "import":
                return _import(chosen)
        catalogues.compile_all()
    except extraction.Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
