"""The migrations of the store, run by the program itself."""
