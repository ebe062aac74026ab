"""How the tables came to be what they are, step by step. Run by `storage.upgrade`, in the transaction it opened."""
