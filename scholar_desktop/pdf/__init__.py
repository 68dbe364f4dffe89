"""What a file says of itself: is it a whole PDF, does it open, is it the paper that was asked for."""
