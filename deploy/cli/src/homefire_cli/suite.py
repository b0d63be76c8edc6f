"""What the suite consists of: names, order and the checkout they come from."""

from __future__ import annotations

from pathlib import Path

SERVICES = (
    "customers",
    "applications",
    "weatherization",
    "appointments",
    "messaging",
    "documents",
    "audit",
)
GATEWAY = "gateway"
PROGRAMS = (*SERVICES, GATEWAY)
"""Everything that is ours: started with `python -m NAME run`, migrated with `python -m NAME migrate`."""

CORE_SIMULATOR = "core_simulator"
"""Stands in for CORE, on the bus alone. No part of the suite: the local runner starts it, containers have none."""
CORE = "core"
"""The name under which CORE's side takes part in the bus, and that of its user at the broker."""

MAIL_CATCHER = "mail_catcher"
"""Takes e-mail and texts and shows them. As the simulator of CORE, no part of the suite."""
MAIL_CATCHER_SMTP = "mail_catcher-smtp"
"""Its second port."""
BESIDE = (CORE_SIMULATOR, MAIL_CATCHER)
"""Programs that play systems outside, where nobody has named a real one."""

POSTGRES = "postgres"
BROKER = "rabbitmq"
EPMD = "epmd"
"""Erlang's port mapper, which RabbitMQ needs. A private one leaves no shared daemon behind."""

PROCESSES = (POSTGRES, EPMD, BROKER, *PROGRAMS)
"""Every process of a stack, in the order in which they start."""

CHECKOUT = Path(__file__).resolve().parents[4]
STATE_FOLDER = CHECKOUT / ".homefire"

TEST_STATE_FOLDER = STATE_FOLDER / "test"
"""The tests' own stack, beside one that runs."""
