"""The citation map: a drawing of papers by year and of who cites whom."""
