"""A passkey in software: it signs as a real one does (WebAuthn level 2), with a key of its own."""

import hashlib
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256

ORIGIN, HOST = "https://testserver", "testserver"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class SoftPasskey:
    """Makes a credential and answers challenges; `flags` says whether a PIN was asked."""

    def __init__(self, *, flags: int = PRESENT | VERIFIED, origin: str = ORIGIN) -> None:
        self.key = generate_private_key(SECP256R1())
        self.id = os.urandom(32)
        self.flags, self.origin = flags, origin
        self.user = b""

    def create(self, options: Any) -> str:
        """What the browser posts after navigator.credentials.create()."""
        options = options["publicKey"]
        self.user = raw(options["user"]["id"])
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        statement = {"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + attested}
        return self._credential(
            {
                "clientDataJSON": text(self._client("webauthn.create", options["challenge"])),
                "attestationObject": text(cbor.encode(statement)),
            }
        )

    def get(self, options: Any) -> str:
        """What the browser posts after navigator.credentials.get()."""
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        data = self._data(0)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ECDSA(SHA256()))
        return self._credential(
            {
                "clientDataJSON": text(client),
                "authenticatorData": text(data),
                "signature": text(signature),
                "userHandle": text(self.user),
            }
        )

    def _data(self, more: int) -> bytes:
        return hashlib.sha256(HOST.encode()).digest() + bytes([self.flags | more]) + bytes(4)

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps(said).encode()

    def _credential(self, response: dict[str, str]) -> str:
        return json.dumps(
            {
                "type": "public-key",
                "id": text(self.id),
                "rawId": text(self.id),
                "clientExtensionResults": {},
                "response": response,
            }
        )
