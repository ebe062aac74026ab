"""The decisions: pure functions that return a value with its reason. No I/O at work, no clock, no database."""
