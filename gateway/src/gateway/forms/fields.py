"""A form with fields: their values, the lists they choose from, how much they hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from flask_babel import gettext

from gateway.forms.carrying import Form
from homefire.errors import Invalid

Entries = list[dict[str, Any]]
"""What a pick list offers: code, label and data of each entry."""


def entry(code: Any, label: Any) -> dict[str, Any]:
    """One entry of a pick list."""
    return {"code": str(code), "label": label, "data": {}}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldForm(Form):
    """A form as it is shown, with the values as they were typed; the fields' macros read it.

    `base` holds the values that it was loaded with where what others changed meanwhile is told field by field. `lists`
    holds the entries to choose from by list, `limits` the most characters by field as the contract has them (R256),
    `texts` what a protected field shows where that is not its value, `warnings` what to look at in a stored value.
    `required` names the fields that may not be left blank.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    base: Mapping[str, str] = field(default_factory=dict)
    editable: bool = True
    lists: Mapping[str, Entries] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    warnings: Mapping[str, str] = field(default_factory=dict)
    required: Collection[str] = ()

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, by field, and all of it at once, in the order of the form.

        A service looks at each value before it looks at what goes together, and stops at the first rule that is broken.
        What is missing of an invalid form is therefore told here along with what the service said. A blank that was
        loaded so is no change, and nothing to be told of.
        """
        found = self.told()
        if not found or not isinstance(self.problem, Invalid):
            return found
        missing = [name for name in self.required if not self.values.get(name) and self.base.get(name) != ""]
        told = {name: gettext("This is required.") for name in missing} | found
        return {name: told[name] for name in (*(name for name in self.values if name in told), *told)}

    @property
    def base_json(self) -> str:
        """The loaded values, as the form carries them."""
        return orjson.dumps(dict(self.base)).decode()

    def warning(self, name: str) -> str:
        """What to look at in a field whose value is the stored one; nothing where it was changed or is wrong."""
        shown = self.values.get(name, "") == self.base.get(name, "") and name not in self.errors
        return self.warnings.get(name, "") if shown else ""

    def text(self, name: str) -> str:
        """What a protected field shows: a code's words, unless somebody typed something else."""
        return self.word(name, self.values.get(name, ""))

    def word(self, name: str, value: str) -> str:
        """A value in words: the loaded one's own, a list's, else as it is."""
        if value == self.base.get(name, "") and name in self.texts:
            return self.texts[name]
        words = (str(each["label"]) for each in self.lists.get(name, ()) if each["code"] == value)
        return next(words, value)

    def entries(self, name: str, named: str = "") -> Entries:
        """What a pick list offers, with the field's own value even if it is retired. `named` is its list's name."""
        offered = list(self.lists.get(named or name, ()))
        value = self.values.get(name, "")
        if value and all(each["code"] != value for each in offered):
            offered.append(entry(value, self.kept_word(name, value)))
        return offered

    def kept_word(self, name: str, value: str) -> str:
        """What a value that is on no list any more is called."""
        return self.texts.get(name, value)
