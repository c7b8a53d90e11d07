"""Django's admin as the district's administrator uses it: its site, its scope, its rows in the audit chain."""
