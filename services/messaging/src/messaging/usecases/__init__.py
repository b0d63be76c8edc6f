"""What can be done in messaging: one function per business action. The edge commits."""
