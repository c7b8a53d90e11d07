import pytest
@pytest.mark.django_db
def test_v():
    from django.db import connection
    from townships.models import District
    District.objects.create(code="500101", name="x", full_name="y", office_name="z")
    assert connection.vendor == "postgresql", connection.vendor
