"""What can be done with applications: one function per business action. The edge commits."""
