"""The JSON API: every operation of every service, none with code of its own, the composed record, the staff."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import orjson
from flask import Blueprint, Flask, Response, render_template, request

from gateway import access, grids_api, merged, staff_api
from gateway import record as records
from gateway.context import gateway, principal, trace
from gateway.contracts import Contracts, Operation
from homefire import preconditions
from homefire.client import Call
from homefire.errors import FieldProblem, Invalid, Malformed, TooLarge, UnsupportedMedia

PREFIX = merged.PREFIX
CHUNK = 64 * 1024
_RELAYED = (
    "Content-Type",
    "Content-Length",
    "Content-Disposition",
    "ETag",
    "Idempotency-Replayed",
    "Retry-After",
)


def blueprint(contracts: Contracts) -> Blueprint:
    """The API's routes, made from the contracts."""
    routes = Blueprint("api", __name__, url_prefix=PREFIX)
    document = orjson.dumps(merged.merged_document(contracts))
    for operation in contracts:
        view = access.api(_view_of(operation))
        routes.add_url_rule(
            operation.rule,
            endpoint=operation.id.replace(".", "_"),
            view_func=view,
            methods=[operation.http_method],
            provide_automatic_options=False,
        )
    routes.add_url_rule(
        "/customers/<int:number>/record", "record", get_record, provide_automatic_options=False
    )
    staff_api.add_routes(routes)
    grids_api.add_routes(routes)
    openapi = access.public(partial(_json, document))
    routes.add_url_rule("/openapi.json", "openapi", openapi, provide_automatic_options=False)
    return routes


def install_pages(app: Flask, contracts: Contracts) -> None:
    """`/api/docs`: the merged document as a page."""
    document = merged.merged_document(contracts)

    @app.get("/api/docs")
    @access.public
    def api_docs() -> str:
        return render_template("api_docs.html", document=document)


@access.api
def get_record(number: int) -> Response:
    """`GET /api/v1/customers/{number}/record` (R1)."""
    composed = records.compose(gateway().services, principal(), number, trace())
    return _json(orjson.dumps(composed))


def _view_of(operation: Operation) -> Callable[..., Response]:
    def view(**values: Any) -> Response:
        principal().require(operation.scope)
        answer = _relay(operation, values) if operation.transport == "http" else _call(operation, values)
        return _deprecated(operation, answer)

    return view


def _call(operation: Operation, values: dict[str, Any]) -> Response:
    """Over RPC: path parameters in order, then the body; the query and the preconditions by name."""
    args = [values[name] for name, _ in operation.path_parameters]
    if operation.media is not None:
        args.append(read_json(operation.max_body))
    kwargs = _query(operation) | preconditions.from_headers(request.headers)
    call = Call(operation.service, operation.method, args, kwargs)
    answer = gateway().services.ask(principal(), call, trace=trace())
    response = _json(orjson.dumps(answer), operation.status)
    if isinstance(answer, dict):
        if isinstance(answer.get("version"), int):
            response.headers["ETag"] = f'"{answer["version"]}"'
        if operation.reads and answer.get("next"):
            response.headers["Link"] = f'<{_next_page(answer["next"])}>; rel="next"'
    return response


def _relay(operation: Operation, values: dict[str, Any]) -> Response:
    """Over the service's own port, streamed both ways: protected values and file bytes stay off the bus."""
    answer = gateway().services.relay(
        principal(),
        operation,
        values,
        query=request.query_string,
        headers=dict(request.headers),
        body=_upload(operation) if operation.media is not None else None,
        trace=trace(),
    )
    headers = {name: answer.headers[name] for name in _RELAYED if name in answer.headers}
    response = Response(_chunks(answer), answer.status_code, headers)
    response.call_on_close(answer.close)
    return response


def _chunks(answer: httpx.Response) -> Iterator[bytes]:
    yield from answer.iter_bytes(CHUNK)


def _upload(operation: Operation) -> Iterator[bytes]:
    _check_length(operation.max_body)
    if request.mimetype != operation.media:
        raise UnsupportedMedia(f"Send this as {operation.media}.")
    return iter(partial(_read_chunk, operation.max_body, [0]), b"")


def _read_chunk(most: int, read: list[int]) -> bytes:
    chunk = request.stream.read(CHUNK)
    read[0] += len(chunk)
    if read[0] > most:
        raise TooLarge(f"Send at most {most} bytes.", limit=most)
    return chunk


def _check_length(most: int) -> None:
    request.max_content_length = most
    if (request.content_length or 0) > most:
        raise TooLarge(f"Send at most {most} bytes.", limit=most)


def read_json(most: int) -> dict[str, Any]:
    """The body as a JSON object; raises `TooLarge`, `UnsupportedMedia` or `Malformed`."""
    _check_length(most)
    if request.mimetype != "application/json":
        raise UnsupportedMedia("Send this as application/json.")
    try:
        body = orjson.loads(request.get_data(cache=False))
    except orjson.JSONDecodeError as error:
        raise Malformed(f"The body is not JSON: see line {error.lineno}, column {error.colno}.") from None
    if not isinstance(body, dict):
        raise Malformed("Send a JSON object with the documented fields.", code="not_an_object")
    return body


def _query(operation: Operation) -> dict[str, Any]:
    unknown = [name for name in request.args if name not in operation.query_parameters]
    if unknown:
        problems = [
            FieldProblem(name, "unknown_field", "There is no such parameter here.") for name in unknown
        ]
        raise Invalid(f"Leave out these parameters: {', '.join(unknown)}.", fields=problems)
    lists = operation.query_parameters
    return {name: request.args.getlist(name) if lists[name] else request.args[name] for name in request.args}


def _next_page(cursor: str) -> str:
    arguments = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    return f"{quote(request.path)}?{urlencode([*arguments, ('cursor', cursor)])}"


def _deprecated(operation: Operation, response: Response) -> Response:
    """RFC 9745 and RFC 8594: since when an operation is deprecated, and when it will go."""
    if operation.document.get("deprecated"):
        extension = operation.document["x-homefire"]
        response.headers["Deprecation"] = extension.get("deprecation", "?1")
        if "sunset" in extension:
            response.headers["Sunset"] = extension["sunset"]
    return response


def _json(body: bytes, status: int = 200) -> Response:
    return Response(body, status, content_type="application/json")
