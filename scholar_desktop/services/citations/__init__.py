"""Who cites a paper, what it cites, and why."""
