from django.urls import path

from portal.review import views

app_name = "review"
urlpatterns = [
    path("<uuid:uuid>/toegang/", views.access, name="access"),
    path("<uuid:uuid>/toegang/regel/", views.settle, name="settle"),
    path("<uuid:uuid>/toegang.csv", views.as_csv, name="csv"),
]
