"""The command `homefire` and the local runner behind it."""
