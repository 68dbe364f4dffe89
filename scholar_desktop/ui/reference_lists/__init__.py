"""The review table: the lines of a list that was pasted or dropped, and what each was taken for."""
