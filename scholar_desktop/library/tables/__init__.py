"""Reading and writing the tables of the library."""
