"""The search ledger in the window: runs, what became of each, and two of them side by side."""
