"""Signing in and out, one's password, setting up."""

from django.urls import path

from townships import probes, second_factor_views, views

app_name = "townships"
urlpatterns = [
    path("healthz", probes.alive, name="alive"),
    path("readyz", probes.ready, name="ready"),
    path("login/", views.sign_in, name="sign_in"),
    path("login/code/", views.sign_in_code, name="sign_in_code"),
    path("logout/", views.sign_out, name="sign_out"),
    path("session/", views.session_left, name="session"),
    path("session/extend/", views.extend_session, name="extend_session"),
    path("password/", views.password, name="password"),
    path("second-factor/", second_factor_views.second_factor_page, name="second_factor"),
    path("desk/", views.desk, name="desk"),
    path("setup/", views.setup, name="setup"),
    path("setup/audit/", views.audit_log, name="audit_log"),
]
