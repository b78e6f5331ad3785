"""What every list does with its rows: finds, orders and keeps them, and gives them away as tables."""
