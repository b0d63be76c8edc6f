"""What the operations of messaging take and return."""
