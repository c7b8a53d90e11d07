from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "年度报告"

    def ready(self) -> None:
        """The auditor reads what was done in words; ``townships`` cannot know the acts of a report."""
        from reports.enums import Act
        from townships.models.audit import name_actions

        name_actions({f"report.{act.value}": act.label for act in Act})
        name_actions({"report.copied_for_comment": "下载征求意见稿"})
        name_actions({"report.exported": "导出报告", "year.open": "开放年度", "year.changed": "修改报告年度"})
