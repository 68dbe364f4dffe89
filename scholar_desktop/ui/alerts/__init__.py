"""The page 'News': what the alerts (lookups in the background) found, and their state."""
