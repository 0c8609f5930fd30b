from django.urls import path

from portal.support import views

app_name = "support"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("stoppen/", views.leave, name="leave"),
    path("<uuid:uuid>/", views.answer, name="answer"),
    path("<uuid:uuid>/beginnen/", views.enter, name="enter"),
    path("<uuid:uuid>/beeindigen/", views.end, name="end"),
]
