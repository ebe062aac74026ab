"""Every word we say, one function per meaning. Wording only: nothing is decided, looked up or sent here."""
