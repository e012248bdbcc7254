"""terraform's own checks, and its own tests in infra/tests."""

import re
import shutil
import subprocess

import pytest

from tests.infra.terraform import INFRA, Stack, Workspace, require_terraform

pytestmark = pytest.mark.xdist_group("infra")


def test_files_have_the_usual_form() -> None:
    require_terraform()
    terraform = shutil.which("terraform") or "terraform"
    done = subprocess.run(
        [terraform, "fmt", "-check", "-recursive", str(INFRA)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_configuration_is_valid(workspace: Workspace) -> None:
    assert "Success!" in workspace.run("validate", "-no-color")


def test_values_are_refused_and_shapes_are_right(workspace: Workspace) -> None:
    assert "0 failed" in workspace.run("test", "-no-color")


def test_an_own_domain_key_firewall_and_program_add_little(dev: Stack, prod: Stack) -> None:
    assert 100 < len(dev.resources) < len(prod.resources) < len(dev.resources) + 25


@pytest.mark.parametrize("kind", ["variable", "output"])
def test_everything_that_can_be_set_or_seen_is_described(kind: str) -> None:
    blocks = _blocks(kind)
    assert blocks
    assert [name for name, body in blocks.items() if not re.search(r'description\s+= "[^"]{12,}', body)] == []


def test_every_variable_that_has_wrong_values_refuses_them() -> None:
    any_value = {"packages", "extra_environment", "key_set_url", "protected", "create_zone", "firewall"}
    any_value |= {
        "snap_start",
        "own_key",
        "threat_protection",
        "dashboard",
        "route_metrics",
        "edge_alarm",
        "events",
        "costs_by_tag",
    }
    free = {name for name, body in _blocks("variable").items() if "validation {" not in body}
    assert free <= any_value


def test_everything_has_the_tags(prod: Stack) -> None:
    tagged = [item for item in prod.resources if "tags_all" in item.values]
    assert len(tagged) > 40
    assert all({"app", "environment", "stack"} <= item["tags_all"].keys() for item in tagged)


def _blocks(kind: str) -> dict[str, str]:
    """Every block of a kind with its body, by the files' usual form."""
    text = "\n".join(path.read_text() for path in sorted(INFRA.glob("*.tf")))
    return dict(re.findall(rf'^{kind} "(\w+)" {{\n(.*?)^}}', text, re.MULTILINE | re.DOTALL))
