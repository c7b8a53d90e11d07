"""What must hold before an act, each guard one function and one sentence in the user's words."""

from __future__ import annotations

from dataclasses import replace

from reports import checking
from reports.content import ReportContent, sha256, to_json
from reports.enums import ReviewConclusion, Severity, Status
from reports.models import Report, SecrecyReview
from reports.permissions import Refusal, Standing
from townships.models import Role


def year_has_preview(report: Report, who: Standing) -> Refusal | None:
    if not report.reporting_year.policy.has_preview:
        return Refusal("no_preview", "本年度不设预审，写好后可以直接送签发。")
    return None


def preview_was_asked(report: Report, who: Standing) -> Refusal | None:
    """The district asked to read the draft first. Asking is a duty, an answer in time is not the township's:
    a township that asked and recalled may go on, or the district's delay would make it late."""
    if report.reporting_year.policy.has_preview and not report.preview_requested_at:
        return Refusal("preview_first", "区里要求签发前预审，请先“送区预审”。")
    return None


def text_in_order(report: Report, who: Standing) -> Refusal | None:
    open_findings = checking.unresolved(report)
    errors = sum(1 for finding in open_findings if finding.severity == Severity.ERROR)
    if errors:
        return Refusal("not_complete", f"还有{errors}处必须补正，见“还差什么”。")
    if open_findings:
        return Refusal("not_explained", f"还有{len(open_findings)}处请核对：改正文，或写一句说明。")
    return None


def differs_from_last_preview(report: Report, who: Standing) -> Refusal | None:
    last = report.latest_frozen()
    if report.state is not Status.RETURNED and last and _words(last.content) == _words(report.content_once):
        return Refusal("unchanged", "正文与上次送审的完全相同，没有需要区里再看的改动。")
    return None


def _words(content: ReportContent) -> ReportContent:
    """What a 预审 reads: signatures, number and date come after it, and go when the text is opened again."""
    return replace(content, signatures=(), document_number="", dated=None)


def names_its_issuers(report: Report, who: Standing) -> Refusal | None:
    if not report.issuer_list or not report.title:
        return Refusal("no_title", "标题或发文机关还空着，请在“标题和抬头”里填写。")
    return None


def drafter_before_first_signature(report: Report, who: Standing) -> Refusal | None:
    if who.is_any(Role.CHECKER, Role.SIGNER):
        return None
    if report.signatures.filter(round=report.signing_round).exists():
        return Refusal("already_signed", "已有签发登记，请由核稿人或签发人退回起草。")
    return None


def did_not_draft(report: Report, who: Standing) -> Refusal | None:
    if who.drafted:
        return Refusal("own_draft", "您起草过这份报告，这一步须由另一人办理。")
    return None


def signs_on_line_where_allowed(report: Report, who: Standing) -> Refusal | None:
    if not who.is_any(Role.CHECKER) and not report.reporting_year.online_signing:
        return Refusal("on_paper", "本年度在纸质审签单上签发，由核稿人登记。")
    return None


def did_not_edit(report: Report, who: Standing) -> Refusal | None:
    if who.edited:
        return Refusal("own_edit", "您修改过这份报告的正文，须由另一人审核。")
    return None


def is_numbered(report: Report, who: Standing) -> Refusal | None:
    if not report.numbered_at:
        return Refusal("not_numbered", "还没有登记文号和成文日期。")
    return None


def differs_from_last_submission(report: Report, who: Standing) -> Refusal | None:
    last = report.latest_submission()
    if last and last.sha256 == sha256(to_json(report.content_once)):
        return Refusal("unchanged", "与上次报送的完全相同，没有改动，不必重报。")
    return None


def not_opened(report: Report, who: Standing) -> Refusal | None:
    if report.state is Status.SUBMITTED and report.opened_at:
        return Refusal("already_opened", "区里已开始审核，不能撤回；需要修改请与区里联系退回。")
    return None


def not_opened_yet(report: Report, who: Standing) -> Refusal | None:
    if report.opened_at:
        return Refusal("already_opened", "已经开始审核。")
    return None


def filing_comes_first(report: Report, who: Standing) -> Refusal | None:
    if report.reporting_year.publish_after_filing and report.state is not Status.FILED:
        return Refusal("not_filed", "本年度要求备案后公开，区里还没有备案。")
    return None


def newer_than_published(report: Report, who: Standing) -> Refusal | None:
    last = report.latest_submission()
    if last and report.publications.filter(submission=last).exists():
        return Refusal(
            "nothing_new", "最近一次报送的已经公开。要更正，请先“启动更正”，修改后重新签发、报送。"
        )
    return None


def latest_review(report: Report) -> SecrecyReview | None:
    """The newest 公开审查 of the newest submission; an older copy's review says nothing of this one."""
    last = report.latest_submission()
    return last.secrecy_reviews.order_by("-at", "-id").first() if last else None


def review_allows(report: Report, who: Standing) -> Refusal | None:
    review = latest_review(report)
    if review is None:
        return Refusal("not_reviewed", "还没有对最近一次报送的文本作公开审查（含保密审查）。")
    if review.conclusion == ReviewConclusion.WITHHELD:
        return Refusal("review_forbids", "公开审查的结论是不予公开。")
    return None


def review_forbids(report: Report, who: Standing) -> Refusal | None:
    review = latest_review(report)
    if review is None or review.conclusion != ReviewConclusion.WITHHELD:
        return Refusal("review_allows", "须先在公开审查中作出“不予公开”的结论并写明理由。")
    return None
