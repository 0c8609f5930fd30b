"""Database functions and conditions that every app's models share."""

from django.db import models


class PortalNow(models.Func):
    """The database's portal_now(), for `db_default` and for comparisons inside a query."""

    function = "portal_now"
    arity = 0
    output_field = models.DateTimeField()


# Roles and memberships last until a date or until further notice. A filter on related rows names
# them in the same filter(): an exclude() looks at every row, also of another organisation.
CURRENT = models.Q(until=None) | models.Q(until__gt=PortalNow())
