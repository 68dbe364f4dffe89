"""What is looked up in the background: papers that became open, followed people and records."""
