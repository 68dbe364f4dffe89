"""Texts for people that are written below the window and translated where they are shown.

A `Message` is the English sentence, and keeps the sentence with its named placeholders and their values. So it can be
logged, compared and written as JSON like every other text, and the window and the command line can put it into another
language (`scholar_desktop.translation.shown`). Texts from the data (titles, a service's own message) stay plain `str`
and are never translated.
"""

from __future__ import annotations

from typing import Any, Self

import msgspec

Value = str | int | float
"""What may replace a placeholder; a `Message` is a `str`, and is translated too."""

_STORED = '{"message":'


class Message(str):
    """An English text with named placeholders: `Message("{host} no longer has the file (404).", host=host)`.

    template: the text before the placeholders are replaced; it is what a translation is looked up by. plural: the
    template for every count but 1, or None. context: tells apart two meanings of one English word, or None. values:
    placeholder -> value. Without values the text is used as it is, so braces need no doubling.
    """

    __slots__ = ("context", "plural", "template", "values")

    template: str
    plural: str | None
    context: str | None
    values: dict[str, Value]

    def __new__(cls, template: str, /, **values: Value) -> Self:
        return cls._made(template, None, None, values)

    @classmethod
    def counted(cls, one: str, many: str, count: int, /, **values: Value) -> Self:
        """Returns *one* if *count* is 1, else *many*; `{count}` is the count."""
        return cls._made(one, many, None, {"count": count, **values})

    @classmethod
    def in_context(cls, context: str, template: str, /, **values: Value) -> Self:
        """Returns a text whose translation depends on *context*, such as `Open` as a verb or as an adjective."""
        return cls._made(template, None, context, values)

    def filled(self, **values: Value) -> Self:
        """Returns this text, such as one of a table, with *values* in the places of their names."""
        return self._made(self.template, self.plural, self.context, values)

    @classmethod
    def _made(cls, template: str, plural: str | None, context: str | None, values: dict[str, Value]) -> Self:
        chosen = template if plural is None or values["count"] == 1 else plural
        message = super().__new__(cls, chosen.format_map(values) if values else chosen)
        message.template, message.plural, message.context, message.values = template, plural, context, values
        return message

    def __reduce__(self) -> tuple[Any, ...]:
        return restored, (stored_text(self),)


def stored_text(text: str) -> str:
    """Returns the form in which *text* is stored: a JSON object for a `Message`, the text itself for any other."""
    if not isinstance(text, Message):
        return text
    import json  # not part of the start; msgspec would refuse the lone surrogates of a file name

    return json.dumps(_stored(text), ensure_ascii=False)


def _stored(value: Value) -> Any:
    if not isinstance(value, Message):
        return value
    parts: dict[str, Any] = {"message": value.template}
    if value.plural is not None:
        parts["plural"] = value.plural
    if value.context is not None:
        parts["context"] = value.context
    if value.values:
        parts["values"] = {name: _stored(one) for name, one in value.values.items()}
    return parts


def restored(text: str) -> str:
    """Returns the text whose stored form is *text*. A sentence of an earlier version is returned as it is."""
    if not text.startswith(_STORED):
        return text
    import json

    try:
        return _as_text(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return text


def _as_text(value: Any) -> str:
    restored_value = _restored(value)
    if not isinstance(restored_value, str):
        raise TypeError("a stored text is an object")
    return restored_value


def _restored(value: Any) -> Value:
    if not isinstance(value, dict):
        if not isinstance(value, str | int | float):
            raise TypeError("a value of a message is a text or a number")
        return value
    values = {name: _restored(one) for name, one in value.get("values", {}).items()}
    if not isinstance(value["message"], str):
        raise TypeError("the template of a message is a text")
    return Message._made(value["message"], value.get("plural"), value.get("context"), values)


def restore_messages(struct: msgspec.Struct, *fields: str) -> None:
    """Replaces the stored form in *fields* of a decoded struct by the text: called from `__post_init__`.

    A field holds a text, a tuple of texts, or None.
    """
    for field in fields:
        text = getattr(struct, field)
        if type(text) is str and text.startswith(_STORED):
            msgspec.structs.force_setattr(struct, field, restored(text))
        elif type(text) is tuple and any(type(one) is str and one.startswith(_STORED) for one in text):
            msgspec.structs.force_setattr(struct, field, tuple(restored(one) for one in text))


def encode_stored(value: object) -> str:
    """The `enc_hook` of msgspec for what is stored: a message keeps its template and values."""
    if isinstance(value, Message):
        return stored_text(value)
    raise TypeError(f"no stored form for {type(value).__name__}")


def encode_english(value: object) -> str:
    """The `enc_hook` of msgspec for the output of `--json`: a message is its English text."""
    if isinstance(value, Message):
        return str.__str__(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")
