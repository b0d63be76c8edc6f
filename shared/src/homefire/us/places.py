"""Whether two addresses are one place: a form in which they compare, whoever typed them (R61).

A unit is no part of it: what holds for a building holds for each of its units.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from homefire.us.names import name_key

_FORMS = {
    "alley": ("aly",), "avenue": ("ave", "av", "aven", "avenu"), "boulevard": ("blvd", "boul", "blv"),
    "bridge": ("brg",), "canyon": ("cyn",), "center": ("ctr", "cen", "centre"), "circle": ("cir", "circ"),
    "court": ("ct", "crt"), "cove": ("cv",), "creek": ("crk",), "crescent": ("cres",), "crossing": ("xing",),
    "drive": ("dr", "drv"), "east": ("e",), "estates": ("ests",), "expressway": ("expy",), "extension": ("ext",),
    "fort": ("ft",), "freeway": ("fwy",), "garden": ("gdn",), "gardens": ("gdns",), "glen": ("gln",),
    "grove": ("grv",), "heights": ("hts", "ht"), "highway": ("hwy", "hiway"), "hill": ("hl",), "hills": ("hls",),
    "junction": ("jct",), "lake": ("lk",), "landing": ("lndg",), "lane": ("ln",), "loop": ("loops",),
    "manor": ("mnr",), "meadow": ("mdw",), "meadows": ("mdws",), "mount": ("mt",), "mountain": ("mtn",),
    "north": ("n",), "northeast": ("ne",), "northwest": ("nw",), "park": ("prk",), "parkway": ("pkwy", "pky"),
    "place": ("pl",), "plaza": ("plz",), "point": ("pt",), "ranch": ("rnch",), "ridge": ("rdg",),
    "river": ("riv",), "road": ("rd",), "route": ("rte",), "saint": (), "south": ("s",), "southeast": ("se",),
    "southwest": ("sw",), "spring": ("spg",), "springs": ("spgs",), "square": ("sq", "sqr"),
    "station": ("sta",), "street": ("st", "str", "strt"), "summit": ("smt",), "terrace": ("ter", "terr"),
    "trail": ("trl",), "turnpike": ("tpke",), "valley": ("vly",), "view": ("vw",), "village": ("vlg",),
    "vista": ("vis",), "way": ("wy",), "west": ("w",),
}  # fmt: skip
"""Words of streets with the other forms of each."""
_WORDS = {form: word for word, forms in _FORMS.items() for form in forms}
_UNITS = frozenset(
    (
        "apt",
        "apartment",
        "unit",
        "ste",
        "suite",
        "rm",
        "room",
        "fl",
        "floor",
        "spc",
        "space",
        "bldg",
        "building",
    )
)
"""Words after which a unit stands, where somebody has typed it into the street."""


def place_key(address: Mapping[str, Any]) -> str:
    """The form in which addresses compare: number and street without case, accents, punctuation, ways of writing
    a word or a unit, and the five digits of the ZIP code. Empty for an address that has no street or no ZIP code.
    """
    typed = " ".join(str(address.get(name) or "") for name in ("number", "street", "street_type"))
    words = name_key(typed.replace("-", " ").replace("/", " ").replace("#", " # ").replace(".", " ")).split()
    words = [_WORDS.get(word, word) for word in _without_unit(words)]
    zip_code = str(address.get("zip") or "")[:5]
    stands = words and zip_code and name_key(address.get("street"))
    return f"{' '.join(words)} {zip_code}" if stands else ""


def _without_unit(words: list[str]) -> list[str]:
    """The words before a unit. The first two, a house number and a street, are none."""
    ends = (place for place, word in enumerate(words) if place >= 2 and word in _UNITS)
    return words[: next(ends, len(words))]
