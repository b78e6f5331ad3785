"""The clouds: one client for all of them, and a folder for each. Nothing else in the program speaks HTTP to the outside."""
