"""`keyturn demo`: what it promises on its first page is what a process really sent and was really answered."""

import argparse
import io
import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from keyturn.demo import blueprint, board, estate, ledger, main, release
from keyturn.demo.outcome import Evidence, Guarded, Outcome, Proof, Unguarded
from keyturn.demo.probe import NoReport, run_handler
from keyturn.demo.processes import Children, bare_environment
from keyturn.demo.stage import Stage
from keyturn.demo.unguarded import act_one

DAY = date(2026, 11, 21)
ROOT = Path(__file__).resolve().parents[2]


def rows_of(day: date) -> list[dict[str, str]]:
    return [
        {"day": row.day, "service": row.service, "amount": row.amount}
        for row in ledger.rows(blueprint.PRODUCTION, DAY)
        if row.day == day.isoformat()
    ]


def report(source: str) -> str:
    package = release.zipped("cost_report", source)
    return run_handler(package, release.REPORT_HANDLER, {"day": DAY.isoformat(), "rows": rows_of(DAY)})


def test_the_deployed_handler_is_a_few_fen_short_and_the_one_line_patch_mends_it() -> None:
    right = ledger.right_figure(ledger.rows(blueprint.PRODUCTION, DAY), DAY)

    wrong, mended = report(release.source("cost_report")), report(release.patched())

    assert mended == right
    assert 0 < float(right) - float(wrong) < 1
    assert len(release.patch()) == 2


def test_a_report_of_no_data_is_an_outage_not_a_day_that_cost_nothing() -> None:
    package = release.zipped("cost_report", release.patched())

    with pytest.raises(NoReport, match="no cost data for 2026-11-21"):
        run_handler(package, release.REPORT_HANDLER, {"day": DAY.isoformat(), "rows": []})


def test_the_same_source_is_the_same_package_so_that_one_approval_fits_the_call_sent_again() -> None:
    assert release.zipped("cost_report", release.patched()) == release.zipped("cost_report", release.patched())


def test_without_keyturn_the_agent_takes_production_down_and_the_data_with_it(tmp_path: Path) -> None:
    told = io.StringIO()
    with Stage(Console(file=told), live=False) as stage, Children(tmp_path) as children:
        cloud = estate.start(children)
        act = act_one(stage, children, cloud, estate.build(cloud, DAY), DAY)

    assert (act.probe_before, act.probe_after, act.outage) == ("amber", "red", True)
    assert (act.data_before["cost rows"], act.data_after["cost rows"]) == (420, 0)
    assert (act.effects[0], act.refused_calls) == ("cloudformation:DeleteStack", 0)
    assert act.other_region == "amber"
    assert "\x1b" not in told.getvalue()


def test_a_key_that_the_simulated_cloud_never_issued_is_worth_nothing_there(tmp_path: Path) -> None:
    with Children(tmp_path) as children:
        cloud = estate.start(children)
        estate.build(cloud, DAY)
        stranger = cloud.client("lambda", estate.Keys("AKIASTRANGER00000000", "made up"))

        with pytest.raises(stranger.exceptions.ClientError, match="InvalidClientTokenId"):
            stranger.list_functions()


def test_the_whole_play_goes_as_promised() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "keyturn", "demo", "--headless", "--json"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        timeout=240,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    outcome = json.loads(done.stdout)
    assert outcome["unguarded"]["outage"] is True
    guarded = outcome["guarded"]
    assert guarded["stopped_at"] == "cloudformation:DeleteStack"
    assert guarded["message"].startswith(f"keyturn: needs 2 approvals, change {guarded['change']}")
    assert guarded["reads_passed"] == 6
    assert guarded["probe_green"] is True
    assert guarded["fix_applied"] is True
    assert guarded["second_use_refused"] is True
    assert guarded["fix_calls_at_the_cloud"] == [1, 1]
    assert guarded["sponsor_approval_refused"] is True
    assert guarded["keys_worthless_at_the_cloud"] is True
    assert guarded["data_lost"] == {}
    proof = outcome["proof"]
    assert (proof["before"], proof["who"]) == ("BYPASS", ["cost-engineer"])
    assert proof["edits"] == ["boundary of cost-engineer"]
    assert proof["after"] == "PROVED relative to catalogue 2"
    assert (outcome["log"]["verified"], outcome["log"]["tamper_detected"]) == (True, True)


def test_ctrl_c_leaves_no_process_and_no_folder_behind(tmp_path: Path) -> None:
    demo = subprocess.Popen(
        [sys.executable, "-m", "keyturn", "demo", "--headless"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(tmp_path)},
    )
    assert demo.stdout is not None
    for line in demo.stdout:
        if "cloudformation:DeleteStack" in line:
            break
    demo.send_signal(signal.SIGINT)
    _, said = demo.communicate(timeout=60)

    assert demo.returncode == 130
    assert "everything it started is stopped too" in said
    assert list(tmp_path.iterdir()) == []
    time.sleep(0.1)
    assert running_in(tmp_path) == []


def test_nobody_elses_credentials_reach_a_process_of_the_demo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREALLYSOMEBODYS0")
    monkeypatch.setenv("AWS_PROFILE", "production")

    env = bare_environment(tmp_path)

    assert {name for name in env if name.startswith("AWS_")} == {"AWS_EC2_METADATA_DISABLED"}
    assert env["HOME"] == str(tmp_path)


def test_it_says_what_to_install_when_its_extra_is_absent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(main, "_NEEDS", ("rich", "no_such_module_here"))
    parser = argparse.ArgumentParser()
    main.add_arguments(parser)

    assert main.run(parser.parse_args([])) == 3
    assert "install `keyturn[demo]`" in capsys.readouterr().err


def test_the_picture_shows_the_outcome_and_loads_nothing_from_anywhere(tmp_path: Path) -> None:
    board.picture(OUTCOME, tmp_path / "demo.svg")

    drawn = (tmp_path / "demo.svg").read_text(encoding="utf-8")
    assert "cloudformation:DeleteStack" in drawn
    assert "url(http" not in drawn


def test_a_promise_that_was_not_kept_is_named() -> None:
    assert OUTCOME.broken_promises() == ["an altered copy of the log does not"]
    assert "NOT as promised" in board.closing_words(OUTCOME)[0]


def running_in(folder: Path) -> list[str]:
    """The processes whose working folder lies, or lay, in `folder`."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            where = (process / "cwd").readlink()
        except OSError:
            continue  # it ended meanwhile, or is somebody else's
        if str(where).startswith(str(folder)):
            found.append(process.name)
    return found


OUTCOME = Outcome(
    unguarded=Unguarded(
        outage=True,
        probe_before="amber",
        probe_after="red",
        error="LookupError: no cost data",
        other_region="amber",
        calls=13,
        refused_calls=0,
        effects=("cloudformation:DeleteStack",),
        data_before={"cost rows": 420},
        data_after={"cost rows": 0},
    ),
    guarded=Guarded(
        stopped_at="cloudformation:DeleteStack",
        change="C-ABCDEF",
        log_key="keyturn.log+1+2",
        root="ab" * 32,
        message="keyturn: needs 2 approvals, change C-ABCDEF, approve at ...",
        reads_passed=6,
        effects_passed_before_approval=0,
        keys_worthless_at_the_cloud=True,
        sponsor_approval_refused=True,
        sponsor_was_told="refused",
        data_lost={},
        fix_changes=("C-GHIJKL",),
        fix_effects=("s3:PutObject", "lambda:UpdateFunctionCode"),
        fix_calls_at_the_cloud=(1, 1),
        approved_by=("ana", "bo"),
        reviewers_saw_the_package=True,
        fix_applied=True,
        second_use_refused=True,
        probe_looks=9,
        probe_ever_red=False,
        probe_after="green",
        figure_before="1.00",
        figure_after="1.01",
        right_figure="1.01",
    ),
    proof=Proof("BYPASS", ("cost-engineer",), ("boundary of cost-engineer",), "PROVED relative to catalogue 2"),
    log=Evidence(verified=True, verdict="verified", tamper_detected=False, altered_entry=3, reason="verified"),
    seconds=20.0,
)
