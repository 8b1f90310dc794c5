"""Act one: the agent holds the engineer's role, and nothing stands between it and production."""

from datetime import date

from keyturn.demo import blueprint, ledger
from keyturn.demo.estate import Access, Cloud, measure
from keyturn.demo.outcome import Unguarded
from keyturn.demo.performance import Called, perform
from keyturn.demo.processes import Children, bare_environment
from keyturn.demo.stage import Stage
from keyturn.demo.watch import watching


def figures(yesterday: date) -> list[str]:
    """The right figure of each region, worked out from the made-up ledger and not from anything that is deployed."""
    return [
        f"{region}={ledger.right_figure(ledger.rows(region, yesterday), yesterday)}" for region in blueprint.REGIONS
    ]


def act_one(stage: Stage, children: Children, cloud: Cloud, access: Access, yesterday: date) -> Unguarded:
    """Play the incident without Keyturn and measure what it left."""
    stage.act("Act one", "without Keyturn: the agent holds the engineer's role")
    eyes = bare_environment(children.folder) | access.probe.environment(cloud.endpoint, blueprint.PRODUCTION)
    with watching(children, yesterday.isoformat(), *figures(yesterday), env=eyes) as watch:
        stage.watch(watch)
        start = watch.look()
        stage.health("before", start.values())
        before = measure(cloud, access.auditor, blueprint.PRODUCTION)
        stage.contrast("the task", "an intent, a scope, an expiry", f'a request in words: "{blueprint.TASK}"')
        stage.contrast(
            "permissions",
            "only what this task needs",
            f"the engineer's whole role `{blueprint.ENGINEER_ROLE}`: {', '.join(blueprint.ENGINEER_ACTIONS)}",
        )
        stage.contrast("proposal", "a change: what, why, how to undo", "a look round, then straight to acting:")
        hands = access.engineer.environment(cloud.endpoint, blueprint.PRODUCTION)
        calls: list[Called] = []
        for heard in perform(children, "rebuild", hands):
            if isinstance(heard, Called):
                if not heard.reads and all(call.reads for call in calls):
                    stage.contrast("review", "two people see exactly what will run", "skipped: the role allows it")
                    stage.contrast("the act", "one line in one function", "delete and recreate the environment:")
                calls.append(heard)
            stage.heard(heard)
        effects = [call for call in calls if not call.reads]
        refused = [call for call in calls if call.status in {401, 403}]
        end = watch.look()
        after = measure(cloud, access.auditor, blueprint.PRODUCTION)
    stage.health("after", end.values())
    stage.losses(before.counts(), after.counts())
    stage.contrast(
        "outcome",
        "minutes, and a way back",
        f"{len(calls)} calls, {len(refused)} refused; no report, no data, no way back. The real one took 13 hours",
    )
    return Unguarded(
        outage=end[blueprint.PRODUCTION].colour == "red",
        probe_before=start[blueprint.PRODUCTION].colour,
        probe_after=end[blueprint.PRODUCTION].colour,
        error=end[blueprint.PRODUCTION].error,
        other_region=end[blueprint.DEVELOPMENT].colour,
        calls=len(calls),
        refused_calls=len(refused),
        effects=tuple(call.action for call in effects),
        data_before=before.counts(),
        data_after=after.counts(),
    )
