"""Every query of the customers service, one module per concept."""
