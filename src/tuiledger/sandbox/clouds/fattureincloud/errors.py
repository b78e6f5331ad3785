"""Refusals in the two shapes that Fatture in Cloud has for them."""

from __future__ import annotations

from typing import Any

from tuiledger.sandbox.clouds.exchange import Reply, json_reply


class ApiError(Exception):
    """A refusal: ``error`` is an object with a message, and further fields may stand beside it in ``extra``."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        fields: dict[str, list[str]] | None = None,
        extra: dict[str, Any] | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.fields = fields
        self.extra = extra
        self.headers = headers

    def reply(self, *, as_text: bool = False) -> Reply:
        """The refusal as it is sent; ``as_text`` puts the bare message in ``error``."""
        error: Any = self.message
        if not as_text:
            error = {"message": self.message}
            if self.code is not None:
                error["code"] = self.code
            if self.status == 422:
                error["validation_result"] = self.fields
        body: dict[str, Any] = {"error": error}
        if self.extra is not None:
            body["extra"] = self.extra
        return json_reply(body, self.status, *self.headers)


class OAuthError(Exception):
    """A refusal while signing in: ``error`` is a word (RFC 6749, 5.2)."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.status = status

    def reply(self) -> Reply:
        """The refusal as it is sent."""
        return json_reply({"error": self.error, "error_description": self.description}, self.status)


def unauthorized() -> ApiError:
    """The token is missing, unknown, expired or revoked."""
    return ApiError(401, "Il token di accesso non è valido o è scaduto.")


def forbidden() -> ApiError:
    """The scope or the right is missing; the service does not say which."""
    return ApiError(403, "Non hai i permessi necessari per eseguire questa operazione.", code="NO_PERMISSION")


def licence_expired() -> ApiError:
    """The company pays no more."""
    return ApiError(403, "La licenza di Fatture in Cloud di questa azienda è scaduta.")


def not_found() -> ApiError:
    """There is no such thing, or not in this company."""
    return ApiError(404, "La risorsa richiesta non esiste.")


def invalid(**fields: str) -> ApiError:
    """Fields that are wrong, by dotted path; double underscores stand for the dots."""
    named = {name.replace("__", "."): [sentence] for name, sentence in fields.items()}
    return ApiError(422, "I dati inviati non sono validi.", fields=named)


def conflict() -> ApiError:
    """The thing is in another state than the call expects."""
    return ApiError(409, "Il documento è in uno stato che non permette questa operazione.")
