"""The download queue, and downloads of many papers at once."""
