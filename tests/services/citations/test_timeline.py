"""Citations a year: every row once, under its strongest intent."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.citations.citation import Citation
from scholar_desktop.domain.paper import Counts, Ids, Paper
from scholar_desktop.services.citations.table import make_rows
from scholar_desktop.services.citations.timeline import MAX_YEARS, Timeline, YearCount, citation_timeline

INTENTS = ("methodology", "result", "background")
edges = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(1980, 2026)), st.sets(st.sampled_from(INTENTS)), st.booleans()),
    min_size=1,
    max_size=60,
)


def edge(number: int, year: int | None, intents: tuple[str, ...] = (), influential: bool = False, cites: int = 0):
    paper = Paper(title=str(number), ids=Ids(s2=f"{number:040x}"), year=year, counts=Counts(citations=cites))
    return Citation(paper, intents=intents, influential=influential)


def counted(rows: list[Citation]) -> Timeline:
    return citation_timeline(make_rows(rows).columns)


@given(edges)
def test_counts_equal_an_outside_count_and_every_row_counts_once(rows):
    found = counted([edge(number, year, tuple(some), strong) for number, (year, some, strong) in enumerate(rows)])
    outside: Counter[tuple[int, str]] = Counter()
    influential: Counter[int] = Counter()
    for year, some, strong in rows:
        if year is not None:
            name = next((each for each in INTENTS if each in some), "none").replace("methodology", "method")
            outside[year, name] += 1
            influential[year] += strong
    ours = {
        (year.year, name): count
        for year in found.years
        for name in ("method", "result", "background", "none")
        if (count := getattr(year, name))
    }
    assert ours == dict(outside)
    assert {year.year: year.influential for year in found.years if year.influential} == +influential
    assert found.count == len(rows)
    assert found.undated == sum(year is None for year, _, _ in rows)
    years = [year.year for year in found.years]
    assert years == list(range(years[0], years[-1] + 1)) if years else not years


def test_the_first_and_the_strongest_are_named():
    rows = [
        edge(0, 2020, cites=900),
        edge(1, 2016, cites=3),
        edge(2, 2021, influential=True, cites=40),
        edge(3, 2022, influential=True, cites=70),
        Citation(None, text="A title alone"),
    ]
    found = counted(rows)
    assert (found.first, found.strongest) == (1, 3), "an influential one goes before one that is cited more"
    assert counted(rows[:2]).strongest == 0


def test_a_year_that_cannot_be_does_not_make_a_chart_of_two_thousand_bars():
    found = counted([edge(0, 19), edge(1, 2019), edge(2, 2020)])
    assert len(found.years) <= MAX_YEARS
    assert found.years[-1].year == 2020
    assert found.undated == 1
    assert found.first == 1


def test_nothing_and_nothing_dated():
    assert counted([]) == Timeline()
    assert counted([edge(0, None)]).years == ()


def test_a_widened_timeline_has_empty_years_up_to_the_limit_and_loses_none_of_its_own():
    own = Timeline((YearCount(2020, 1), YearCount(2021, 2)), 1, 0, 0)
    assert [(year.year, year.count) for year in own.widened(2018, 2022).years] == [
        (2018, 0),
        (2019, 0),
        (2020, 1),
        (2021, 2),
        (2022, 0),
    ]
    assert own.widened(None, 2019) == own
    assert own.widened(2021, 2020) == own
    assert len(own.widened(19, 2026).years) == MAX_YEARS
    assert Timeline().widened(2018, 2022) == Timeline()
