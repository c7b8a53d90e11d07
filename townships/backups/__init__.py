"""The whole installation in one file, and back: its rows and the files they name, on either database.

``making.make`` writes it while the site runs, ``checking.check`` proves it without a database,
``restoring.restore`` fills an empty place from it, ``files.faults`` proves the files of the running site. What is in
the file: docs/reference/backup-file.md; how an operator uses it: docs/how-to/back-up-and-restore.md.
"""
