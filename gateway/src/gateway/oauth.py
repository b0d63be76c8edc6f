"""OAuth 2 client credentials for agency systems (RFC 6749, section 4.4), and the public keys (RFC 7517)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientCredentialsGrant, ClientMixin
from flask import Flask, Response, jsonify, request

from gateway import access
from gateway.accounts import KnownClient
from gateway.context import gateway
from gateway.tokens import ACCESS_LIFETIME


class PresentedClient(ClientMixin):
    """A client that has named itself. Unknown ones get as far as known ones: to the check of the secret."""

    def __init__(self, client_id: str) -> None:
        self.client_id = client_id
        self.known: KnownClient | None = None

    def get_client_id(self) -> str:
        """The id it gave."""
        return self.client_id

    def check_client_secret(self, client_secret: str) -> bool:
        """Whether the secret is right; throttled, and as slow for clients that do not exist."""
        address = request.remote_addr or ""
        self.known = gateway().accounts.authenticate_client(self.client_id, client_secret, address)
        return self.known is not None

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """By HTTP Basic, or by the two form fields."""
        return method in ("client_secret_basic", "client_secret_post")

    def check_grant_type(self, grant_type: str) -> bool:
        """Client credentials alone."""
        return grant_type == "client_credentials"

    def get_allowed_scope(self, scope: str) -> str:
        """What it asked for, less what its roles do not give; without a wish, all of it."""
        granted = self.known.scopes if self.known else frozenset()
        wanted = set(scope.split()) & granted if scope else granted
        return " ".join(sorted(wanted))


class Grant(ClientCredentialsGrant):
    """The one grant there is."""

    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]


def install(app: Flask) -> None:
    """`POST /oauth/token` and `GET /.well-known/jwks.json`."""
    server = AuthorizationServer(app, query_client=PresentedClient, save_token=lambda token, request: None)
    server.register_grant(Grant)
    server.register_token_generator("default", _new_token)

    @app.post("/oauth/token")
    @access.public_without_form
    def issue_token() -> Response:
        return server.create_token_response()

    @app.get("/.well-known/jwks.json")
    @access.public
    def public_keys() -> Response:
        keys_file = gateway().settings.base.keys_file
        keys = json.loads(keys_file.read_text("utf-8"))["keys"] if keys_file else []
        return jsonify(keys=[_public(entry) for entry in keys if entry["homefire"]["issuer"] == "gateway"])


def _new_token(
    grant_type: str, client: PresentedClient, user: Any = None, scope: str | None = None, **_: Any
) -> dict[str, Any]:
    """The token response. `client.known` is set: the grant has checked the secret."""
    known = client.known
    assert known is not None, "the grant checks the secret first"
    scopes = client.get_allowed_scope(scope or "").split()
    token = gateway().tokens.for_access(
        sub=known.client_id, name=known.name, kind="agency", scopes=scopes, audiences=known.audiences
    )
    return {
        "token_type": "Bearer",
        "access_token": token,
        "expires_in": ACCESS_LIFETIME,
        "scope": " ".join(scopes),
    }


def _public(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: entry[name] for name in ("kty", "crv", "x", "kid")} | {"alg": "Ed25519", "use": "sig"}
