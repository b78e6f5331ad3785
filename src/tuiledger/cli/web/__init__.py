"""The workbench in a browser on this machine: who may come in, the page, and one process for each page."""
