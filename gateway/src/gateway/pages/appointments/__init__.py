"""The pages of appointments: booking and moving one, one and what becomes of it, everybody's calendar."""
