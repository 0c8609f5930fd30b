from django.urls import path

from calls.delegation import views

app_name = "delegation"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("<uuid:uuid>/aannemen/", views.accept, name="accept"),
    path("<uuid:uuid>/beeindigen/", views.end, name="end"),
]
