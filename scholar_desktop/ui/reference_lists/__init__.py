"""The review table: the lines of a pasted or dropped reference list, and the paper matched with each."""
