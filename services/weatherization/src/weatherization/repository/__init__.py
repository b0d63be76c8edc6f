"""Every query of the weatherization service, one module per concept."""
