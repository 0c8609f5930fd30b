"""The contract itself, under /contracten/."""

from django.urls import path

from awards.contracting import views

app_name = "contracting"
PHASE = "<slug:reference>/<slug:code>/"

urlpatterns = [
    path("<uuid:uuid>/overeenkomst/", views.paper, name="paper"),
    path("<uuid:uuid>/getekend/<slug:side>/", views.copy, name="copy"),
    path(f"{PHASE}tekst/", views.terms, name="terms"),
]
