"""How rows are laid out and painted: pure functions of row, rectangle and theme."""
