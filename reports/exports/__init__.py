"""``ReportContent`` → what people read: pages, papers, tables. Pure: no database, no web."""
