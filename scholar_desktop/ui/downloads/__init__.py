"""The downloads page, and the actions on the download queue."""
