from django.urls import path

from portal.mail import views

app_name = "messages"
urlpatterns = [
    path("", views.choose, name="settings"),
    path("stop/<str:secret>/", views.stop, name="stop"),
    path("beheer/", views.desk, name="desk"),
    path("beheer/opnieuw/", views.again, name="again"),
]
