"""What the operations of appointments take and return."""
