from django.urls import path

from portal.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.history, name="history"),
    path("lijst.csv", views.history_csv, name="history-csv"),
    path("export.jsonl", views.export, name="export"),
    path("controlepunten/", views.checkpoint_list, name="checkpoints"),
    path("controlepunten.jsonl", views.checkpoint_file, name="checkpoint-file"),
    path("verify.py", views.verifier, name="verifier"),
]
