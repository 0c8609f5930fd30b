from django.urls import path

from portal.signin import views

app_name = "signin"
urlpatterns = [
    path("", views.sessions, name="sessions"),
    path("tijd/", views.left, name="left"),
    path("langer/", views.stay, name="stay"),
    path("andere/beeindigen/", views.end_others, name="end-others"),
    path("<uuid:uuid>/beeindigen/", views.end, name="end"),
]
