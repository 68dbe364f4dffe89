"""Collections in the window: the tree in the sidebar, the panel to choose one, and the commands on them."""
