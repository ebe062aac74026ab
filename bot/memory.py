"""Gives back to the machine what making the reader took for a moment. Nothing depends on whether it does."""

import ctypes
import sys


def give_back() -> None:
    """The C library of most Linux machines keeps what was freed until it is told; others have nothing to tell."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)
