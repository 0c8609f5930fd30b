"""The figures of before the portal, under /jaarcijfers/."""

from django.urls import path

from funnel.history import views

app_name = "history"

urlpatterns = [
    path("", views.years, name="years"),
    path("csv/", views.years_csv, name="csv"),
    path("toevoegen/", views.add, name="add"),
    path("<uuid:uuid>/", views.edition, name="edition"),
    path("<uuid:uuid>/terugnemen/", views.take_back, name="take-back"),
]
