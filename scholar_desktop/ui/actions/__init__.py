"""The action framework: each action is defined once, with the conditions under which it can run."""
