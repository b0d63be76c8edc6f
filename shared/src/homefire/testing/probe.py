"""Runs the probe in the place of the customers service, with its environment and on its queue.

python -m homefire.testing.probe
"""

from __future__ import annotations

from homefire import runtime


def main() -> None:
    """Serves the probe's operations until told to stop."""
    runtime.patch()
    from homefire import telemetry
    from homefire.settings import Settings
    from homefire.testing.probe_service import Probe

    settings = Settings.from_environment(Probe.name)
    telemetry.configure(settings.log_level, Probe.name)
    runtime.serve(settings, Probe)


if __name__ == "__main__":
    main()
