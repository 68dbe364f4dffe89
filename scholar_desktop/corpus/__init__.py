"""The offline corpus: what is kept of Semantic Scholar's bulk datasets, as lines and as a store to search."""
