"""nameko's container without what nobody here listens to.

Around each call the stock container writes debug records, times six steps and calls three hooks of every
dependency. Our only dependency has none of them, and a call's time and outcome are the edge's to tell.
"""

from __future__ import annotations

import sys
from typing import Any

from nameko.containers import ServiceContainer


class Container(ServiceContainer):
    """Runs a worker: gives the service its dependency, calls the method, hands on the result."""

    def _run_worker(self, worker_ctx: Any, handle_result: Any) -> None:
        service = worker_ctx.service
        for provider in self.dependencies:
            setattr(service, provider.attr_name, provider.get_dependency(worker_ctx))
        result = exc_info = None
        try:
            method = getattr(service, worker_ctx.entrypoint.method_name)
            result = method(*worker_ctx.args, **worker_ctx.kwargs)
        except Exception:
            exc_info = sys.exc_info()
        if handle_result is not None:
            handle_result(worker_ctx, result, exc_info)
        # Breaks the cycle between a traceback and this frame, so that both are reclaimed at once.
        del exc_info
