"""The ground that is attacked: real pages over real rows, and the forms that they hold."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.test import Client, override_settings
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from bench.hostile.pages import Form, forms_of
from tests.access.rows import ROLES
from tests.access.table import DEMO, TABLE
from tests.access.world import World, make_world

LIBRARY = ("account_", "mfa_")  # pages of the login library, which the table leaves out
ON_EVERY_PAGE = {"/taal/", "/account/logout/"}


@dataclass
class Ground:
    """Addresses with who may see them, and a browser for each role."""

    clients: dict[str, Client]
    pages: list[tuple[str, list[str]]]
    patterns: list[tuple[str, dict[str, str]]]
    names: set[str]
    _forms: dict[str, list[Form]] = field(default_factory=dict)

    def forms_at(self, address: str, role: str) -> list[Form]:
        """The forms of a page as this role gets it; a bare one where there are none."""
        if address not in self._forms:
            with transaction.atomic():
                reply = self.clients[role].get(address)
                if "/~" in reply.get("Location", ""):  # the link of a mail loses its secret first
                    reply = self.clients[role].get(reply["Location"])
                content = reply.getvalue()
                transaction.set_rollback(True)
            is_page = reply.status_code == 200 and "html" in reply.get("Content-Type", "")
            found = forms_of(address, content.decode()) if is_page else []
            posted = [form for form in found if form.method == "post"]
            here = [form for form in posted if form.action not in ON_EVERY_PAGE]
            self._forms[address] = here or [Form(address, "post", [("version", "1")], ["file"])]
        return self._forms[address]


def ground_of(world: World, clients: dict[str, Client]) -> Ground:
    """The pages of this world. The clients then answer with 500 where they raised."""
    for client in clients.values():
        client.raise_request_exception = False
    # Whoever logs in here has an address that was confirmed; the library would write it down.
    EmailAddress.objects.bulk_create(
        (
            EmailAddress(user=user, email=user.email, primary=True, verified=True)
            for user in world.people.values()
            if user
        ),
        ignore_conflicts=True,
    )
    pages: dict[str, list[str]] = {}
    for row in TABLE:
        pages.setdefault(reverse(row.name, args=row.args(world)), row.sees.split() or [*ROLES])
    names = dict(_addresses(get_resolver()))
    for name in names:
        if name.startswith(LIBRARY):
            with suppress(NoReverseMatch):
                pages[reverse(name)] = ["applicant", "anonymous"]
    parts = [(name, kinds) for name, kinds in names.items() if kinds]
    return Ground(clients, list(pages.items()), parts, set(names))


@contextmanager
def ground() -> Iterator[Ground]:
    """Make a world in a transaction that leaves nothing."""
    with override_settings(STEP_UP_VALID=timedelta(days=2)), transaction.atomic():
        world = make_world()
        yield ground_of(world, dict(world.clients()))
        transaction.set_rollback(True)


def _addresses(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every named address, with the kind of each of its parts."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _addresses(entry, inner)
        elif entry.name and not space.startswith(DEMO):
            yield f"{space}{entry.name}", _kinds(entry)


def _kinds(entry: URLPattern) -> dict[str, str]:
    converters = getattr(entry.pattern, "converters", {})
    return {name: type(kind).__name__ for name, kind in converters.items()}
