"""Results for everybody, under /resultaten/."""

from django.urls import path

from funnel.results import views

app_name = "results"

urlpatterns = [
    path("", views.results, name="results"),
    path("beheer/", views.desk, name="desk"),
    path("nieuw/", views.new, name="new"),
    path("<uuid:uuid>/", views.earlier, name="earlier"),
    path("<uuid:uuid>/foto/", views.picture, name="picture"),
    path("<uuid:uuid>/wijzigen/", views.edit, name="edit"),
    path("<uuid:uuid>/publiceren/", views.publish, name="publish"),
    path("<uuid:uuid>/weg/", views.take_down, name="take-down"),
]
