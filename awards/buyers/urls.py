"""“Also for us”, under /ook-voor-ons/."""

from django.urls import path

from awards.buyers import views

app_name = "buyers"

urlpatterns = [
    path("<str:dossier>/", views.interested, name="interested"),
    path("<str:dossier>/aanmelden/", views.mark, name="mark"),
    path("intrekken/<uuid:uuid>/", views.withdraw, name="withdraw"),
]
