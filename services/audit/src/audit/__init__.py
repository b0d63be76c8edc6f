"""The audit service: every change in the suite becomes a permanent note."""
