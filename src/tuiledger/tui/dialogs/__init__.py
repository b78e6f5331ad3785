"""Small windows that ask one thing and go away with the answer."""
