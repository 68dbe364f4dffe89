"""Reference lists that the user pasted or dropped."""
