"""The citation pane: citations, references, similar papers, timeline and map."""
