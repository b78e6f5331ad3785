"""What pages say, as lines of text: pure functions of what was read and the width there is."""
