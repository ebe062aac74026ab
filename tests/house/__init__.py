"""Does the house keep its own rules? These tests read the sources; they run nothing of the product's logic."""
