"""Draws every page of the window in every form, with contact sheets, and prints what is measurably wrong.

python -m tests.pictures [--to build/pictures] [--variants WORDS] [--only WORDS]

build/pictures/<variant>/<number>-<page>.png are the pictures, build/pictures/<variant>-<number>.png the contact sheets,
and build/pictures/faults.txt has one line for each fault, with the pages and variants that show it.
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
from pathlib import Path

from tests.pictures.variants import VARIANTS

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


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--to", type=Path, default=Path("build/pictures"))
    parser.add_argument("--variants", default="", help="a regular expression: only the variants whose names match")
    parser.add_argument("--only", default="", help="a regular expression: only the steps whose names match")
    chosen = parser.parse_args()
    to = chosen.to.absolute()
    faults: dict[str, list[str]] = defaultdict(list)
    unreached = 0
    for variant in VARIANTS:
        if not re.search(chosen.variants, variant.name):
            continue
        folder = to / variant.name
        shutil.rmtree(folder, ignore_errors=True)
        command = [sys.executable, "-m", "tests.pictures.walk", variant.name, str(folder), "--only", chosen.only]
        unreached += subprocess.run(command, check=False).returncode
        pages: dict[str, list[str]] = json.loads((folder / "faults.json").read_text("utf-8"))
        for page, lines in pages.items():
            for line in lines:
                faults[line].append(f"{variant.name}: {page}")
        sheets = contact_sheets(folder)
        sys.stdout.write(f"{variant.name}: {len(pages)} pages, {sheets} sheets\n")
        sys.stdout.flush()
    lines = [f"{line}\n    {len(where)} x, first in {where[0]}" for line, where in sorted(faults.items())]
    (to / "faults.txt").write_text("\n".join(lines) + "\n", "utf-8")
    sys.stdout.write(f"{len(faults)} faults: {to / 'faults.txt'}\n")
    return 1 if unreached else 0


if __name__ == "__main__":
    sys.exit(main())
