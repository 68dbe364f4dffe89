"""The SQLite database: connections, threads, migrations, transactions and the file moves that belong to them."""
