"""Fields and database functions that every app's models share."""

from django.db import models


class PortalNow(models.Func):
    """The database's portal_now(), for `db_default` and for comparisons inside a query."""

    function = "portal_now"
    arity = 0
    output_field = models.DateTimeField()
