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
KEYS = (None, 1, 9)
"""The keys that set a tag; None for no key."""
COLLECTIONS = ("Thesis", "Thesis/Methods", "Ideas", "Ideas/Thesis/Old")
"""Collections that are made; they are renamed and moved by these names."""
NAMES = ("Thesis", "Methods", "Ideas", "Old")
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
    notes: sorted, several after a merge; collections: the paths of those it is in."""

    names: frozenset[str]
    starred: bool = False
    files: frozenset[int] = frozenset()
    trashed: bool = False
    language: str = ""
    tags: frozenset[str] = frozenset()
    reading: int = 0
    notes: tuple[str, ...] = ()
    collections: frozenset[str] = frozenset()


RULES: dict[str, Callable[[Paper], bool]] = {
    "language:de": lambda paper: paper.language == "de",
    "tag:alpha": lambda paper: "alpha" in paper.tags,
    "has:note": lambda paper: bool(paper.notes),
    "is:to_read": lambda paper: paper.reading == 1,
    "collection:Thesis": lambda paper: any("Thesis" in path.split("/") for path in paper.collections),
}
"""The rules of smart views, with the papers that they find."""


@dataclass(frozen=True)
class State:
    """What undo and redo give back. views: (name, rule); looks: (tag, colour, key) of tags with one of both;
    collections: (path, note)."""

    papers: frozenset[Paper] = frozenset()
    views: frozenset[tuple[str, str]] = frozenset()
    looks: frozenset[tuple[str, str, int | None]] = frozenset()
    collections: frozenset[tuple[str, str]] = frozenset()

    def named(self, name: str) -> Paper | None:
        """The kept paper that *name* (a3, b3, c1) leads to."""
        return next((paper for paper in self.papers if name in paper.names), None)

    def owner_of(self, file: int) -> Paper | None:
        return next((paper for paper in self.papers if file in paper.files), None)


@dataclass(frozen=True)
class Step:
    """One change. state: the library on its other side; noted: of a change to a note, the names of its paper, or the
    path of its collection: the next change to this note is the same change."""

    state: State
    noted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Operation:
    """One change. kind: a key of _CHANGES, or undo, redo, save, forget or rebuild; names: of papers (`ab3`: both ids in
    one; of join: the paper that stays, and the other); number, value: what the kind says, such as the number of a file
    and whether a star is set; path: of a collection; onto: its new name, or the path of the collection that it is moved
    into."""

    kind: str
    names: tuple[str, ...] = ()
    number: int = 0
    value: int = 0
    path: str = ""
    onto: str = ""


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
        if operation.kind == "collection_note":
            noted = frozenset({operation.path})
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
        collections=frozenset().union(*(one.collections for one in everyone)),
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
    looks = {tag: (colour, key) for tag, colour, key in state.looks}
    if old in looks:
        look = looks.pop(old)
        looks.setdefault(new, look)
    papers = frozenset(
        replace(paper, tags=paper.tags - {old} | {new}) if old in paper.tags else paper for paper in state.papers
    )
    return replace(state, papers=papers, looks=frozenset((tag, *look) for tag, look in looks.items()))


def _delete_tag(state: State, operation: Operation) -> State:
    tag = TAGS[operation.number]
    papers = frozenset(replace(paper, tags=paper.tags - {tag}) for paper in state.papers)
    return replace(state, papers=papers, looks=frozenset(one for one in state.looks if one[0] != tag))


def _look(state: State, operation: Operation) -> State:
    """The colour and the key of a tag; another tag with this key loses it."""
    wanted, colour, key = look_of(operation)
    looks = {(wanted, colour, key)}
    looks |= {
        (tag, other, None if key is not None and its_key == key else its_key)
        for tag, other, its_key in state.looks
        if tag != wanted
    }
    return replace(state, looks=frozenset(one for one in looks if one[1] or one[2] is not None))


def look_of(operation: Operation) -> tuple[str, str, int | None]:
    """The tag, its new colour, and its new key."""
    colour, key = divmod(operation.value, len(KEYS))
    return TAGS[operation.number], COLOURS[colour], KEYS[key]


def _with_path(collections: frozenset[tuple[str, str]], path: str) -> frozenset[tuple[str, str]]:
    """*collections* with the one at *path* and those above it."""
    there = {one for one, _ in collections}
    names = path.split("/")
    paths = ["/".join(names[: level + 1]) for level in range(len(names))]
    return collections | {(one, "") for one in paths if one not in there}


def _make_collection(state: State, operation: Operation) -> State:
    return replace(state, collections=_with_path(state.collections, operation.path))


def _collect(state: State, operation: Operation) -> State:
    """Papers that are not kept are added, and those in the trash come out of it; works are only if they are kept."""
    names = tuple(name for name in operation.names if name[0] != "c" or state.named(name) is not None)
    state = _add(_make_collection(state, operation), replace(operation, names=names))
    return _of_papers(lambda paper, _: replace(paper, collections=paper.collections | {operation.path}))(
        state, replace(operation, names=names)
    )


def _uncollect(state: State, operation: Operation) -> State:
    """Takes papers out of a collection and, if *value*, out of those in it."""

    def taken_out(paper: Paper, _: Operation) -> Paper:
        kept = {one for one in paper.collections if not _is_taken(one, operation.path, below=bool(operation.value))}
        return replace(paper, collections=frozenset(kept))

    return _of_papers(taken_out)(state, operation)


def _is_taken(path: str, collection: str, *, below: bool) -> bool:
    return path == collection or (below and path.startswith(f"{collection}/"))


def _with_paths(state: State, old: str, new: str) -> State:
    """The collection *old*, and those in it, have other paths now."""

    def path_now(path: str) -> str:
        return new + path[len(old) :] if _is_taken(path, old, below=True) else path

    return replace(
        state,
        papers=frozenset(
            replace(paper, collections=frozenset(map(path_now, paper.collections))) for paper in state.papers
        ),
        collections=frozenset((path_now(path), note) for path, note in state.collections),
    )


def _rename_collection(state: State, operation: Operation) -> State:
    """Refused if there is no such collection, or one with the new name beside it."""
    above = operation.path.rpartition("/")[0]
    return _to_free_path(state, operation.path, f"{above}/{operation.onto}" if above else operation.onto)


def _move_collection(state: State, operation: Operation) -> State:
    """Refused into itself, and where there is one with its name; an empty *onto* is the top level."""
    if operation.onto and (
        _is_taken(operation.onto, operation.path, below=True) or operation.onto not in dict(state.collections)
    ):
        return state
    name = operation.path.rpartition("/")[2]
    return _to_free_path(state, operation.path, f"{operation.onto}/{name}" if operation.onto else name)


def _to_free_path(state: State, old: str, new: str) -> State:
    there = dict(state.collections)
    return state if old not in there or new in there else _with_paths(state, old, new)


def _delete_collection(state: State, operation: Operation) -> State:
    """Its papers stay."""

    def is_left(path: str) -> bool:
        return not _is_taken(path, operation.path, below=True)

    return replace(
        state,
        papers=frozenset(
            replace(paper, collections=frozenset(filter(is_left, paper.collections))) for paper in state.papers
        ),
        collections=frozenset(one for one in state.collections if is_left(one[0])),
    )


def _note_collection(state: State, operation: Operation) -> State:
    notes = dict(state.collections)
    if operation.path not in notes:
        return state
    return replace(state, collections=frozenset((notes | {operation.path: NOTES[operation.number]}).items()))


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
    "look": _look,
    "make_collection": _make_collection,
    "collect": _collect,
    "uncollect": _uncollect,
    "rename_collection": _rename_collection,
    "move_collection": _move_collection,
    "delete_collection": _delete_collection,
    "collection_note": _note_collection,
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
    "look": 8,
    "make_collection": 4,
    "collect": 14,
    "uncollect": 6,
    "rename_collection": 6,
    "move_collection": 6,
    "delete_collection": 4,
    "collection_note": 6,
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
        case "delete_tag" | "look":
            return Operation(kind, (), dice.randrange(len(TAGS)), dice.randrange(len(COLOURS) * len(KEYS)))
        case "make_collection" | "collect":
            return Operation(kind, some if kind == "collect" else (), path=dice.choice(COLLECTIONS))
        case "uncollect" | "rename_collection" | "move_collection" | "delete_collection" | "collection_note":
            return _choose_collection(kind, some, dice, model)
        case "view" | "rename_view" | "delete_view":
            return Operation(kind, (), dice.randrange(len(VIEWS)), dice.randrange(len(RULES)))
        case "save" | "forget":
            return Operation(kind, number=dice.choice(ROWS), value=dice.randint(0, 10**6))
    return Operation(kind)


def _choose_collection(kind: str, some: tuple[str, ...], dice: random.Random, model: Model) -> Operation:
    """A change of a collection that is there; without any, one is made."""
    there = sorted(dict(model.state.collections))
    if not there:
        return Operation("make_collection", path=COLLECTIONS[1])
    path = dice.choice(there)
    match kind:
        case "uncollect":
            return Operation(kind, some, value=dice.randint(0, 1), path=path)
        case "rename_collection":
            return Operation(kind, path=path, onto=dice.choice(NAMES))
        case "move_collection":
            return Operation(kind, path=path, onto=dice.choice(["", *there]))
    return Operation(kind, number=dice.randrange(len(NOTES)), path=path)


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
