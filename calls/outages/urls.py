"""The addresses of outages, which concern several calls at once (calls/urls.py)."""

from django.urls import URLPattern, path

from calls.outages import views


def outage_paths() -> list[URLPattern]:
    """They stand before the desks of calls: no call is called `storingen`."""
    return [
        path("beheer/storingen/", views.outages, name="outages"),
        path("beheer/storingen/melden/", views.propose, name="propose-outage"),
        path("beheer/storingen/meting/", views.measured, name="outage-measured"),
        path("beheer/storingen/meting/csv/", views.ledger, name="outage-ledger"),
        path("beheer/storingen/<uuid:uuid>/", views.outage, name="outage"),
        path("beheer/storingen/<uuid:uuid>/bewijs/", views.evidence, name="outage-evidence"),
        path("beheer/storingen/<uuid:uuid>/uitstel/", views.extend, name="extend-for-outage"),
        path("beheer/storingen/<uuid:uuid>/laten/", views.drop, name="drop-outage"),
    ]
