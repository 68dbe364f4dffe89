"""The page of duplicates, and the merge of papers."""
