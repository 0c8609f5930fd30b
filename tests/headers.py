"""What internet.nl and ASVS 3.4 want of the headers of one answer, with each directive parsed."""

import re

from django.http import HttpResponse

YEAR = 31_536_000  # seconds
REFERRERS = {"no-referrer", "same-origin"}
LOCKED = ("default-src", "object-src", "base-uri", "frame-ancestors")
OWN_ONLY = {"'none'", "'self'"}
# RFC 9110: only these kinds of content carry their own charset (ASVS 4.1.1).
TEXTUAL = re.compile(r"^(text/|.*[/+]xml)")


def faults_of(reply: HttpResponse, *, is_secure: bool = False) -> list[str]:
    """What is wrong with the headers; an empty list for nothing."""
    fixed = {
        "X-Content-Type-Options": {"nosniff"},
        "X-Frame-Options": {"DENY"},
        "Referrer-Policy": REFERRERS,
        "Cross-Origin-Opener-Policy": {"same-origin"},
        "Cross-Origin-Resource-Policy": {"same-origin"},
    }
    faults = [
        f"{name}: {reply.get(name)}" for name, good in fixed.items() if reply.get(name) not in good
    ]
    faults += _policy_faults(reply.get("Content-Security-Policy", ""))
    faults += _type_faults(reply)
    if "camera=()" not in reply.get("Permissions-Policy", ""):
        faults.append("Permissions-Policy")
    if is_secure:
        faults += _hsts_faults(reply.get("Strict-Transport-Security", ""))
    return faults


def directives_of(policy: str) -> dict[str, set[str]]:
    """A content security policy as directives with their sources."""
    split = (part.split() for part in policy.split(";") if part.strip())
    return {name: set(sources) for name, *sources in split}


def _policy_faults(policy: str) -> list[str]:
    found = directives_of(policy)
    faults = [f"CSP {name} is not 'none'" for name in LOCKED if found.get(name) != {"'none'"}]
    if "form-action" not in found:
        faults.append("CSP form-action is missing")
    for name, sources in found.items():
        if odd := {source for source in sources if source not in OWN_ONLY}:
            faults.append(f"CSP {name} allows {odd}")
    return faults


def _type_faults(reply: HttpResponse) -> list[str]:
    kind = reply.get("Content-Type", "")
    if not reply.streaming and not reply.content:
        return []
    if not kind:
        return ["Content-Type is missing"]
    if TEXTUAL.match(kind) and "charset=utf-8" not in kind.lower().replace('"', ""):
        return [f"Content-Type without charset: {kind}"]
    return []


def _hsts_faults(header: str) -> list[str]:
    found = re.fullmatch(r"max-age=(\d+); includeSubDomains; preload", header)
    return [] if found and int(found[1]) >= YEAR else [f"HSTS: {header}"]
