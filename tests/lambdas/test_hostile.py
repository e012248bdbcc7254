"""Hostile files through the function's handler: refused with the same codes as everywhere, and nothing is paid for."""

from tests.documents.refused import REFUSED
from tests.lambdas.installation import Functions
from tests.textract_server import Textract


def test_every_hostile_file_is_refused_before_it_costs_anything(functions: Functions, textract: Textract) -> None:
    told = {}
    for name, (made, _) in REFUSED.items():
        headers = {"content-type": made.media_type, "content-disposition": f'attachment; filename="{made.file_name}"'}
        answer = functions.call("POST", "/v1/scans", body=made.data, **headers)
        assert 400 <= answer.status < 500, (name, answer.status)
        told[name] = answer.json["code"]
    assert told == {name: code for name, (_, code) in REFUSED.items()}
    assert textract.calls.total() == 0
    assert functions.call("GET", "/v1/scans").json["items"] == []
