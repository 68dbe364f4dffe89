"""What a library holds, without a disk: operations as plain values, and what each of them makes of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from scholar_desktop.domain.download import DownloadState

NUMBERS = range(8)
FILES = range(12)
ROWS = range(4)
WORKS = range(3)
"""Works that no service knows: they have a citation key and no identifier."""
TAGS = ("alpha", "beta", "gamma")
COLOURS = ("", "#1e88e5", "#43a047")
LANGUAGES = ("", "de", "fr")
"""What a person writes; the first: takes back what was written."""
NOTES = ("", "A **strong** claim", "Two\nlines")
READING = ("none", "to_read", "reading", "read")
"""The further on, the later in this tuple."""
VIEWS = ("Unread", "German")


@dataclass(frozen=True)
class Paper:
    """names: `a3` (its DOI), `b3` (its arXiv id), both once it is known that they are one paper, or `c1` (its citation
    key); files: numbers; trashed: it is in the trash; language: that a person wrote; reading: a place in READING;
    notes: sorted, several after a merge."""

    names: frozenset[str]
    starred: bool = False
    files: frozenset[int] = frozenset()
    trashed: bool = False
    language: str = ""
    tags: frozenset[str] = frozenset()
    reading: int = 0
    notes: tuple[str, ...] = ()


RULES: dict[str, Callable[[Paper], bool]] = {
    "language:de": lambda paper: paper.language == "de",
    "tag:alpha": lambda paper: "alpha" in paper.tags,
    "has:note": lambda paper: bool(paper.notes),
    "is:to_read": lambda paper: paper.reading == 1,
}
"""The rules of smart views, with the papers that they find."""


@dataclass(frozen=True)
class State:
    """What undo and redo give back. views: (name, rule); colours: (tag, colour)."""

    papers: frozenset[Paper] = frozenset()
    views: frozenset[tuple[str, str]] = frozenset()
    colours: frozenset[tuple[str, str]] = frozenset()

    def named(self, name: str) -> Paper | None:
        """The kept paper that *name* (a3, b3, c1) leads to."""
        return next((paper for paper in self.papers if name in paper.names), None)

    def owner_of(self, file: int) -> Paper | None:
        return next((paper for paper in self.papers if file in paper.files), None)


@dataclass(frozen=True)
class Step:
    """One change. state: the library on its other side; noted: of a change to a note, the names of its paper: the next
    change to this note is the same change."""

    state: State
    noted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Operation:
    """One change. kind: a key of _CHANGES, or undo, redo, save, forget or rebuild; names: of papers (`ab3`: both ids in
    one; of join: the paper that stays, and the other); number, value: what the kind says, such as the number of a file
    and whether a star is set."""

    kind: str
    names: tuple[str, ...] = ()
    number: int = 0
    value: int = 0


@dataclass
class Model:
    """state, rows: as they are; before, after: the changes that can be taken back and made again, the next one last."""

    state: State = State()
    rows: tuple[tuple[int, int], ...] = ()
    before: list[Step] = field(default_factory=list)
    after: list[Step] = field(default_factory=list)

    def copy(self) -> Model:
        return Model(self.state, self.rows, list(self.before), list(self.after))

    def apply(self, operation: Operation) -> None:
        match operation.kind:
            case "undo":
                self._step(self.before, self.after)
            case "redo":
                self._step(self.after, self.before)
            case "rebuild":
                self.before, self.after = [], []
            case "save":
                row = (operation.number, operation.value)
                known = operation.number in [number for number, _ in self.rows]
                self.rows = (
                    tuple(row if number == operation.number else (number, value) for number, value in self.rows)
                    if known
                    else (*self.rows, row)
                )
            case "forget":
                self.rows = tuple((number, value) for number, value in self.rows if number != operation.number)
            case _:
                self._change(operation)

    def _change(self, operation: Operation) -> None:
        changed = _CHANGES[operation.kind](self.state, operation)
        if changed == self.state:
            return
        noted = _noted(self.state, changed, operation) if operation.kind == "note" else frozenset()
        if self.after or not self.before or not self.before[-1].noted & noted:
            self.before.append(Step(self.state, noted))
        self.state, self.after = changed, []

    def _step(self, away: list[Step], back: list[Step]) -> None:
        if away:
            step = away.pop()
            back.append(Step(self.state, step.noted))
            self.state = step.state


def _add(state: State, operation: Operation) -> State:
    papers = set(state.papers)
    for name in operation.names:
        names = ids_in(name)
        same = {paper for paper in papers if paper.names & names}
        papers -= same
        papers.add(replace(_joined(Paper(names), same), trashed=False))
    return replace(state, papers=frozenset(papers))


def _joined(paper: Paper, others: Collection[Paper]) -> Paper:
    """*paper* with what the others have and it has not."""
    everyone = (paper, *others)
    return replace(
        paper,
        names=frozenset().union(*(one.names for one in everyone)),
        starred=any(one.starred for one in everyone),
        files=frozenset().union(*(one.files for one in everyone)),
        language=next((one.language for one in everyone if one.language), ""),
        tags=frozenset().union(*(one.tags for one in everyone)),
        reading=max(one.reading for one in everyone),
        notes=tuple(sorted(note for one in everyone for note in one.notes)),
    )


def _join(state: State, operation: Operation) -> State:
    keep, other = (state.named(name) for name in operation.names)
    assert keep is not None
    assert other is not None
    return replace(state, papers=(state.papers - {keep, other}) | {_joined(keep, [other])})


def _remove(state: State, operation: Operation) -> State:
    names = set(operation.names)
    return replace(state, papers=frozenset(paper for paper in state.papers if not paper.names & names))


def _empty_trash(state: State, operation: Operation) -> State:
    return replace(state, papers=frozenset(paper for paper in state.papers if not paper.trashed))


def _of_papers(change: Callable[[Paper, Operation], Paper]) -> Callable[[State, Operation], State]:
    """A change of the papers that the operation names."""

    def changed(state: State, operation: Operation) -> State:
        names = set(operation.names)
        return replace(
            state,
            papers=frozenset(change(paper, operation) if paper.names & names else paper for paper in state.papers),
        )

    return changed


def _with_tag(paper: Paper, operation: Operation) -> Paper:
    tag = frozenset({TAGS[operation.number]})
    return replace(paper, tags=paper.tags | tag if operation.value else paper.tags - tag)


def _bulk(state: State, operation: Operation) -> State:
    """One change of all papers that are not in the trash."""
    names = tuple(name for paper in state.papers if not paper.trashed for name in paper.names)
    return _CHANGES[BULK[operation.number]](state, Operation(BULK[operation.number], names, 0, operation.value))


def _read(state: State, operation: Operation) -> State:
    """To mark a paper as to be read, or as being read, adds it, and takes it out of the trash."""
    if operation.value in (1, 2) and not operation.names[0].startswith("c"):
        state = _add(state, operation)
    elif operation.value in (1, 2):
        state = _of_papers(lambda paper, _: replace(paper, trashed=False))(state, operation)
    return _of_papers(lambda paper, _: replace(paper, reading=operation.value))(state, operation)


def _note(state: State, operation: Operation) -> State:
    (name,), text = operation.names, NOTES[operation.number]
    if state.named(name) is None and (not text or name.startswith("c")):
        return state
    state = _add(state, operation)
    return _of_papers(lambda paper, _: replace(paper, notes=(text,) if text else ()))(state, operation)


def _noted(before: State, after: State, operation: Operation) -> frozenset[str]:
    """The names of the paper whose note is another one now."""
    paper, old = after.named(operation.names[0]), before.named(operation.names[0])
    is_other = paper is not None and paper.notes != (old.notes if old is not None else ())
    return paper.names if paper is not None and is_other else frozenset()


def _attach(state: State, operation: Operation) -> State:
    (name,) = operation.names
    found, owner = state.named(name) or Paper(frozenset({name})), state.owner_of(operation.number)
    if owner not in (None, found):
        return state  # kept already, for another paper
    changed = replace(found, files=found.files | {operation.number}, trashed=False)
    return replace(state, papers=(state.papers - {found}) | {changed})


def _write(state: State, operation: Operation) -> State:
    """A new entry, which is refused if there is one with its citation key."""
    (name,) = operation.names
    if state.named(name) is not None:
        return state
    return replace(state, papers=state.papers | {Paper(frozenset({name}), language=LANGUAGES[operation.value])})


def _rename_tag(state: State, operation: Operation) -> State:
    old, new = TAGS[operation.number], TAGS[operation.value]
    if old == new:
        return state
    colours = dict(state.colours)
    colour = colours.pop(old, "")
    if colour:
        colours.setdefault(new, colour)
    papers = frozenset(
        replace(paper, tags=paper.tags - {old} | {new}) if old in paper.tags else paper for paper in state.papers
    )
    return replace(state, papers=papers, colours=frozenset(colours.items()))


def _delete_tag(state: State, operation: Operation) -> State:
    tag = TAGS[operation.number]
    papers = frozenset(replace(paper, tags=paper.tags - {tag}) for paper in state.papers)
    return replace(state, papers=papers, colours=frozenset(one for one in state.colours if one[0] != tag))


def _colour(state: State, operation: Operation) -> State:
    tag, colour = TAGS[operation.number], COLOURS[operation.value]
    others = frozenset(one for one in state.colours if one[0] != tag)
    return replace(state, colours=others | ({(tag, colour)} if colour else frozenset()))


def _view(state: State, operation: Operation) -> State:
    """Saves a view, or changes the rule of the one with this name."""
    views = dict(state.views) | {VIEWS[operation.number]: list(RULES)[operation.value]}
    return replace(state, views=frozenset(views.items()))


def _rename_view(state: State, operation: Operation) -> State:
    """Gives a view the name of the other one, which is refused if there is one."""
    views, old, new = dict(state.views), VIEWS[operation.number], VIEWS[1 - operation.number]
    if old in views and new not in views:
        views[new] = views.pop(old)
    return replace(state, views=frozenset(views.items()))


def _delete_view(state: State, operation: Operation) -> State:
    return replace(state, views=frozenset(one for one in state.views if one[0] != VIEWS[operation.number]))


_CHANGES: dict[str, Callable[[State, Operation], State]] = {
    "add": _add,
    "remove": _remove,
    "empty_trash": _empty_trash,
    "join": _join,
    "attach": _attach,
    "write": _write,
    "star": _of_papers(lambda paper, operation: replace(paper, starred=bool(operation.value))),
    "trash": _of_papers(lambda paper, operation: replace(paper, trashed=bool(operation.value))),
    "edit": _of_papers(lambda paper, operation: replace(paper, language=LANGUAGES[operation.value])),
    "edit_many": _of_papers(lambda paper, operation: replace(paper, language=LANGUAGES[operation.value])),
    "tag": _of_papers(_with_tag),
    "mark": _of_papers(lambda paper, operation: replace(paper, reading=operation.value)),
    "read": _read,
    "note": _note,
    "bulk": _bulk,
    "rename_tag": _rename_tag,
    "delete_tag": _delete_tag,
    "colour": _colour,
    "view": _view,
    "rename_view": _rename_view,
    "delete_view": _delete_view,
}
BULK = ("tag", "edit_many", "mark", "star", "trash")
"""The changes of many papers at once. `mark` is done to many papers only."""


def ids_in(name: str) -> frozenset[str]:
    """`ab3` is `a3` and `b3`."""
    return frozenset({f"a{name[2:]}", f"b{name[2:]}"}) if name.startswith("ab") else frozenset({name})


_WEIGHTS = {
    "add": 18,
    "merge": 14,
    "remove": 10,
    "empty_trash": 2,
    "star": 6,
    "trash": 10,
    "edit": 8,
    "edit_many": 4,
    "join": 10,
    "attach": 24,
    "write": 8,
    "tag": 14,
    "read": 8,
    "note": 12,
    "bulk": 8,
    "rename_tag": 5,
    "delete_tag": 3,
    "colour": 6,
    "view": 5,
    "rename_view": 3,
    "delete_view": 2,
    "undo": 14,
    "redo": 8,
    "save": 10,
    "forget": 4,
    "rebuild": 4,
}


def choose(dice: random.Random, model: Model) -> Operation:
    """What is done next; the same dice on the same model choose the same."""
    kind = dice.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
    some = tuple(dice.sample(_NAMES, dice.randint(1, 3)))
    match kind:
        case "join":
            apart = [number for number in NUMBERS if _are_two(model, number)]
            number = dice.choice(apart) if apart else 0
            return Operation("join", (f"a{number}", f"b{number}")) if apart else Operation("undo")
        case "merge":
            joinable = _joinable(dice, model)
            return Operation("undo") if joinable is None else Operation("add", (f"ab{joinable}",))
        case "add":
            numbers = dice.sample(NUMBERS, dice.randint(1, 3))
            return Operation("add", tuple(f"{dice.choice('ab')}{number}" for number in numbers))
        case "remove" | "star" | "trash":
            return Operation(kind, some, value=dice.randint(0, 1))
        case "tag":
            return Operation(kind, some, dice.randrange(len(TAGS)), dice.randint(0, 1))
        case "edit":
            return Operation(kind, some[:1], value=dice.randrange(len(LANGUAGES)))
        case "edit_many":
            return Operation(kind, some, value=dice.randrange(1, len(LANGUAGES)))
        case "read":
            return Operation(kind, some[:1], value=dice.randrange(len(READING)))
        case "note":
            return Operation(kind, some[:1], dice.randrange(len(NOTES)))
        case "bulk":
            number = dice.randrange(len(BULK))
            most = {"edit_many": len(LANGUAGES), "mark": len(READING)}.get(BULK[number], 2)
            return Operation(kind, (), number, dice.randrange(BULK[number] == "edit_many", most))
        case "write":
            return Operation(kind, (f"c{dice.choice(WORKS)}",), value=dice.randrange(len(LANGUAGES)))
        case "attach":
            return Operation(kind, (f"{dice.choice('ab')}{dice.choice(NUMBERS)}",), dice.choice(FILES))
        case "rename_tag":
            return Operation(kind, (), *dice.sample(range(len(TAGS)), 2))
        case "delete_tag" | "colour":
            return Operation(kind, (), dice.randrange(len(TAGS)), dice.randrange(len(COLOURS)))
        case "view" | "rename_view" | "delete_view":
            return Operation(kind, (), dice.randrange(len(VIEWS)), dice.randrange(len(RULES)))
        case "save" | "forget":
            return Operation(kind, number=dice.choice(ROWS), value=dice.randint(0, 10**6))
    return Operation(kind)


_NAMES = [f"{letter}{number}" for letter in "ab" for number in NUMBERS] + [f"c{number}" for number in WORKS]


def _joinable(dice: random.Random, model: Model) -> int | None:
    """A number of which both papers are kept, or neither; None for none. That the one kept gets a second id would be
    nothing that undo takes back, and so no state that the model could go back to. Of two languages that of the paper
    that was added first stays, which the model does not know."""
    numbers = [number for number in NUMBERS if _fit(*(model.state.named(f"{letter}{number}") for letter in "ab"))]
    return dice.choice(numbers) if numbers else None


def _fit(one: Paper | None, other: Paper | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.language == other.language or not (one.language and other.language)


def _are_two(model: Model, number: int) -> bool:
    """Whether both papers of a number are there, as two papers."""
    one, other = model.state.named(f"a{number}"), model.state.named(f"b{number}")
    return one is not None and other is not None and one != other


def state_of_row(value: int) -> DownloadState:
    return (DownloadState.WAITING, DownloadState.RUNNING, DownloadState.DONE)[value % 3]
