"""The page 'News': what the watches found, and how they stand."""
