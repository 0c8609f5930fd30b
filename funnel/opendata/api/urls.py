"""Addresses of the API, below /api/: without a slash at the end, and everything else is 404."""

from django.urls import path, re_path

from funnel.opendata.api import views
from funnel.opendata.api.answers import missing, resource

app_name = "api"

urlpatterns = [
    path("v1", views.root, name="root"),
    path("v1/openapi.json", views.openapi, name="openapi"),
    path("v1/calls", views.calls, name="calls"),
    path("v1/calls/<slug:reference>", views.call, name="call"),
    path("v1/calls/<slug:reference>/phases", views.phases, name="phases"),
    path("v1/awards", views.awards, name="awards"),
    path("v1/purchases", views.purchases, name="purchases"),
    path("v1/stories", views.stories, name="stories"),
    path("v1/statistics", views.all_statistics, name="statistics"),
    path("v1/releases", views.releases, name="releases"),
    path("v1/releases/<slug:ocid>/<int:number>", views.release, name="release"),
    path("v1/records", views.records, name="records"),
    path("v1/records/<slug:ocid>", views.record, name="record"),
    re_path(r"^", resource(missing), name="missing"),
]
