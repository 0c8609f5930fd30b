"""Addresses of the figures, under /trechter/."""

from django.urls import path

from funnel import views

app_name = "funnel"

urlpatterns = [
    path("", views.portfolio, name="portfolio"),
    path("uitvoer/csv/", views.portfolio_csv, name="portfolio-csv"),
    path("uitvoer/json/", views.portfolio_json, name="portfolio-json"),
    path("<slug:reference>/", views.call, name="call"),
    path("<slug:reference>/csv/", views.call_csv, name="call-csv"),
    path("<slug:reference>/json/", views.call_json, name="call-json"),
    path("<slug:reference>/<slug:code>/<slug:stage>/", views.offers, name="offers"),
]
