"""A studio that does not exist: companies, their documents and the files that carry them, all from one seed."""
