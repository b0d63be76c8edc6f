"""Appointments: when a customer meets which employee, and no employee twice at once."""
