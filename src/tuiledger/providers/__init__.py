"""The clouds: one client for all of them, and a folder for each. Nothing else here speaks HTTP to the outside."""
