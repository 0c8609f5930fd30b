"""Stories of what was delivered, under /verhalen/."""

from django.urls import path

from awards.stories import views

app_name = "stories"

urlpatterns = [
    path("<uuid:uuid>/", views.story, name="story"),
    path("<uuid:uuid>/foto/", views.picture, name="picture"),
    path("<uuid:uuid>/weg/", views.take_down, name="take-down"),
    path("van/<slug:reference>/", views.stories, name="stories"),
    path("schrijven/<str:dossier>/", views.write, name="write"),
]
