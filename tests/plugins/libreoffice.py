"""LibreOffice for the tests that look at a paper as it is printed.

No LibreOffice: skipped on a developer's machine, failed in CI (``CI=true``), where a skip would hide a broken paper.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable

import pytest


@pytest.fixture(scope="session")
def soffice() -> str:
    """The path of the machine's LibreOffice."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found:
        return found
    reason = "no LibreOffice on this machine (apt-get install libreoffice-writer-nogui)"
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def as_pdf(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], bytes]:
    """``as_pdf(docx)``: the sheets LibreOffice prints of a Word file. Its profile is its own, and thrown away."""
    place = tmp_path_factory.mktemp("libreoffice")

    def convert(data: bytes) -> bytes:
        source = place / "paper.docx"
        source.write_bytes(data)
        profile = f"-env:UserInstallation={(place / 'profile').as_uri()}"
        command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(place), str(source)]
        made = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        pdf = source.with_suffix(".pdf")
        assert pdf.exists(), made.stderr
        try:
            return pdf.read_bytes()
        finally:
            pdf.unlink()

    return convert
