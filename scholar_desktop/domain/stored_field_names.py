"""The names under which the fields of a Struct are stored, defined separately from its attribute names.

A Struct that is written to the library, the cache, a sidecar or the window's state is read again by later versions. By
default msgspec writes the attribute names, and uses defaults for names that it does not find. So renaming an attribute
would make every stored value read as empty, without an error.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec


def stored(names: str, /, **renamed: str) -> Callable[[str], str]:
    """Returns the `rename` function of a stored Struct. An attribute without a stored name raises TypeError at import.

    Args:
        names: the stored names that equal the attribute names, separated by spaces.
        renamed: attribute -> stored name, for each attribute whose stored name differs.
    """
    known = {name: name for name in names.split()} | renamed

    def name_of(attribute: str) -> str:
        if attribute not in known:
            raise TypeError(f"the attribute '{attribute}' has no stored name: give it to stored()")
        return known[attribute]

    return name_of


def as_stored(value: msgspec.Struct) -> dict[str, Any]:
    """Returns {stored name: value} of the fields of *value*, in their order.

    The values themselves are not converted.
    """
    return dict(zip(value.__struct_encode_fields__, msgspec.structs.astuple(value), strict=True))
