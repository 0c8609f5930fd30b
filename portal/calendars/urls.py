"""One's own calendar, under /mijn/agenda/."""

from django.urls import path

from portal.calendars import views

app_name = "calendars"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("maken/", views.make, name="make"),
    path("stoppen/", views.end, name="end"),
    path("<str:secret>.ics", views.tasks, name="tasks"),
]
