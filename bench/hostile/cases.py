"""One bad request of each kind, made from a seed: the same seed makes the same request."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from bench.hostile import values
from bench.hostile.ground import Ground
from bench.hostile.pages import Form
from bench.hostile.values import as_bytes, quoted, value
from tests.access.rows import ROLES
from tests.applications.stages import PDF

FORM_TYPE = "application/x-www-form-urlencoded"
BOUNDARY = "grens7d2"
# Their forms need no token: what opened them is a link that was in a mail (RFC 8058, decision 433).
PROVED_BY_LINK = {"alerts:confirm", "alerts:stop", "messages:stop"}
QUERIES = (
    "page",
    "sort",
    "after",
    "q",
    "kind",
    "from",
    "to",
    "status",
    "state",
    "order",
    "in",
    "van",
    "welke",
    "peildatum",
    "oproep",
    "next",
    "taal",
    "keuze",
    "question",
    "year",
    "mission",
    "region",
    "authority",
    "budget_from",
    "budget_to",
    "format",
    "view",
    "limit",
    "cursor",
    "phase",
)
HEADERS: dict[str, Callable[[Random], str]] = {
    "Accept-Language": lambda r: r.choice(("xx-" * 300, "nl;q=9", "*;q=NaN", ",,,,", value(r))),
    "Accept": lambda r: r.choice(("x", "text/", "*/*;q=x", "a/b," * 3_000)),
    "Host": lambda r: r.choice(
        ("elders.example", "a b", "localhost:99999", "[::1", "", "x" * 5_000)
    ),
    "Cookie": lambda r: r.choice(
        (
            "sessionid=" + "a" * 4_000,
            "sessionid=%00",
            "csrftoken=x; csrftoken=y",
            "=;=;",
            "a" * 6_000,
            "django_language=../../x",
            'sessionid="\\000"',
        )
    ),
    "Range": lambda r: r.choice(
        ("bytes=0-0", "bytes=5-1", "bytes=-", "bytes=" + "0-," * 900, "bytes=99999999999999-", "x")
    ),
    "If-None-Match": lambda r: r.choice(
        ('"x"', "*", 'W/"' + "x" * 5_000, "x", '"x"' + ',"y"' * 900)
    ),
    "If-Modified-Since": lambda r: r.choice(("gisteren", "Sun, 99 Feb 0000 99:99:99 GMT", "0")),
    "If-Range": lambda r: r.choice(('"x"', "gisteren")),
    "Referer": lambda r: r.choice(
        ("http://testserver/mijn/taken/", "javascript:1", "http://[", value(r))
    ),
    "X-Forwarded-For": lambda r: r.choice(("127.0.0.1", "x" * 900, "1.2.3.4, " * 900, "::1%eth0")),
    "X-Requested-With": lambda _r: "XMLHttpRequest",
    "HX-Request": lambda _r: "true",
    "HX-Current-URL": lambda r: r.choice(("http://[", value(r))),
    "HX-Boosted": lambda _r: "true",
    "X-HTTP-Method-Override": lambda _r: "DELETE",
    "Content-Encoding": lambda _r: "gzip",
    "Authorization": lambda r: r.choice(("Bearer x", "Basic !!!", "Negotiate " + "x" * 4_000)),
}


@dataclass
class Case:
    """What is sent, by whom, and what may never come of it."""

    seed: str
    kind: str
    role: str
    method: str
    address: str
    body: bytes = b""
    content_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    is_checked: bool = False  # whether the token against forged forms is asked for
    must_refuse: bool = False  # no answer of success is right
    bad: int = 1  # how many hostile values stand in it

    def __str__(self) -> str:
        shown = f"{self.method} {self.address[:200]} as {self.role} {self.headers or ''}"
        return f"[{self.seed}] {self.kind}: {shown} {self.content_type} {self.body[:300]!r}"[:900]


def make(seed: str, ground: Ground) -> Case:
    """The case of this seed."""
    random = Random(seed)
    kinds, weights = zip(*KINDS.items(), strict=True)
    kind = random.choices(kinds, [weight for _make, weight in weights])[0]
    case = KINDS[kind][0](random, ground)
    case.seed, case.kind = seed, kind
    return case


def _case(random: Random, ground: Ground, address: str, roles: list[str], method: str) -> Case:
    """By somebody who may see it, or by anybody."""
    role = random.choice(roles) if random.random() < 0.7 else random.choice(ROLES)
    return Case("", "", role if role in ground.clients else "anonymous", method, address)


def _field(random: Random, ground: Ground) -> Case:
    """A form that is right but for one or two fields, or all of them."""
    form, pairs, case = _form(random, ground)
    wrong = len(pairs) if random.random() < 0.4 else min(len(pairs), random.choice((1, 1, 2)))
    for place in random.sample(range(len(pairs)), wrong):
        pairs[place] = (pairs[place][0], value(random))
    case.bad = wrong + len(form.files)
    return _filled(random, case, form, pairs)


def _shape(random: Random, ground: Ground) -> Case:
    """Fields that are missing, come twice, or change names."""
    form, pairs, case = _form(random, ground)
    for _change in range(random.randint(1, 3)):
        if not pairs:
            break
        place = random.randrange(len(pairs))
        name, was = pairs[place]
        change = random.choice(("missing", "twice", "name", "list", "count"))
        if change == "missing":
            pairs.pop(place)
        elif change == "twice":
            pairs.append((name, value(random)))
        elif change == "name":
            pairs[place] = (value(random)[:200], was)
        elif change == "list":
            pairs += [(f"{name}[]", was), (f"{name}.x", was)] * 50
        else:
            pairs = [
                (known, random.choice(values.NUMBERS) if "_FORMS" in known else given)
                for known, given in pairs
            ]
    return _filled(random, case, form, pairs)


def _smuggled(random: Random, ground: Ground) -> Case:
    """Fields that no form offers, with values that are found where they should not be."""
    form, pairs, case = _form(random, ground)
    offered = {name for name, _value in pairs} | set(form.files)
    word = random.choice((values.SMUGGLED_WORD, values.SMUGGLED_NUMBER))
    extra = [(name, word) for name in values.EXTRA if name not in offered]
    pairs += extra
    case.bad = len(extra)
    return _filled(random, case, form, pairs)


def _foreign(random: Random, ground: Ground) -> Case:
    """Ids and references of something else, in the address or in a field."""
    form, pairs, case = _form(random, ground)
    other, _roles = random.choice(ground.pages)
    parts = [part for part in other.split("/") if any(letter.isdigit() for letter in part)]
    foreign = random.choice([*parts, *values.IDS])
    if random.random() < 0.5 and pairs:
        place = random.randrange(len(pairs))
        pairs[place] = (pairs[place][0], foreign)
    else:
        places = case.address.split("/")
        mine = [n for n, part in enumerate(places) if any(letter.isdigit() for letter in part)]
        if mine:
            places[random.choice(mine)] = foreign
            case.address = "/".join(places)
    return _filled(random, case, form, pairs)


def _unchecked(random: Random, ground: Ground) -> Case:
    """A form from another site: without the token."""
    form, pairs, case = _form(random, ground)
    case.is_checked = True
    case.must_refuse = _name_at(case.address) not in PROVED_BY_LINK
    return _filled(random, case, form, pairs)


def _name_at(address: str) -> str:
    try:
        return resolve(address.partition("?")[0]).view_name
    except Resolver404:
        return ""


def _raw(random: Random, ground: Ground) -> Case:
    """A body that is not what its header says, broken or cut off."""
    form, pairs, case = _form(random, ground)
    case = _filled(random, case, form, pairs)
    what = random.choice(("type", "cut", "junk", "json", "field"))
    if what == "type":
        case.content_type = random.choice(values.KINDS_OF_BODY)
    elif what == "cut":
        case.body = case.body[: random.randint(0, max(1, len(case.body) - 1))]
    elif what == "junk":
        case.body = random.randbytes(random.choice((1, 100, 5_000)))
    elif what == "json":
        case.body, case.content_type = as_bytes(values.nested(random)), "application/json"
    else:
        case.body, case.content_type = _part_headers(random), _multipart_type()
    return case


def _query(random: Random, ground: Ground) -> Case:
    """A question that no list has a choice for."""
    address, roles = random.choice(ground.pages)
    case = _case(random, ground, address, roles, "GET")
    case.bad = random.randint(1, 4)
    names = [random.choice(QUERIES) for _each in range(case.bad)]
    asked = "&".join(f"{name}={quoted(value(random)[:3_000])}" for name in names)
    odd = ("", "&&&", "=", "%", "%zz", "page=1&page=2", "a" * 8_000, "page[]=1", "\x00".join("ab"))
    case.address += "?" + (asked if random.random() < 0.9 else random.choice(odd))
    return case


def _place(random: Random, ground: Ground) -> Case:
    """An address whose parts name nothing, or nonsense."""
    name, parts = random.choice(ground.patterns)
    given: dict[str, Any] = {}
    for part, kind in parts.items():
        if kind == "IntConverter":
            given[part] = random.choice((0, 2**31, 2**63, 10**30, 99_999))
        elif kind == "UUIDConverter":
            given[part] = UUID(int=random.getrandbits(128))
        elif kind == "SlugConverter":
            given[part] = random.choice(("x", "-", "_" * 300, "0", "a-" * 200, "XX26-001"))
        else:
            given[part] = value(random)[:400].replace("/", "") or "x"
    bad = max(1, len(given))
    try:
        address = reverse(name, kwargs=given)
    except (NoReverseMatch, UnicodeEncodeError):
        address = f"/{quoted(value(random)[:300])}/"
    method = random.choice(("GET", "GET", "POST"))
    case = _case(random, ground, address, list(ROLES), method)
    case.bad = bad
    return case


def _method(random: Random, ground: Ground) -> Case:
    """A method that the address does not know."""
    address, roles = random.choice(ground.pages)
    return _case(random, ground, address, roles, random.choice(values.METHODS))


def _header(random: Random, ground: Ground) -> Case:
    """Headers that say nonsense."""
    address, roles = random.choice(ground.pages)
    case = _case(random, ground, address, roles, random.choice(("GET", "GET", "HEAD")))
    case.bad = random.randint(1, 4)
    for name in random.sample(sorted(HEADERS), case.bad):
        sent = HEADERS[name](random)
        # A web server passes on bytes, one letter each, and no ends of lines.
        case.headers[name] = as_bytes(sent).decode("latin-1").replace("\r", "").replace("\n", "")
    return case


def _form(random: Random, ground: Ground) -> tuple[Form, list[tuple[str, str]], Case]:
    address, roles = random.choice(ground.pages)
    form = random.choice(ground.forms_at(address, roles[0]))
    case = _case(random, ground, form.action, roles[:1], "POST")
    return form, list(form.fields), case


def _filled(random: Random, case: Case, form: Form, pairs: list[tuple[str, str]]) -> Case:
    if form.files or random.random() < 0.2:
        case.body, case.content_type = _multipart(random, form, pairs), _multipart_type()
    else:
        case.body = "&".join(f"{quoted(name)}={quoted(said)}" for name, said in pairs).encode()
        case.content_type = FORM_TYPE
    return case


def _multipart_type() -> str:
    return f"multipart/form-data; boundary={BOUNDARY}"


def _multipart(random: Random, form: Form, pairs: list[tuple[str, str]]) -> bytes:
    lines = []
    for name, said in pairs:
        head = b'Content-Disposition: form-data; name="' + as_bytes(name).replace(b'"', b"%22")
        lines.append(head.replace(b"\r", b"").replace(b"\n", b"") + b'"\r\n\r\n' + as_bytes(said))
    for name in form.files:
        content = random.choice((PDF, b"", b"MZ program", b"a;b;c\n1;2;3\n", bytes(5_000)))
        called = as_bytes(value(random)[:300]).replace(b'"', b"").replace(b"\r", b"")
        head = f'Content-Disposition: form-data; name="{name}"; filename="'.encode()
        lines.append(
            head
            + called.replace(b"\n", b"")
            + b'"\r\nContent-Type: application/pdf\r\n\r\n'
            + content
        )
    edge = f"--{BOUNDARY}".encode()
    return b"".join(edge + b"\r\n" + line + b"\r\n" for line in lines) + edge + b"--\r\n"


def _part_headers(random: Random) -> bytes:
    head = random.choice(
        (
            b"Content-Disposition: form-data",
            b"Content-Disposition: x; name=a; filename=b",
            b"Content-Disposition: form-data; name=\"file\"; filename*=utf-9''%ff%fe",
            b"X" * 20_000,
            b'Content-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name="version"',
            b'Content-Disposition: form-data; name="file"; filename="' + b"a" * 9_000 + b'"',
        )
    )
    return f"--{BOUNDARY}\r\n".encode() + head + b"\r\n\r\nx!y=\r\n--" + BOUNDARY.encode() + b"--"


KINDS: dict[str, tuple[Callable[[Random, Ground], Case], int]] = {
    "values": (_field, 30),
    "shape": (_shape, 10),
    "extra fields": (_smuggled, 8),
    "foreign ids": (_foreign, 10),
    "no token": (_unchecked, 6),
    "broken bodies": (_raw, 8),
    "queries": (_query, 10),
    "addresses": (_place, 6),
    "methods": (_method, 6),
    "headers": (_header, 6),
}
