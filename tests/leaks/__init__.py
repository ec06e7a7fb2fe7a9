"""What must never leave, whichever way it comes in and whatever carries it."""
