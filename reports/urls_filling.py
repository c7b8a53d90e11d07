"""The township's addresses. Acts carry their names from the table of transitions."""

from django.urls import path

from reports.views.filling import acts, desk, importing, papers, part, returning

app_name = "filling"
urlpatterns = [
    path("", desk.index, name="index"),
    path("<uuid:report_id>/", desk.overview, name="overview"),
    path("<uuid:report_id>/header/", desk.header, name="header"),
    path("<uuid:report_id>/parts/<uuid:part_id>/", part.part, name="part"),
    path("<uuid:report_id>/rows/<uuid:entry_id>/", part.row, name="row"),
    path("<uuid:report_id>/import/", importing.upload, name="upload"),
    path("<uuid:report_id>/import/<uuid:proposal_id>/", importing.proposal, name="proposal"),
    path("<uuid:report_id>/comment-copy/", returning.comment_copy, name="comment_copy"),
    path("<uuid:report_id>/returned/", returning.returned, name="returned"),
    path("<uuid:report_id>/returned/<uuid:returned_id>/", returning.returned_draft, name="returned_draft"),
    path("<uuid:report_id>/explain/", desk.explain, name="explain"),
    path("<uuid:report_id>/remarks/<uuid:remark_id>/answer/", desk.answer, name="answer"),
    path("<uuid:report_id>/remarks/<uuid:remark_id>/adopt/", desk.adopt, name="adopt"),
    path("<uuid:report_id>/preview/", desk.preview, name="preview"),
    path("<uuid:report_id>/report.docx", papers.word, name="word"),
    path("<uuid:report_id>/signing-sheet/", papers.signing_sheet, name="signing_sheet"),
    path("<uuid:report_id>/receipts/<int:number>/", papers.receipt, name="receipt"),
    path("<uuid:report_id>/history/", papers.history, name="history"),
    path("<uuid:report_id>/<slug:slug>/", acts.act, name="act"),
]
