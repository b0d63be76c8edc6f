"""What the operations of applications take and return."""
