"""What is looked up in the background, and what was new."""
