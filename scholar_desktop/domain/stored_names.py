"""The names under which a Struct is stored, written apart from the names of its attributes.

A Struct that is written to the library, the cache, a sidecar or the window's state is read again by later versions.
msgspec writes the names of its attributes, and fills what it does not find with defaults: a renamed attribute would
read every stored value as empty, without an error.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec


def stored(names: str, /, **renamed: str) -> Callable[[str], str]:
    """The `rename` of a Struct that is stored. An attribute without a stored name raises TypeError at import.

    Args:
        names: the stored names that are also the names of attributes, with spaces between them.
        renamed: attribute -> the stored name, for an attribute that is called otherwise.
    """
    known = {name: name for name in names.split()} | renamed

    def name_of(attribute: str) -> str:
        if attribute not in known:
            raise TypeError(f"the attribute '{attribute}' has no stored name: give it to stored()")
        return known[attribute]

    return name_of


def as_stored(value: msgspec.Struct) -> dict[str, Any]:
    """{stored name: value} of the fields of *value*, in their order; the values themselves are not converted."""
    return dict(zip(value.__struct_encode_fields__, msgspec.structs.astuple(value), strict=True))
