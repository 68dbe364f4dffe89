"""What a library holds, without a disk: operations as plain values, and what each of them makes of it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

from scholar_desktop.domain.download import DownloadState

NUMBERS = range(8)
FILES = range(12)
ROWS = range(4)


@dataclass(frozen=True)
class Paper:
    """names: `a3` (its DOI), `b3` (its arXiv id), or both once it is known that they are one paper; files: numbers;
    trashed: it is in the trash; edited: a person wrote its language."""

    names: frozenset[str]
    starred: bool = False
    files: frozenset[int] = frozenset()
    trashed: bool = False
    edited: bool = False


State = frozenset[Paper]


@dataclass(frozen=True)
class Operation:
    """One change. kind: add, remove, star, trash, edit, join, attach, undo, save, forget or rebuild; names: of papers
    (`ab3`: both ids in one; of join: the paper that stays, and the other); number: of the file or of the row; value:
    for star and trash 0 or 1, for a row its bytes."""

    kind: str
    names: tuple[str, ...] = ()
    number: int = 0
    value: int = 0


@dataclass
class Model:
    """papers, rows: as they are; before: what each change that can be taken back found, oldest first."""

    papers: State = frozenset()
    rows: tuple[tuple[int, int], ...] = ()
    before: list[State] = field(default_factory=list)

    def copy(self) -> Model:
        return Model(self.papers, self.rows, list(self.before))

    def owner_of(self, file: int) -> Paper | None:
        return next((paper for paper in self.papers if file in paper.files), None)

    def named(self, name: str) -> Paper | None:
        """The kept paper that *name* (a3, b3) leads to."""
        return next((paper for paper in self.papers if name in paper.names), None)

    def apply(self, operation: Operation) -> None:
        papers = {
            "add": self._add,
            "remove": self._remove,
            "star": self._star,
            "trash": self._trash,
            "edit": self._edit,
            "join": self._join,
            "attach": self._attach,
        }.get(operation.kind)
        if papers is not None:
            changed = papers(operation)
            if changed != self.papers:
                self.before.append(self.papers)
                self.papers = changed
        elif operation.kind == "undo":
            if self.before:
                self.papers = self.before.pop()
        elif operation.kind == "rebuild":
            self.before = []
        elif operation.kind == "save":
            row = (operation.number, operation.value)
            known = [number for number, _ in self.rows]
            self.rows = (
                tuple(row if number == operation.number else (number, value) for number, value in self.rows)
                if operation.number in known
                else (*self.rows, row)
            )
        else:
            self.rows = tuple((number, value) for number, value in self.rows if number != operation.number)

    def _add(self, operation: Operation) -> State:
        papers = set(self.papers)
        for name in operation.names:
            names = ids_in(name)
            same = {paper for paper in papers if paper.names & names}
            papers -= same
            papers.add(
                Paper(
                    frozenset(names).union(*(paper.names for paper in same)),
                    any(paper.starred for paper in same),
                    frozenset().union(*(paper.files for paper in same)),
                    trashed=False,
                    edited=any(paper.edited for paper in same),
                )
            )
        return frozenset(papers)

    def _remove(self, operation: Operation) -> State:
        return frozenset(paper for paper in self.papers if not paper.names & set(operation.names))

    def _star(self, operation: Operation) -> State:
        return self._changed(operation, starred=bool(operation.value))

    def _trash(self, operation: Operation) -> State:
        return self._changed(operation, trashed=bool(operation.value))

    def _edit(self, operation: Operation) -> State:
        return self._changed(operation, edited=True)

    def _join(self, operation: Operation) -> State:
        keep, other = (self.named(name) for name in operation.names)
        assert keep is not None
        assert other is not None
        joined = replace(
            keep,
            names=keep.names | other.names,
            starred=keep.starred or other.starred,
            files=keep.files | other.files,
            edited=keep.edited or other.edited,
        )
        return (self.papers - {keep, other}) | {joined}

    def _changed(self, operation: Operation, **values: bool) -> State:
        return frozenset(
            replace(paper, **values) if paper.names & set(operation.names) else paper for paper in self.papers
        )

    def _attach(self, operation: Operation) -> State:
        (name,) = operation.names
        if self.owner_of(operation.number) is not None:
            return self.papers  # kept already, for this paper or for another
        found = self.named(name) or Paper(frozenset({name}))
        return (self.papers - {found}) | {replace(found, files=found.files | {operation.number}, trashed=False)}


def ids_in(name: str) -> frozenset[str]:
    """`ab3` is `a3` and `b3`."""
    return frozenset({f"a{name[2:]}", f"b{name[2:]}"}) if name.startswith("ab") else frozenset({name})


def choose(dice: random.Random, model: Model) -> Operation:
    """What is done next; the same dice on the same model choose the same."""
    kind = dice.choices(
        ("add", "merge", "remove", "star", "trash", "edit", "join", "attach", "undo", "save", "forget", "rebuild"),
        (18, 14, 12, 8, 10, 10, 10, 24, 14, 10, 4, 4),
    )[0]
    if kind == "join":
        apart = [number for number in NUMBERS if _are_two(model, number)]
        number = dice.choice(apart) if apart else 0
        return Operation("join", (f"a{number}", f"b{number}")) if apart else Operation("undo")
    if kind == "merge":
        number = _joinable(dice, model)
        return Operation("undo") if number is None else Operation("add", (f"ab{number}",))
    if kind == "add":
        some = dice.sample(NUMBERS, dice.randint(1, 3))
        return Operation("add", tuple(f"{dice.choice('ab')}{number}" for number in some))
    if kind in ("remove", "star", "trash", "edit"):
        some = dice.sample([f"{letter}{number}" for letter in "ab" for number in NUMBERS], dice.randint(1, 3))
        return Operation(kind, tuple(some), value=dice.randint(0, 1))
    if kind == "attach":
        return Operation("attach", (f"{dice.choice('ab')}{dice.choice(NUMBERS)}",), dice.choice(FILES))
    if kind in ("save", "forget"):
        return Operation(kind, number=dice.choice(ROWS), value=dice.randint(0, 10**6))
    return Operation(kind)


def _joinable(dice: random.Random, model: Model) -> int | None:
    """A number of which both papers are kept or neither; None for none. That the one kept gets a second id would be
    nothing that undo takes back, and so no state that the model could go back to."""
    numbers = [n for n in NUMBERS if (model.named(f"a{n}") is None) == (model.named(f"b{n}") is None)]
    return dice.choice(numbers) if numbers else None


def _are_two(model: Model, number: int) -> bool:
    """Whether both papers of a number are there, as two papers."""
    one, other = model.named(f"a{number}"), model.named(f"b{number}")
    return one is not None and other is not None and one != other


def state_of_row(value: int) -> DownloadState:
    return (DownloadState.WAITING, DownloadState.RUNNING, DownloadState.DONE)[value % 3]
