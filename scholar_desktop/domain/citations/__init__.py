"""Citations between papers."""
