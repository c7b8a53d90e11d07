"""The district's addresses. Acts carry their names from the table of transitions."""

from django.urls import path

from reports.views.reviewing import acts, desk, queue, remarks

app_name = "reviewing"
urlpatterns = [
    path("", queue.index, name="queue"),
    path("<uuid:report_id>/", desk.report, name="report"),
    path("<uuid:report_id>/submissions/<int:number>/", desk.copy, name="copy"),
    path("<uuid:report_id>/submissions/<int:number>/report.docx", desk.word, name="word"),
    path("<uuid:report_id>/remarks/", remarks.add, name="remark"),
    path("<uuid:report_id>/remarks/<uuid:remark_id>/", remarks.edit, name="edit_remark"),
    path("<uuid:report_id>/remarks/<uuid:remark_id>/discard/", remarks.discard, name="discard_remark"),
    path("<uuid:report_id>/remarks/<uuid:remark_id>/settle/", remarks.settle, name="settle_remark"),
    path("<uuid:report_id>/<slug:slug>/", acts.act, name="act"),
]
