"""The page 'News': the alerts that the background lookups found, and the state of these lookups."""
