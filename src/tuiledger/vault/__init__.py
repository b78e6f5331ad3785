"""Secrets: the system's keyring where it is proven to work, else an encrypted vault of our own. Never in clear."""
