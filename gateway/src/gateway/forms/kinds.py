"""Kinds of forms that are nothing but fields for one operation: how one begins, what it sends, how it is refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gateway.context import gateway, principal
from gateway.forms import reading
from gateway.forms.fields import Entries, FieldForm
from gateway.recordfields import RecordField
from homefire.errors import Problem


@dataclass(frozen=True, slots=True)
class FormKind:
    """What a page calls the form, the operation that takes it (`weatherization.create_job`), its fields by their names.

    `named` has what the operation calls a field where the page calls it otherwise, `scope` who may fill the form in,
    `required` what may not be left blank where the service tells that only once the rest is right.
    """

    name: str
    operation: str
    fields: Mapping[str, RecordField]
    named: Mapping[str, str] = field(default_factory=dict)
    scope: str = ""
    required: Collection[str] = ()

    def shown(
        self,
        values: Mapping[str, str] | None = None,
        version: int = 0,
        lists: Mapping[str, Entries] | None = None,
    ) -> FieldForm:
        """The form as it begins."""
        limits = gateway().contracts.limits_of(self.operation)
        return FieldForm(
            values={**dict.fromkeys(self.fields, ""), **(values or {})},
            version=version,
            editable=not self.scope or principal().may(self.scope),
            lists=lists or {},
            limits={self._on_page(name): most for name, most in limits.items()},
            required=self.required,
        )

    def sent(self, lists: Mapping[str, Entries] | None = None) -> FieldForm:
        """The form as this request sent it, with what it carried."""
        return self.shown(reading.texts(self.fields), lists=lists).sent()

    def body(self, form: FieldForm, *names: str) -> dict[str, Any]:
        """Fields of the form as the operation calls and takes them; of all fields where none is named."""
        return {
            self.named.get(name, name): self.fields[name].send(form.values[name])
            for name in names or self.fields
        }

    def refused(
        self, form: FieldForm, problem: Problem, renamed: Mapping[str, str] | None = None
    ) -> FieldForm:
        """The form with why it was refused, by the page's names of the fields; `renamed` has those that differ."""
        known = renamed or {}
        problem.fields = tuple(
            replace(each, field=known.get(each.field, self._on_page(each.field))) for each in problem.fields
        )
        return form.refused(problem)

    def _on_page(self, name: str) -> str:
        return next((mine for mine, its in self.named.items() if its == name), name)


def fields_of(*fields: RecordField) -> dict[str, RecordField]:
    """Fields by their names."""
    return {each.name: each for each in fields}
