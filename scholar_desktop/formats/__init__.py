"""File formats of the field: text in, domain objects out, and back."""
