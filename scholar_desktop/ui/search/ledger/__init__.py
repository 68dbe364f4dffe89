"""The search ledger in the window: the runs, the results of each, and a comparison of two."""
