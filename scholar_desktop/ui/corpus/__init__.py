"""The page of Semantic Scholar's bulk datasets."""
