"""Every query of the messaging service, one module per concept."""
