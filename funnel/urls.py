"""Addresses of the figures, under /trechter/."""

from django.urls import path

from funnel import views
from funnel.portfolio.views import data, saved, selections

app_name = "funnel"

urlpatterns = [
    path("", selections.portfolio, name="portfolio"),
    path("vergelijken/", selections.compare, name="compare"),
    path("uitvoer/csv/", data.portfolio_csv, name="portfolio-csv"),
    path("uitvoer/json/", data.portfolio_json, name="portfolio-json"),
    path("beeld/<slug:kind>/", data.portfolio_picture, name="picture"),
    path("offertes/<slug:stage>/", selections.offers, name="selection-offers"),
    path("offertes/<slug:stage>/csv/", data.offers_csv, name="selection-offers-csv"),
    path("weergaven/bewaren/", saved.save, name="save-view"),
    path("weergaven/<uuid:uuid>/verwijderen/", saved.delete, name="delete-view"),
    path("<slug:reference>/", views.call, name="call"),
    path("<slug:reference>/csv/", views.call_csv, name="call-csv"),
    path("<slug:reference>/json/", views.call_json, name="call-json"),
    path("<slug:reference>/beeld/<slug:kind>/", data.call_picture, name="call-picture"),
    path("<slug:reference>/<slug:code>/<slug:stage>/", views.offers, name="offers"),
]
