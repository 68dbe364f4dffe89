"""Names, titles and words: normalising and comparing text."""
