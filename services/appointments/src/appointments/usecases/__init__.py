"""What can be done with appointments: one function per business action. The edge commits."""
