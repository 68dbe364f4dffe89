"""Background lookups (alerts) and what they found."""
