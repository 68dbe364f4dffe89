"""Draws every page of the window in every form, with contact sheets, and lists what is measurably wrong.

python -m tests.pictures [--to build/pictures] [--variants WORDS] [--only WORDS] [--jobs N] [--readme]

build/pictures/<variant>/<number>-<page>.png are the pictures, build/pictures/<variant>-<number>.png the contact sheets,
and build/pictures/faults.txt has one line for each fault, with the pages and variants that show it. The exit code is 1
if there is a fault, or a page that was not reached. It runs with low priority, and each form is given up after
MOST_S seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.pictures.readme_pages import README_PICTURES
from tests.pictures.variants import VARIANTS, Variant

MOST_S = 1500
"""Seconds after which a form is given up; one takes 2 to 4 minutes on a machine that does nothing else."""
NICENESS = 10
COLUMNS, ROWS = 4, 5
THUMBNAIL = 480  # pixels of width


def contact_sheets(folder: Path) -> int:
    """Writes the pictures of *folder* side by side, 20 a sheet. Returns how many sheets."""
    from PySide6.QtCore import QRect, Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if QGuiApplication.instance() is None:
        contact_sheets.application = QGuiApplication([])  # type: ignore[attr-defined]  # kept alive for the fonts
    pictures = sorted(folder.glob("*.png"))
    sheets = [pictures[start : start + COLUMNS * ROWS] for start in range(0, len(pictures), COLUMNS * ROWS)]
    for number, sheet in enumerate(sheets, start=1):
        images = [
            QImage(str(path)).scaledToWidth(THUMBNAIL, Qt.TransformationMode.SmoothTransformation) for path in sheet
        ]
        height = max(image.height() for image in images) + 22
        page = QImage(COLUMNS * (THUMBNAIL + 8), -(-len(sheet) // COLUMNS) * height, QImage.Format.Format_RGB32)
        page.fill(Qt.GlobalColor.white)
        painter = QPainter(page)
        for place, (path, image) in enumerate(zip(sheet, images, strict=True)):
            x, y = place % COLUMNS * (THUMBNAIL + 8), place // COLUMNS * height
            painter.drawText(QRect(x + 2, y, THUMBNAIL, 20), Qt.AlignmentFlag.AlignVCenter, path.stem)
            painter.drawImage(x, y + 20, image)
        painter.end()
        page.save(str(folder.parent / f"{folder.name}-{number}.png"))
    return len(sheets)


def compile_translations() -> None:
    """Compile the catalogues: without them, the German forms would be drawn in English."""
    subprocess.run([sys.executable, "packaging/translations", "compile"], check=True)


def draw(variant: Variant, to: Path, only: str) -> dict[str, list[str]]:
    """Draw one form in a process of its own. Return the faults of each page."""
    folder = to / variant.name
    shutil.rmtree(folder, ignore_errors=True)
    for sheet in to.glob(f"{variant.name}-[0-9]*.png"):
        sheet.unlink()
    command = [sys.executable, "-m", "tests.pictures.walk", variant.name, str(folder), "--only", only]
    try:
        subprocess.run(command, check=False, timeout=MOST_S)
    except subprocess.TimeoutExpired:
        return {variant.name: [f"not finished after {MOST_S} s"]}
    faults = folder / "faults.json"
    if not faults.is_file():
        return {variant.name: ["the window could not be opened, or it failed: see what it printed"]}
    pages: dict[str, list[str]] = json.loads(faults.read_text("utf-8"))
    return pages


def write_faults(to: Path, found: Mapping[str, Mapping[str, list[str]]]) -> int:
    """Write what is wrong. Return how many different faults there are. found: variant -> page -> faults."""
    faults: dict[str, list[str]] = defaultdict(list)
    for variant, pages in found.items():
        for page, lines in pages.items():
            for line in lines:
                faults[line].append(f"{variant}: {page}")
    lines = [f"{line}\n    {len(where)} x, first in {where[0]}\n" for line, where in sorted(faults.items())]
    (to / "faults.txt").write_text("".join(lines), "utf-8")
    return len(faults)


def copy_to_readme(drawn: Path) -> None:
    """Put the pictures that the README shows into docs/pictures."""
    for file, (variant, page) in README_PICTURES.items():
        (picture,) = (drawn / variant).glob(f"*-{page.replace(' ', '-')}.png")
        shutil.copy(picture, Path("docs/pictures") / file)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--to", type=Path, default=Path("build/pictures"))
    parser.add_argument("--variants", default="", help="a regular expression: only the variants whose names match")
    parser.add_argument("--only", default="", help="a regular expression: only the steps whose names match")
    parser.add_argument("--jobs", type=int, default=2, help="forms that are drawn at the same time")
    parser.add_argument("--readme", action="store_true", help="draws the pictures of the README, and puts them there")
    chosen = parser.parse_args()
    if chosen.readme:
        chosen.only, chosen.variants = "readme", "1440-(light|dark)"
    to = chosen.to.absolute()
    to.mkdir(parents=True, exist_ok=True)
    os.nice(NICENESS)
    compile_translations()
    wanted = [variant for variant in VARIANTS if re.search(chosen.variants, variant.name)]
    found: dict[str, dict[str, list[str]]] = {}
    with ThreadPoolExecutor(max(1, chosen.jobs)) as pool:
        for variant, pages in zip(wanted, pool.map(lambda each: draw(each, to, chosen.only), wanted), strict=True):
            found[variant.name] = pages
            sheets = contact_sheets(to / variant.name)
            wrong = sum(map(len, pages.values()))
            sys.stdout.write(f"{variant.name}: {len(pages)} pages, {sheets} sheets, {wrong} faults\n")
            sys.stdout.flush()
    count = write_faults(to, found)
    if chosen.readme:
        copy_to_readme(to)
    sys.stdout.write(f"{count} different faults: {to / 'faults.txt'}\n")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
