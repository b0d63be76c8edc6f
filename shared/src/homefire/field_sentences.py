"""What is said of a field whose form is wrong: the library's messages as codes and sentences that say what to do."""

from __future__ import annotations

import re

_CODES = {
    "Missing data for required field.": ("required", "This is required."),
    "Unknown field.": ("unknown_field", "There is no such field here. Check its name, or leave it out."),
    "Field may not be null.": ("required", "This may not be empty."),
}
_ONE_SIDE = {
    "greater than or equal to": "Enter a number that is {0} or more.",
    "greater than": "Enter a number above {0}.",
    "less than or equal to": "Enter a number that is {0} or less.",
    "less than": "Enter a number below {0}.",
}
_OPERATOR = "(greater than or equal to|greater than|less than or equal to|less than)"
_SENTENCES = [
    (r"Not a valid (?:utf-8 )?string\.", "Enter text."),
    (r"Not a valid integer\.", "Enter a whole number in digits, such as 12."),
    (r"Not a valid number\.", "Enter a number in digits, such as 12."),
    (r"Number too large\.", "Enter a smaller number."),
    (r"Special numeric values .*", "Enter a number in digits, such as 12."),
    (r"Not a valid boolean\.", "Choose yes or no."),
    (r"Not a valid date\.", "Enter a date, such as 2026-12-31."),
    (r"Not a valid time\.", "Enter a time, such as 14:05."),
    (r"Not a valid (?:aware |naive )?datetime\.", "Enter a date and time with its zone, such as 2026-12-31T14:05:00Z."),
    (r"Not a valid UUID\.", "Enter the id as it was given, a UUID."),
    (r"Not a valid list\.", "Give a list."),
    (r"(?:Not a valid mapping type|Invalid input type)\.", "Give an object with the documented fields."),
    (r"Must be greater than or equal to (\S+) and less than or equal to (\S+)\.", "Enter a number from {0} to {1}."),
    (r"Must be one of: (.*)\.", "Choose one of: {0}."),
    (r"Must be equal to (.*)\.", "Enter {0}."),
    (r"Shorter than minimum length (\d+)\.", "This is too short: give at least {0}."),
    (r"Longer than maximum length (\d+)\.", "This is too long: give at most {0}."),
    (r"Length must be between (\d+) and (\d+)\.", "Give at least {0} and at most {1}."),
    (r"Length must be (\d+)\.", "Give exactly {0}."),
    (r"String does not match expected pattern\.", "Write this in the documented form."),
    (r"Invalid (?:value|input)\.", "Correct this value."),
]  # fmt: skip


def told(message: str) -> tuple[str, str]:
    """The stable code and the sentence for a message of the library; one of a rule of ours stays as it is."""
    if message in _CODES:
        return _CODES[message]
    if one_side := re.fullmatch(rf"Must be {_OPERATOR} (\S+)\.", message):
        return "invalid", _ONE_SIDE[one_side[1]].format(one_side[2])
    for pattern, sentence in _SENTENCES:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return "invalid", sentence.format(*match.groups())
    return "invalid", message
