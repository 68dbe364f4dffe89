"""Reference lists that a user pasted or dropped."""
