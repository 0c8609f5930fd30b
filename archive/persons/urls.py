"""The own data, under /mijn/gegevens/."""

from django.urls import path

from archive.persons import views

app_name = "persons"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("kopie/", views.ask_copy, name="ask-copy"),
    path("kopie/<uuid:uuid>/", views.copy, name="copy"),
    path("wissen/", views.ask_erasure, name="ask-erasure"),
    path("wissen/<uuid:uuid>/intrekken/", views.withdraw, name="withdraw"),
    path("sluiten/", views.close, name="close"),
    path("verzoeken/", views.desk, name="desk"),
    path("verzoeken/<uuid:uuid>/", views.judge, name="judge"),
    path("verzoeken/<uuid:uuid>/bevestigen/", views.confirm, name="confirm"),
    path("verzoeken/<uuid:uuid>/terug/", views.send_back, name="send-back"),
]
