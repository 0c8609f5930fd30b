"""Addresses of the statistics and of the page about open data."""

from django.urls import path

from funnel.opendata import views

app_name = "opendata"

urlpatterns = [
    path("statistiek/", views.page, name="statistics"),
    path("statistiek/csv/", views.as_csv, name="csv"),
    path("statistiek/xlsx/", views.as_xlsx, name="xlsx"),
    path("statistiek/json/", views.as_json, name="json"),
    path("open-data/", views.about, name="about"),
]
