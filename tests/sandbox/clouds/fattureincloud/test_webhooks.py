from __future__ import annotations

import base64
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from tests.sandbox.clouds.asking import Asker

PREFIX = "it.fattureincloud.webhooks."
SINK = "https://relay.example/hook"


async def subscribed(asker: Asker, *events: str, mapping: str = "binary") -> Any:
    data = {"sink": SINK, "types": [PREFIX + event for event in events], "config": {"mapping": mapping}}
    return await asker.send("POST", f"{asker.path}/subscriptions", {"data": data})


async def notifications(asker: Asker) -> Any:
    return await asker.send("POST", "/_sandbox/edit", {"action": "notifications"})


def unpacked(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def checked(token: str, public_key: str) -> dict[str, Any]:
    """The claims of a token, once its signature holds (ES256)."""
    head, claims, signature = token.split(".")
    assert orjson.loads(unpacked(head))["alg"] == "ES256"
    raw = unpacked(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key = serialization.load_pem_public_key(base64.b64decode(public_key))
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    told: dict[str, Any] = orjson.loads(unpacked(claims))
    return told


async def test_a_change_is_told_with_a_signature(asker: Asker) -> None:
    await subscribed(asker, "entities.all.create", "products.delete")
    client = (await asker.send("POST", f"{asker.path}/entities/clients", {"data": {"name": "Nuovo"}}))["data"]
    told = await notifications(asker)
    (sent,) = told["data"]
    assert sent["body"] == {"data": {"ids": [client["id"]]}}
    assert sent["headers"]["ce-type"] == f"{PREFIX}entities.clients.create"
    claims = checked(sent["headers"]["Authorization"].removeprefix("Bearer "), told["public_key"])
    assert (claims["jti"], claims["aud"], claims["sub"]) == (
        sent["headers"]["ce-id"], [SINK], f"company:{asker.company.id}",
    )  # fmt: skip
    assert claims["exp"] - claims["iat"] == 3 * 3600


async def test_the_structured_form_has_everything_in_the_body(asker: Asker) -> None:
    await subscribed(asker, "products.create", mapping="structured")
    await asker.send("POST", f"{asker.path}/products", {"data": {"name": "Nuovo"}})
    (sent,) = (await notifications(asker))["data"]
    assert sent["headers"]["Content-Type"] == "application/cloudevents+json"
    assert sent["body"]["type"] == f"{PREFIX}products.create"
    assert sent["body"]["time"] == "2026-11-20T12:00:00+01:00"


async def test_unknown_and_taken_events_are_left_out_with_a_warning(asker: Asker) -> None:
    first = await subscribed(asker, "products.create", "products.explode")
    assert (first["data"]["types"], len(first["warnings"])) == ([f"{PREFIX}products.create"], 1)
    second = await subscribed(asker, "products.create", "products.delete")
    assert (second["data"]["types"], len(second["warnings"])) == ([f"{PREFIX}products.delete"], 1)


async def test_another_sink_has_to_be_verified_again(asker: Asker) -> None:
    made = (await subscribed(asker, "products.create"))["data"]
    path = f"{asker.path}/subscriptions/{made['id']}"
    changed = (await asker.send("PUT", path, {"data": {"sink": "https://other.example/"}}))["data"]
    assert (made["verified"], changed["verified"]) == (True, False)
    await asker.send("POST", f"{asker.path}/products", {"data": {"name": "Nuovo"}})
    assert (await notifications(asker))["data"] == []
    await asker.send("POST", f"{path}/verify", {"data": {"id": made["id"]}})
    assert (await asker.get(path))["data"]["verified"] is True
    await asker.send("DELETE", path)
    assert (await asker("GET", path)).status == 404


@pytest.mark.parametrize(
    "data", [{}, {"sink": "http://plain.example", "types": ["x"]}, {"sink": SINK}, {"sink": SINK, "types": []}]
)
async def test_what_is_no_subscription_is_refused(asker: Asker, data: dict[str, Any]) -> None:
    await asker.send("POST", f"{asker.path}/subscriptions", {"data": data or {"config": {}}}, 422)


async def test_a_subscription_needs_the_right_to_read(asker: Asker) -> None:
    limited = Asker(asker.cloud, "limited_scope")
    assert (await subscribed(limited, "entities.clients.create"))["data"]["verified"]
    data = {"sink": SINK, "types": [f"{PREFIX}products.create"]}
    await limited.send("POST", f"{asker.path}/subscriptions", {"data": data}, 403)
