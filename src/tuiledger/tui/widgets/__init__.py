"""What screens are made of: lists, sheets and the lines of the frame. They show values and ask for nothing."""
