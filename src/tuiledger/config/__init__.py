"""What the user has set, and where the program keeps its things."""
