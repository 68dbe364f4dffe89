"""What is kept: papers, their files, and how each change is taken back. SQLite and one folder per paper."""
