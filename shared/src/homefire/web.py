"""The HTTP face of an operation, on the service's own port: RFC 9457 problems, ETags, size limits, health."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any
from urllib.parse import quote

import orjson
from eventlet.event import Event as Signal
from nameko.web.handlers import HttpRequestHandler
from nameko.web.server import WebServer
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge
from werkzeug.http import dump_options_header
from werkzeug.routing import Rule
from werkzeug.wrappers import Request, Response

from homefire import preconditions
from homefire.committed import committed_openapi
from homefire.declared import Operation
from homefire.errors import Malformed, NotAllowed, NotFound, Problem, TooLarge, UnsupportedMedia
from homefire.events import plain_id
from homefire.outcome import Answer, Failure, as_problem, to_json
from homefire.statuses import problem_document, status_of

PROBLEM_TYPE = "application/problem+json"
_CONVERTERS = {int: "int", str: "string"}
_PARAMETER = re.compile(r"\{(\w+)\}")


def problem_response(problem: Problem, instance: str) -> Response:
    """A problem as RFC 9457 wants it. `instance` is the request's id."""
    status = status_of(problem)
    response = Response(
        to_json(problem_document(problem, instance)), status=status, content_type=PROBLEM_TYPE
    )
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


class OperationServer(WebServer):
    """The service's own port: its operations, and what operators ask of it."""

    @property
    def bind_addr(self) -> Any:
        """Where to listen, as the settings say."""
        return self.container.config["http_address"]

    def get_wsgi_app(self) -> Any:
        """The WSGI application over every operation."""
        return OperationApp(self)

    def get_wsgi_server(self, sock: Any, wsgi_app: Any, **_: Any) -> Any:
        """eventlet's server, without its own access log: each operation writes one line itself."""
        from eventlet import wsgi

        return wsgi.Server(
            sock,
            sock.getsockname(),
            wsgi_app,
            debug=False,
            log_output=False,
            socket_timeout=30,
            keepalive=True,
        )


class OperationApp:
    """Routes requests to operations; whatever happens, the answer is JSON."""

    def __init__(self, server: OperationServer) -> None:
        self._operations = server.make_url_map()
        self._edge = server.container.config["edge"]
        self._plain: dict[str, Callable[[], Response]] = {
            "/healthz": self._alive,
            "/readyz": self._ready,
            "/metrics": self._metrics,
            "/openapi.json": self._contract,
        }

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        plain = self._plain.get(request.path) if request.method in ("GET", "HEAD") else None
        response = plain() if plain else self._operate(request)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "no-store"
        return response(environ, start_response)

    def _operate(self, request: Request) -> Response:
        instance = plain_id(request.headers.get("X-Request-Id"))
        try:
            provider, values = self._operations.bind_to_environ(request.environ).match()
            response: Response = provider.handle(request, values, instance)
        except MethodNotAllowed as error:
            response = problem_response(NotAllowed(), instance)
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
        except HTTPException:
            response = problem_response(
                NotFound("There is nothing at this address.", code="no_such_path"), instance
            )
        response.headers["X-Request-Id"] = instance
        return response

    @staticmethod
    def _alive() -> Response:
        return _json({"status": "ok"})

    def _ready(self) -> Response:
        checks = self._edge.readiness()
        ready = all(checks.values())
        version = self._edge.version
        return _json(
            {"status": "ok" if ready else "unavailable", "version": version, "checks": checks},
            200 if ready else 503,
        )

    @staticmethod
    def _metrics() -> Response:
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    def _contract(self) -> Response:
        return Response(committed_openapi(self._edge.service), content_type="application/json")


class HttpOperation(HttpRequestHandler):
    """Entrypoint: one operation, called over HTTP. It builds the arguments that the RPC form gets."""

    server = OperationServer()

    def __init__(self, operation: Operation, **kwargs: Any) -> None:
        self.operation = operation
        super().__init__(operation.method, operation.path, **kwargs)

    def get_url_rule(self) -> Rule:
        """The operation's path as werkzeug writes it."""
        path = _PARAMETER.sub(self._converter, self.operation.path)
        return Rule(path, methods=[self.operation.method], strict_slashes=False)

    def _converter(self, match: re.Match[str]) -> str:
        name = match.group(1)
        return f"<{_CONVERTERS.get(self.operation.parameters[name], 'string')}:{name}>"

    def handle(self, request: Request, values: dict[str, Any], instance: str) -> Response:
        """Runs the operation in a worker and turns its outcome into a response."""
        try:
            args, kwargs = self._arguments(request, values)
            outcome = self._run(args, kwargs, self._context(request, instance))
        except Exception as error:
            outcome = Failure(as_problem(error))
        return self._respond(outcome, instance)

    def _arguments(self, request: Request, values: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        args = [values[name] for name in self.operation.parameters]
        kwargs: dict[str, Any] = {}
        if self.operation.takes is not None:
            args.append(read_body(request, self.operation.media, self.operation.max_body))
        if self.operation.query is not None:
            kwargs = request.args.to_dict()
        return args, kwargs | preconditions.from_headers(request.headers)

    @staticmethod
    def _context(request: Request, instance: str) -> dict[str, Any]:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return {
            "auth_token": token.strip() if scheme.lower() == "bearer" else None,
            "correlation_id": instance,
            "traceparent": request.headers.get("traceparent", ""),
            "transport": "http",
        }

    def _run(self, args: list[Any], kwargs: dict[str, Any], context: dict[str, Any]) -> Answer | Failure:
        done = Signal()
        self.container.spawn_worker(
            self, args, kwargs, context_data=context, handle_result=partial(self._finish, done)
        )
        outcome: Answer | Failure = done.wait()
        return outcome

    @staticmethod
    def _finish(done: Signal, worker_ctx: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
        done.send(result if exc_info is None else Failure(as_problem(exc_info[1])))
        return None, None

    def _respond(self, outcome: Answer | Failure, instance: str) -> Response:
        if isinstance(outcome, Failure):
            return problem_response(outcome.problem, instance)
        body = outcome.body
        if self.operation.binary:
            response = Response(body.content, content_type=body.media_type)
            response.headers["Content-Disposition"] = _attachment(body.file_name)
        else:
            response = _json(body, self.operation.status)
        if isinstance(body, dict) and isinstance(body.get("version"), int):
            response.headers["ETag"] = f'"{body["version"]}"'
        if outcome.replayed:
            response.headers["Idempotency-Replayed"] = "true"
        return response


def _attachment(file_name: str) -> str:
    """A download under this name, whatever its script: a header is ASCII, so others are encoded (RFC 8187)."""
    if file_name.isascii():
        return dump_options_header("attachment", {"filename": file_name})
    plain = unicodedata.normalize("NFKD", file_name).encode("ascii", "ignore").decode("ascii")
    encoded = quote(file_name, safe="!#$&+^`|")
    return dump_options_header("attachment", {"filename": plain, "filename*": f"UTF-8''{encoded}"})


def read_body(request: Request, media: str, most: int) -> Any:
    """The request's body: an object from JSON, or the parts of a form. Never reads more than `most` bytes."""
    if request.headers.get("Transfer-Encoding", "").lower() == "chunked":
        # eventlet ends a chunked body by itself; without this werkzeug would take it for an empty one.
        request.environ["wsgi.input_terminated"] = True
    request.max_content_length = most + 1  # werkzeug cuts a chunked body here without a word.
    request.max_form_memory_size = most
    if (request.content_length or 0) > most:
        raise TooLarge(f"Send at most {most} bytes.", limit=most)
    if request.mimetype != media:
        raise UnsupportedMedia(f"Send this as {media}.", code="unsupported_media")
    try:
        if media != "application/json":
            return _form(request)
        data = request.get_data()
        if len(data) > most:
            raise RequestEntityTooLarge
        return orjson.loads(data)
    except RequestEntityTooLarge:
        raise TooLarge(f"Send at most {most} bytes.", limit=most) from None
    except orjson.JSONDecodeError as error:
        raise Malformed(f"The body is not JSON: see line {error.lineno}, column {error.colno}.") from None


def _form(request: Request) -> dict[str, Any]:
    parts: dict[str, Any] = request.form.to_dict()
    for name, part in request.files.items():
        parts[name] = _upload(part)
    return parts


def _upload(part: FileStorage) -> dict[str, Any]:
    return {"file_name": part.filename or "", "media_type": part.mimetype, "content": part.stream.read()}


def _json(body: Any, status: int = 200) -> Response:
    return Response(to_json(body), status=status, content_type="application/json")
