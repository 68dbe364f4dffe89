"""The citation pane and its pages: citations, references, similar papers, timeline, map, and comparisons."""
