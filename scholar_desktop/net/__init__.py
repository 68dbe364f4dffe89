"""HTTP: how a request leaves and comes back. Knows no service by name."""
