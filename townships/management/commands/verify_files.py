"""``manage.py verify_files``: every file a row names is there, as it was; every file there is named by a row."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from townships.backups import console, files


class Command(BaseCommand):
    help = "Compare the files with the rows that name them. Exit 0 all agree; 1 some do not; 2 could not be done."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        with console.sentences(self.stderr):
            for sentence in files.faults(console.progress(self.stderr)):
                found += 1
                self.stderr.write(sentence)
        if found:
            self.stderr.write(f"共{found}处不符，没有改动任何文件。请保留现场，与维护人员联系。")
            sys.exit(console.WRONG)
        self.stdout.write("文件与登记全部相符。")
