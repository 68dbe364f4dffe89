"""Downloads Semantic Scholar's bulk datasets as files."""
