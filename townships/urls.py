"""Signing in and out, one's password, setting up."""

from django.urls import path

from townships import views

app_name = "townships"
urlpatterns = [
    path("login/", views.sign_in, name="sign_in"),
    path("logout/", views.sign_out, name="sign_out"),
    path("session/", views.session_left, name="session"),
    path("session/extend/", views.extend_session, name="extend_session"),
    path("password/", views.password, name="password"),
    path("desk/", views.desk, name="desk"),
    path("setup/", views.setup, name="setup"),
    path("setup/audit/", views.audit_log, name="audit_log"),
]
