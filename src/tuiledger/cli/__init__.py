"""The headless face: every command of the workbench, for scripts and for people without a screen."""
