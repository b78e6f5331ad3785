"""The places of the workbench; all but the first are imported when they are first gone to."""
