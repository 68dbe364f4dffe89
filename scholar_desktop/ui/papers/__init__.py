"""The detail pane of a paper."""
