"""What a person can do, declared once: the same classes feed bindings, key line, help and palette."""

from tuiledger.tui.commands.command import Command, bindings, key_text

__all__ = ["Command", "bindings", "key_text"]
