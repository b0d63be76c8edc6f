"""What all forms of the pages have in common, whatever their fields are and whichever service takes them.

A form carries a key, so that one that is sent twice has one effect (R254), the version of what it was made for, so that
nobody writes over somebody else's change unseen (R152), and where a record is under special handling a reason for the
change (R26). Refused, it comes back with what was typed and with what is wrong by field (R7).

`reading` has what a request sent, `carrying` the form with these and no fields, `fields` one with fields, `kinds` one
that is made of a list of fields and an operation, `sending` the change itself.
"""

from gateway.forms.carrying import Form, new_key
from gateway.forms.fields import Entries, FieldForm, entry
from gateway.forms.kinds import FormKind, fields_of
from gateway.forms.sending import write

__all__ = ["Entries", "FieldForm", "Form", "FormKind", "entry", "fields_of", "new_key", "write"]
