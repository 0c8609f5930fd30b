"""What can go wrong when sealed bytes are read back."""


class CryptoError(Exception):
    """Sealed bytes could not be read. Never carries key material or content."""


class Tampered(CryptoError):
    """The bytes, the key or the context differ from what was sealed."""


class WrongPassphrase(CryptoError):
    """The passphrase does not open this secret, or the secret was altered."""


class WrongCode(CryptoError):
    """The change code is misspelt, or belongs to another sending."""


class WrongShares(CryptoError):
    """Too few shares, one share twice, shares of another key, or an altered share."""


class UnknownKey(CryptoError):
    """The bytes were encrypted under an application key that is no longer configured."""
