from django.urls import path

from assessment.panel import views

app_name = "panel"
PHASE = "<slug:reference>/<slug:code>/"
OFFER = f"{PHASE}offertes/<str:dossier>/"
urlpatterns = [
    path(f"{PHASE}uitnodiging/", views.invitation, name="invitation"),
    path(f"{PHASE}verdeling/", views.allocation, name="allocation"),
    path(f"{PHASE}commissie/<uuid:person>/vervangen/", views.replace, name="replace"),
    path(f"{OFFER}onthouden/", views.abstain, name="abstain"),
    path(f"{OFFER}toch-beoordelen/", views.score_after_all, name="score-after-all"),
]
