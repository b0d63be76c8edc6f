"""What the operations take and return, one module per concept."""
