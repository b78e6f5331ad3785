"""Files as bytes on one side, the domain's values on the other."""
