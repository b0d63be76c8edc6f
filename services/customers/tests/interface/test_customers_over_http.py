"""The customers service as a client on its own port sees it."""

from __future__ import annotations

import pytest


@pytest.mark.req("R3")
def test_create_customer_assigns_a_number_nobody_had(new_customer):
    first, second = new_customer()["number"], new_customer()["number"]
    assert second > first


@pytest.mark.req("R152")
def test_update_customer_refuses_a_stale_version(client, new_customer):
    record = new_customer(home_phone="8315550100")
    path = f"/customers/{record['number']}"
    http = client("customers")
    assert http.patch(path, json={"home_phone": "8315550101"}, headers={"If-Match": '"1"'}).status_code == 200
    stale = http.patch(path, json={"home_phone": "8315550102"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert stale.json()["code"] == "stale_version"
    assert http.get(path).json()["home_phone"] == "8315550101"
