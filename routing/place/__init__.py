"""Where does a text say it is? Estate, building, unit and room in the ways people write them, or a spot in her words.

Numbers come out bare ("3", "2", "501", "A"). What is not said is None; nothing is guessed beyond the writer's own
home when she speaks of it, and the only estate there is.
"""

from routing.place.numerals import bare_number
from routing.place.places import NOWHERE, Places
from routing.place.spots import names_spot

__all__ = ["NOWHERE", "Places", "bare_number", "names_spot"]
