"""What the operations of weatherization take and return, one module per concept."""
