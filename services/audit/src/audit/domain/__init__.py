"""The log's rules, free of database, bus and web."""
