"""Retention, under /bewaartermijnen/."""

from django.urls import path

from archive.retention import views

app_name = "retention"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("lijst/<uuid:uuid>/", views.listed, name="list"),
    path("lijst/<uuid:uuid>/goedkeuren/", views.approve, name="approve"),
    path("lijst/<uuid:uuid>/intrekken/", views.withdraw, name="withdraw"),
    path("lijst/<uuid:uuid>/verklaring.pdf", views.certificate, name="certificate"),
    path("bewaarplicht/<uuid:uuid>/", views.lift, name="lift"),
    path("<uuid:uuid>/bewaarplicht/", views.place, name="place"),
    path("<uuid:uuid>/<slug:code>/", views.due, name="due"),
]
