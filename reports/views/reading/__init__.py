"""The public's pages: frozen publications, no session, no cookie, no person."""
