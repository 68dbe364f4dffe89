"""Draws lines, has the program look them up, and compares its answers with the truth."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from scholar_desktop import app, settings
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ReferenceLine
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.formats.reference_list_reading import read_text
from tests.reference_list_matching.catalogue import Catalogue
from tests.reference_list_matching.recorded_papers import Work
from tests.reference_list_matching.slips import SLIPS, Drawn, undamaged
from tests.reference_list_matching.styles import STYLES, headed
from tests.support.loopback_service import LoopbackService

UNDAMAGED_SHARE = 0.35
LEAST_SURE = 0.60
"""Share of the undamaged lines of each style that must be sure."""


@dataclass
class Report:
    """What became of the lines. statuses: by (style or slip, status); problems: sentences, one for each fault."""

    lines: int = 0
    by_style: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_slip: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    not_sure: list[str] = field(default_factory=list)

    def add(self, other: Report) -> None:
        self.lines += other.lines
        self.by_style += other.by_style
        self.by_slip += other.by_slip
        self.wrong += other.wrong
        self.lost += other.lost
        self.not_sure += other.not_sure

    @property
    def sure(self) -> int:
        """Number of sure references."""
        return sum(count for (_, status), count in self.by_slip.items() if status == "sure")

    def share(self, style: str) -> float:
        """The share of the undamaged lines of *style*, of papers that the service has, that are sure."""
        total = sum(count for (name, _), count in self.by_style.items() if name == style)
        return self.by_style[style, "sure"] / total if total else 0.0

    def text(self) -> str:
        """The report as a table."""
        rows = [f"{'style':18}{'undamaged':>10}{'sure':>8}"]
        for style in STYLES:
            total = sum(count for (name, _), count in self.by_style.items() if name == style)
            rows.append(f"{style:18}{total:>10}{self.share(style):>8.0%}")
        statuses = ("sure", "check", "none", "wrong", "lost")
        rows.append(f"\n{'slip':20}" + "".join(f"{status:>7}" for status in statuses))
        for slip in dict.fromkeys(name for name, _ in self.by_slip):
            rows.append(f"{slip:20}" + "".join(f"{self.by_slip[slip, status]:>7}" for status in statuses))
        rows.append(f"\n{self.lines} lines, {self.sure} sure, {len(self.wrong)} wrong, {len(self.lost)} lost")
        return "\n".join(rows)


def draw(works: Sequence[Work], count: int, dice: random.Random, catalogue: Catalogue) -> list[Drawn]:
    """Return *count* reference texts, in all styles and with all slips."""
    drawn: list[Drawn] = []
    styles = list(STYLES)
    while len(drawn) < count:
        style = styles[len(drawn) % len(styles)]
        slip = undamaged if dice.random() < UNDAMAGED_SHARE else dice.choice(SLIPS)
        made = slip(dice.choice(works), style, dice, catalogue)
        if made is not None:
            drawn.append(made)
    return drawn


async def run(recorded: list[Work], seed: int, count: int, profile: str) -> Report:
    """Draw *count* lines with *seed*, look them up, and return the report."""
    dice = random.Random(seed)
    catalogue = Catalogue(recorded, dice)
    drawn = draw(recorded, count, dice, catalogue)
    service = LoopbackService(catalogue.answer)
    names = {
        "semantic_scholar_url": service.url,
        "unpaywall_url": service.url,
        "zenodo_url": service.url,
        "email": "me@uni-testing.edu",
        "semantic_scholar_rate": "0",
        "retry_wait": "0.01",
        "profile": profile,
    }
    backend = app.build_services(
        settings.load((), {f"SCHOLAR_DESKTOP_{name.upper()}": value for name, value in names.items()})
    )
    report = Report()
    try:
        for style in STYLES:
            report.add(await _look_up(backend, [one for one in drawn if one.style == style], style))
    finally:
        await backend.aclose()
        service.close()
    return report


async def _look_up(backend: app.Composition, drawn: list[Drawn], style: str) -> Report:
    """Look up the lines of one style as one list, as they are in a document."""
    texts: list[str] = []
    ends: list[int] = []
    for number, one in enumerate(drawn, 1):
        texts += headed(one.text, style, number).split("\n")
        ends.append(len(texts))
    reading = await backend.services.reference_lists.read_only(read_text("\n".join(texts)), "lines")
    await reading.look_up(RequestOptions())
    report = Report(lines=len(drawn))
    start = 0
    for one, end in zip(drawn, ends, strict=True):
        found = [line for line in reading.lines if line.place is not None and start < line.place <= end]
        _compare(one, found, report)
        start = end
    return report


def _compare(one: Drawn, found: list[ReferenceLine], report: Report) -> None:
    lost = max(0, len(one.truths) - len(found))
    if one.slip == "two_on_a_line" and found and all(line.standing is not LineStatus.SURE for line in found):
        lost = 0  # both references are before the user's eyes, in one line to check
    if lost:
        report.by_slip[one.slip, "lost"] += lost
        report.lost.append(f"{one.style} {one.slip}: {one.text!r}")
    for place, line in enumerate(found):
        truth = one.truths[min(place, len(one.truths) - 1)]
        status = str(line.standing)
        if line.standing is LineStatus.SURE and (line.paper is None or line.paper.ids.s2 not in truth):
            status = "wrong"
            report.wrong.append(f"{one.style} {one.slip}: {line.text!r} is not {_told(line)} ({line.by})")
        report.by_slip[one.slip, status] += 1
        if one.slip == "undamaged" and truth:
            report.by_style[one.style, status] += 1
            if status != "sure":
                report.not_sure.append(f"{one.style} {status}: {line.text!r}: {line.by} {_told(line)}")


def _told(line: ReferenceLine) -> str:
    paper = line.paper
    if paper is None:
        return "no paper"
    return f"{paper.title!r}, {', '.join(author.name for author in paper.authors[:3])}, {paper.venue!r}, {paper.year}"
