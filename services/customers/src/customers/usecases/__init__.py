"""What can be done with a customer: one module per concept, one function per business action."""
