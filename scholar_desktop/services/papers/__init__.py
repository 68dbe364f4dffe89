"""One paper or several: opening, looking up, recommending, exporting."""
