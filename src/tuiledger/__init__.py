"""tuiledger: documents come in from clouds and files, are recognised, and are posted once to books that balance."""

__version__ = "0.1.0"
