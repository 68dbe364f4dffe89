"""Collections in the window: choosing one, the tree at the left, and what is done with them."""
