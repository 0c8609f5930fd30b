"""What nobody should send: values for a field, a query, a header or a place in an address."""

import json
import uuid
from random import Random
from urllib.parse import quote_from_bytes

LONG = 100_000
# Found in a statement that writes, one of these was let in by a field that nobody offered.
SMUGGLED_WORD, SMUGGLED_NUMBER = "smokkel-9f2e", "98765.43"

TEXTS = (
    "",
    " ",
    "\t\r\n",
    "\x00",
    "voor\x00na",
    "\x1b[31m",
    "\x7f",
    "\ufeff",
    "\ufffe\uffff",
    "\ud800",
    "\udfff\ud800",
    "\u202eexe.fdp",
    "\u2066\u2069\u200f",
    "e\u0301" * 50,
    "a" + "\u0335" * 2_000,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\u0130\u0131\u00df\ufb01",
    "\u1e9e\u017f",
    "'",
    '"',
    "\\",
    "%",
    "%s%d%n",
    "{{7*7}}",
    "{%load x%}",
    "${7*7}",
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "javascript:alert(1)",
    "'; DROP TABLE calls_call; --",
    "' OR 1=1 --",
    '=HYPERLINK("x")',
    "@SUM(1)",
    "../../etc/passwd",
    "..\\..\\x",
    "C:\\con",
    "file:///etc/passwd",
    "http://169.254.169.254/",
    "\r\nSet-Cookie: a=b",
    "a@b",
    "a@b.c\r\nBcc: x@y.z",
    "null",
    "None",
    "undefined",
    "true",
    "[]",
    "{}",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///x'>]>",
)
NUMBERS = (
    "0",
    "-0",
    "-1",
    "1.5",
    "1,5",
    "1e999",
    "-1e999",
    "1e-999",
    "NaN",
    "sNaN",
    "-nan",
    "Infinity",
    "-Infinity",
    "inf",
    "9" * 19,
    "9" * 40,
    "9" * 5_000,
    "-" + "9" * 30,
    "2147483648",
    "9223372036854775808",
    "0x10",
    "1_000",
    "\u0661\u0662",
    "\u00bd",
    "\u2460",
    "+1",
    "1 000",
    "1.000,00",
    "00000000000000000001",
    "1e5",
    "0.00000000000000000000001",
    "--1",
    "1/2",
)
DATES = (
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "2026-02-30",
    "2026-03-29T02:30",
    "2026-10-25T02:30",
    "31-12-9999",
    "1-1-1",
    "99:99",
    "24:00",
    "02:30",
    "2026-W01",
    "-2026-01-01",
    "2026-13-01",
    "\u0662026-01-01",
)
IDS = (
    str(uuid.UUID(int=0)),
    str(uuid.UUID(int=2**128 - 1)),
    "zz" * 16,
    "1",
    "-1",
    "x" * 36,
    "7" * 12,
)
METHODS = (
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "HEAD",
    "FOO",
    "PROPFIND",
    "get",
    "POST",
    "GET",
)
KINDS_OF_BODY = (
    "application/json",
    "text/plain",
    "text/xml",
    "application/xml",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "b" * 300,
    "multipart/mixed; boundary=x",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=nonsense",
    "",
    "x",
    "\u00e9/\u00e9",
    "application/octet-stream",
)
EXTRA = (
    "status",
    "state",
    "score",
    "organisation",
    "price",
    "price_incl_vat",
    "price_excl_vat",
    "lead",
    "user",
    "by",
    "role",
    "is_staff",
    "is_superuser",
    "second_factor_required",
    "id",
    "pk",
    "uuid",
    "reference",
    "phase",
    "call",
    "contracting_authority",
    "submitted_at",
    "closes_at",
    "rank",
    "outcome",
    "kvk",
    "kvk_verified_at",
    "email",
    "weight",
    "author",
    "approved_at",
    "released_at",
)


def nested(random: Random) -> str:
    """JSON that is deep, wide or nothing of the kind."""
    deep = random.choice((10, 1_000, 50_000))
    return random.choice(
        (
            "[" * deep + "]" * deep,
            '{"a":' * deep + "1" + "}" * deep,
            "[" * deep,
            json.dumps({f"k{number}": [] for number in range(2_000)}),
            '{"a": 1e999}',
            '{"a": NaN}',
            '{"__proto__": {"x": 1}}',
            '{"a": "\\ud800"}',
            "[null]",
            '"x"',
            "1",
            "{",
        )
    )


def value(random: Random) -> str:
    """Any hostile value for a field."""
    kind = random.random()
    if kind < 0.40:
        return random.choice(TEXTS)
    if kind < 0.60:
        return random.choice(NUMBERS)
    if kind < 0.70:
        return random.choice(DATES)
    if kind < 0.78:
        return random.choice(IDS)
    if kind < 0.82:
        return nested(random)
    if kind < 0.85:
        return random.choice(("x", "\u0416", "9", "\U0001f600", "<", "\x00", "\n")) * LONG
    return noise(random)


def noise(random: Random) -> str:
    """Characters from all of Unicode, those that are no characters among them."""
    points = (
        random.choice((0x7F, 0x7FF, 0xFFFF, 0x10FFFF)) for _each in range(random.randint(1, 40))
    )
    return "".join(chr(random.randint(0, top)) for top in points)


def as_bytes(text: str) -> bytes:
    """As UTF-8, and what UTF-8 does not allow as the bytes that a careless program sends."""
    return text.encode("utf-8", "surrogatepass")


def quoted(text: str) -> str:
    """For an address or a form."""
    return quote_from_bytes(as_bytes(text), safe="")
