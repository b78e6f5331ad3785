"""The books on disk: SQLite for one studio's machine, PostgreSQL for a shared one, by the same statements.

Every statement is text, kept beside what it serves and prepared once; the SQLModel tables declare what the statements
stand on and are only loaded to create or migrate. One unit of work is one transaction. Writers take turns on both
databases, so that numbers have no gaps and nothing is decided on what another writer is changing; readers never wait.
"""
