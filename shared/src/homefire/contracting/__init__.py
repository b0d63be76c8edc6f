"""The contracts: what each service offers and publishes, generated from its own declarations and committed.

Seven OpenAPI 3.1 documents, one AsyncAPI 3 document, and the topology of the bus. `released/` holds them as they
were last released: a change that would break a client of those is found by comparing (see `compatibility`).
"""

from homefire.contracting.files import write_or_check

__all__ = ["write_or_check"]
