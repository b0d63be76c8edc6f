"""The register itself, and how tests are found for it."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from homefire_cli.requirements import RegisterError, State, collect, show

REPOSITORY = Path(__file__).parents[4]
TEST_FILE = "services/customers/tests/unit/test_rules.py"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository whose register has R1, R2 and, with something missing, R10."""
    entry = 'title = "A rule [with brackets]."\nowner = "customers, audit"\nsource = "derived"\n'
    write(
        tmp_path,
        "docs/requirements.toml",
        f'[R10]\n{entry}partly = "the other half"\n[R1]\n{entry}[R2]\n{entry}',
    )
    return tmp_path


def write(root: Path, file: str, text: str) -> None:
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")


def holders(root: Path) -> dict[str, list[str]]:
    return {
        requirement.number: [test.removeprefix(TEST_FILE) for test in requirement.tests]
        for requirement in collect(root)
        if requirement.tests
    }


def faults_of(root: Path) -> list[str]:
    with pytest.raises(RegisterError) as caught:
        collect(root)
    return list(caught.value.faults)


def test_register_has_exactly_r1_to_r266_and_every_mark_names_one_of_them() -> None:
    requirements = collect(REPOSITORY)

    assert [requirement.number for requirement in requirements] == [f"R{n}" for n in range(1, 267)]


def test_every_title_is_a_sentence_of_its_own() -> None:
    titles = [requirement.title for requirement in collect(REPOSITORY)]

    assert [title for title in titles if not title.endswith((".", ".`")) or "\n" in title] == []
    assert len(set(titles)) == len(titles)


def test_collect_orders_by_number_and_calls_untested_requirements_open(root: Path) -> None:
    found = [(requirement.number, requirement.state) for requirement in collect(root)]

    assert found == [("R1", State.OPEN), ("R2", State.OPEN), ("R10", State.OPEN)]


def test_state_is_held_with_a_test_and_partly_where_something_is_missing(root: Path) -> None:
    write(
        root,
        TEST_FILE,
        """
        import pytest

        @pytest.mark.req("R1", "R10")
        def test_rule(): ...
        """,
    )

    found = {requirement.number: requirement.state for requirement in collect(root)}

    assert found == {"R1": State.HELD, "R2": State.OPEN, "R10": State.PARTLY}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            """
            @pytest.mark.req("R1")
            @pytest.mark.req("R2", "R1")
            def test_rule(): ...
            """,
            {"R1": ["::test_rule"], "R2": ["::test_rule"]},
            id="stacked marks, a number twice",
        ),
        pytest.param(
            """
            @pytest.mark.req("R1")
            async def test_rule(): ...
            """,
            {"R1": ["::test_rule"]},
            id="coroutine",
        ),
        pytest.param(
            """
            @mark.req("R1")
            class TestRules:
                def test_one(self): ...

                class TestInner:
                    @mark.req("R2")
                    def test_two(self): ...

                def build(self): ...
            """,
            {
                "R1": ["::TestRules::test_one", "::TestRules::TestInner::test_two"],
                "R2": ["::TestRules::TestInner::test_two"],
            },
            id="class and nested class",
        ),
        pytest.param(
            """
            pytestmark = [pytest.mark.slow, pytest.mark.req("R1")]

            def test_one(): ...

            class TestRules:
                pytestmark = pytest.mark.req("R2")

                def test_two(self): ...
            """,
            {"R1": ["::test_one", "::TestRules::test_two"], "R2": ["::TestRules::test_two"]},
            id="pytestmark of a module and of a class",
        ),
        pytest.param(
            """
            @pytest.mark.parametrize("value", [1, pytest.param(2, marks=pytest.mark.req("R1"))])
            def test_rule(value): ...
            """,
            {"R1": ["::test_rule"]},
            id="mark on one parameter set",
        ),
    ],
)
def test_collect_finds_tests(root: Path, source: str, expected: dict[str, list[str]]) -> None:
    write(root, TEST_FILE, source)

    assert holders(root) == expected


def test_collect_looks_into_every_test_folder_and_no_other(root: Path) -> None:
    source = """
    @pytest.mark.req("R1")
    def test_rule(): ...
    """
    folders = [
        "deploy/cli/tests/unit",
        "gateway/tests/interface",
        "services/audit/tests/unit",
        "shared/tests",
        "tests/e2e",
    ]
    for folder in [*folders, "docs", ".homefire/tests"]:
        write(root, f"{folder}/test_rule.py", source)
    write(root, "tests/conftest.py", source)

    assert holders(root) == {"R1": [f"{folder}/test_rule.py::test_rule" for folder in folders]}


def test_unknown_number_is_an_error_that_names_file_and_line_once(root: Path) -> None:
    write(
        root,
        TEST_FILE,
        """
        @pytest.mark.req("R1", "R267")
        class TestRules:
            def test_one(self): ...
            def test_two(self): ...
        """,
    )

    assert faults_of(root) == [f"{TEST_FILE}:2: R267 is not in docs/requirements.toml."]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("@pytest.mark.req()\ndef test_rule(): ...", id="no number"),
        pytest.param("@pytest.mark.req(*RULES)\ndef test_rule(): ...", id="not written out"),
        pytest.param("@pytest.mark.req(1)\ndef test_rule(): ...", id="not a text"),
        pytest.param("@pytest.mark.req\ndef test_rule(): ...", id="not called"),
        pytest.param("rule = pytest.mark.req('R1')\n@rule\ndef test_rule(): ...", id="through a variable"),
        pytest.param("@pytest.mark.req('R1')\ndef build(): ...", id="on a function that is no test"),
        pytest.param("@pytest.mark.req('R1')\nclass TestRules: ...", id="on a class without tests"),
        pytest.param("pytestmark = pytest.mark.req('R1')", id="on a module without tests"),
        pytest.param("def test_rule(:", id="a file that does not parse"),
    ],
)
def test_mark_without_effect_is_an_error_that_names_the_file(root: Path, source: str) -> None:
    write(root, TEST_FILE, source)

    (fault,) = faults_of(root)

    assert fault.startswith(f"{TEST_FILE}:")


@pytest.mark.parametrize(
    ("register", "fault"),
    [
        ('[R1]\ntitle = "A rule."\nowner = "audit"\n', "source is missing"),
        ('[R1]\ntitle = "A rule."\nowner = "sales"\nsource = "derived"\n', "'sales' owns nothing here"),
        ('[R1]\ntitle = "A rule."\nowner = "audit"\nsource = "hearsay"\n', "'hearsay' is not a source"),
        ('[R1]\ntitle = " "\nowner = "audit"\nsource = "derived"\n', "title is not a text, or is empty"),
        ('[R1]\ntitle = "A rule."\nowner = 7\nsource = "derived"\n', "owner is not a text, or is empty"),
        ('[R1]\ntitle = "A rule."\nowner = "audit"\nsource = "derived"\nnote = "x"\n', "note is not a field"),
        ('[R01]\ntitle = "A rule."\nowner = "audit"\nsource = "derived"\n', "called R and a number"),
        ("R1 = 1\n", "a requirement is a table"),
        ("[R1\n", "docs/requirements.toml: "),
    ],
)
def test_faulty_register_is_an_error(tmp_path: Path, register: str, fault: str) -> None:
    write(tmp_path, "docs/requirements.toml", register)

    assert fault in "\n".join(faults_of(tmp_path))


def test_missing_register_is_an_error(tmp_path: Path) -> None:
    assert "docs/requirements.toml is missing" in "\n".join(faults_of(tmp_path))


def test_show_prints_one_json_document(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(root, TEST_FILE, "@pytest.mark.req('R10')\ndef test_rule(): ...")

    assert show(True, root) == 0

    printed = capsys.readouterr()
    document = json.loads(printed.out)
    assert printed.err == ""
    assert document["totals"] == {"held": 0, "partly": 1, "open": 2, "total": 3}
    assert document["requirements"][2] == {
        "number": "R10",
        "title": "A rule [with brackets].",
        "owner": "customers, audit",
        "source": "derived",
        "partly": "the other half",
        "tests": [f"{TEST_FILE}::test_rule"],
        "state": "partly",
    }


def test_show_prints_a_table_with_totals(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    write(root, TEST_FILE, "@pytest.mark.req('R1', 'R10')\ndef test_rule(): ...")

    assert show(False, root) == 0

    printed = capsys.readouterr().out
    assert "A rule [with brackets]." in printed
    assert "Missing: the other half" in printed
    assert f"{TEST_FILE}::test_rule" in printed
    assert printed.endswith("Requirements: 1 held, 1 partly, 1 open, 3 total.\n")


@pytest.mark.parametrize("as_json", [True, False])
def test_show_reports_faults_and_fails(root: Path, capsys: pytest.CaptureFixture[str], as_json: bool) -> None:
    write(root, TEST_FILE, "@pytest.mark.req('R3')\ndef test_rule(): ...")
    fault = f"{TEST_FILE}:1: R3 is not in docs/requirements.toml."

    assert show(as_json, root) == 1

    printed = capsys.readouterr()
    if as_json:
        assert (json.loads(printed.out), printed.err) == ({"errors": [fault]}, "")
    else:
        assert (printed.out, printed.err) == ("", f"{fault}\n")
