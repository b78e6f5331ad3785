"""The catalogues of the program's messages, one folder per language."""
