"""Structured logs and metrics: constant messages, data in fields, never personal data (R249)."""

from __future__ import annotations

import contextlib
import logging
import sys
from typing import Any, BinaryIO

import orjson
import structlog
from prometheus_client import Counter, Gauge, Histogram

calls = Counter("homefire_calls_total", "Operations carried out.", ["operation", "transport", "outcome"])
durations = Histogram("homefire_call_seconds", "How long operations took.", ["operation"])
events_handled = Counter("homefire_events_handled_total", "Events handled.", ["handler", "outcome"])
outbox_pending = Gauge("homefire_outbox_pending", "Events that are committed and not yet published.")


def _dump(value: Any, default: Any = None, **_: Any) -> bytes:
    return orjson.dumps(value, default=default or str)


class _JsonLines(logging.Formatter):
    """Renders the standard library's records in the same form as ours.

    An exception is named by its type and place and not by its text, which may carry values (R249).
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "event": record.getMessage() if record.exc_info is None else record.msg,
            "level": record.levelname.lower(),
            "logger": record.name,
            "timestamp": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = describe(record.exc_info[1])
        return orjson.dumps(line, default=str).decode()


def describe(error: BaseException | None) -> str:
    """An exception's type and where it was raised, without its text."""
    if error is None:
        return ""
    place, trace = "", error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        place = f" at {code.co_qualname if hasattr(code, 'co_qualname') else code.co_name}:{trace.tb_lineno}"
        trace = trace.tb_next
    cause = f" from {describe(error.__cause__)}" if error.__cause__ is not None else ""
    return f"{type(error).__module__}.{type(error).__qualname__}{place}{cause}"


class _Lines(structlog.BytesLogger):
    """Writes lines as long as somebody reads them: a closed output must never end the work that is logged."""

    def msg(self, message: bytes) -> None:
        with contextlib.suppress(OSError, ValueError):
            super().msg(message)

    debug = info = warning = error = critical = msg


class _LineFactory:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __call__(self, *_: Any) -> _Lines:
        return _Lines(self._file)


def configure(level: str, service: str) -> None:
    """One JSON object a line on standard output, for our own logs and the libraries'."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    # pika tells of each failed attempt to connect in half a dozen records; our own links tell it once.
    logging.getLogger("pika").setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=_dump),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=_LineFactory(sys.stdout.buffer),
        cache_logger_on_first_use=True,
    )


def logger(name: str) -> Any:
    """A structured logger. Its messages are constant; what varies goes into fields."""
    return structlog.get_logger(module=name)
