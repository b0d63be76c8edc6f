"""Applications: payment assistance from intake to transfer, with household and pledges."""
