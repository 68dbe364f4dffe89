"""Compares two versions of a record: its files, by their checksums, and its metadata."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.zenodo.record import Record, RecordFile

DESCRIPTION = "description"


class FileChange(msgspec.Struct, frozen=True):
    """A file with the same name and different content in both versions.

    is_sure: both have a checksum of the same algorithm; otherwise only the sizes were compared, if there are any.
    """

    before: RecordFile
    after: RecordFile
    is_sure: bool = True


class FieldChange(msgspec.Struct, frozen=True):
    """A metadata field that differs. before, after: as text, empty for no value."""

    name: str
    before: str
    after: str


class RecordDiff(msgspec.Struct, frozen=True):
    """The difference between two versions.

    renamed: pairs (before, after) with the same content and another name; same: number of unchanged files; fields:
    metadata that differ; closed: the files of at least one version are not open, so they cannot be compared.
    """

    added: tuple[RecordFile, ...] = ()
    removed: tuple[RecordFile, ...] = ()
    changed: tuple[FileChange, ...] = ()
    renamed: tuple[tuple[RecordFile, RecordFile], ...] = ()
    same: int = 0
    fields: tuple[FieldChange, ...] = ()
    closed: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.changed or self.renamed or self.fields)


def compare_records(before: Record, after: Record) -> RecordDiff:
    """Returns the changes from *before* to *after*."""
    old = {file.name: file for file in before.files}
    new = {file.name: file for file in after.files}
    changed, same = [], 0
    for name in (name for name in new if name in old):
        is_other, is_sure = _differs(old[name], new[name])
        if is_other:
            changed.append(FileChange(old[name], new[name], is_sure))
        else:
            same += 1
    added = [file for name, file in new.items() if name not in old]
    removed = [file for name, file in old.items() if name not in new]
    renamed = []
    for file in tuple(removed):
        twin = next((other for other in added if file.checksum is not None and other.checksum == file.checksum), None)
        if twin is not None:
            renamed.append((file, twin))
            removed.remove(file)
            added.remove(twin)
    return RecordDiff(
        added=tuple(added),
        removed=tuple(removed),
        changed=tuple(changed),
        renamed=tuple(renamed),
        same=same,
        fields=tuple(_fields(before, after)),
        closed="open" not in (before.access, after.access) or before.access != after.access,
    )


def _differs(one: RecordFile, other: RecordFile) -> tuple[bool, bool]:
    """Returns (True if the content differs, True if that is certain)."""
    one_kind, _, _ = (one.checksum or "").partition(":")
    other_kind, _, _ = (other.checksum or "").partition(":")
    if one_kind and one_kind == other_kind:
        return one.checksum != other.checksum, True
    return one.size != other.size, False


def _fields(before: Record, after: Record) -> list[FieldChange]:
    pairs = [(name, texts[0], texts[1]) for name, texts in _texts(before, after).items()]
    return [FieldChange(name, old, new) for name, old, new in pairs if old != new]


def _texts(before: Record, after: Record) -> dict[str, tuple[str, str]]:
    """Returns every compared field of both versions as text. Version and DOI are left out: they always differ, and both
    are shown anyway."""

    def listed(values: object) -> str:
        return "; ".join(sorted(str(value) for value in values))  # type: ignore[attr-defined]

    def related(record: Record) -> str:
        return listed(f"{each.get('relation')} {each.get('identifier')}" for each in record.related)

    def people(record: Record) -> str:
        return "; ".join(author.name for author in record.creators)

    return {
        "title": (before.title, after.title),
        "authors": (people(before), people(after)),
        "published": (before.date or "", after.date or ""),
        "access": (before.access or "", after.access or ""),
        "licence": (before.license or "", after.license or ""),
        "type": (_kind(before), _kind(after)),
        "keywords": (listed(before.keywords), listed(after.keywords)),
        "communities": (listed(before.communities), listed(after.communities)),
        "related": (related(before), related(after)),
        DESCRIPTION: (before.description or "", after.description or ""),
    }


def _kind(record: Record) -> str:
    return " / ".join(part for part in (record.type, record.subtype) if part)
