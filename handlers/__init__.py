"""What we do when something happens: a message, a button, or time passing. One transaction each."""
