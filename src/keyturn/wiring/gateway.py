"""The gateway, wired: adapters behind the ports, the flow and the runner in the middle, doors and pages in front."""

import asyncio
import contextlib
import gc
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import uvloop

from keyturn import __version__
from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.adapters.aws.cloud import Cloud, reach
from keyturn.adapters.aws.permissions import PackagedPermissions
from keyturn.adapters.chance import SystemChance
from keyturn.adapters.clock import SystemClock
from keyturn.adapters.identity.passkeys import WebauthnPasskeys
from keyturn.adapters.log.group import GroupLog
from keyturn.adapters.notify.places import FilePositions
from keyturn.adapters.notify.webhook import Webhook, read_secrets
from keyturn.adapters.serving import listen, server
from keyturn.adapters.signer.file import FileSigner
from keyturn.adapters.store.sqlite import SqliteStore
from keyturn.adapters.vault import open_vault
from keyturn.codec.canonical import Json
from keyturn.codec.encoding import b32encode_id
from keyturn.codec.webhook import Secret, parse_secret
from keyturn.config import Config, WebhookTo
from keyturn.console.app import application
from keyturn.console.posting import local_origin
from keyturn.decide.engine import load
from keyturn.doors.aws.app import App
from keyturn.doors.aws.bodies import Spool
from keyturn.doors.aws.proxy import Pattern, Proxy
from keyturn.doors.aws.server import Server
from keyturn.doors.control.server import ControlServer
from keyturn.errors import OurError
from keyturn.flow.consider import Considering
from keyturn.flow.settings import NOT_SEALED
from keyturn.flow.state import State
from keyturn.flow.uploads import Uploads
from keyturn.model.bundle import Bundle
from keyturn.model.evidence import Draft, Kind
from keyturn.model.touching import AwsTables
from keyturn.recognise.aws.hosts import GatewayHosts
from keyturn.runner.calls import Calls
from keyturn.runner.desk import Besides, Desk
from keyturn.runner.journal import Journal
from keyturn.runner.keeping import WEIGHTY, Keeping
from keyturn.runner.sessions import Addresses
from keyturn.runner.sweep import sweep
from keyturn.runner.telling import Telling
from keyturn.runner.timekeeper import Timekeeper
from keyturn.runner.tunnels import Tunnels
from keyturn.runner.world import World
from keyturn.wiring.kept import keeping
from keyturn.wiring.policies import bundle_of, refuse_other
from keyturn.wiring.reached import Certificates, Reached, certificates, reached
from keyturn.wiring.sealed import lines_of, refuse_altered, told_of_policies
from keyturn.wiring.settings import refuse_unknown, rules_of, settings_of

Announce = Callable[[Mapping[str, Json]], None]
NOBODY = "000000000000"
SAME_USER = "an agent under this user could read the keys and the store: docs/trust.md has three ways out"
_YOUNG = 20_000
"""How many more things are made than let go of before the young are searched for garbage (Python's own: 700)."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """One gate, wired: what the doors and the desk are served from."""

    calls: Calls
    desk: Desk
    journal: Journal
    time: Timekeeper
    certificates: Certificates
    tunnels: Tunnels
    telling: Telling
    keeping: Keeping


@asynccontextmanager
async def _opened(config: Config, chance: SystemChance) -> AsyncIterator[Journal]:
    """Open the store and read the state back; let go of both at the end. Raises StoreBusy, StoreRefused, DamagedLog."""
    store = SqliteStore.open(config.gateway.data)
    try:
        log = GroupLog(store, FileSigner.open(config.gateway.data), chance, (NOT_SEALED,))
    except OurError:
        store.close()
        raise
    try:
        journal = Journal(log, State())
        journal.read_back()
        log.say(lines_of(journal.state))
        journal.follow([Kind.GATE_SEALED], lambda: log.say(lines_of(journal.state)))
        yield journal
    finally:
        await log.close()


@asynccontextmanager
async def open_gateway(
    config: Config, cloud: Cloud, catalogue: AwsTables, door: Reached, console: str, *, starts: bool
) -> AsyncIterator[Gateway]:
    """Put the house together. `starts` notes that the gate serves from here on; whoever only asks leaves no note."""
    chance = SystemChance()
    account = cloud.account or NOBODY
    async with _opened(config, chance) as journal:
        state = journal.state
        kept = keeping(config, cloud, journal.log)
        if starts:
            await kept.compare([key for one in state.charters.values() for key in one.log_keys])
            journal.follow(WEIGHTY, kept.note)
            refuse_altered(config, state, journal.log.verifier())
        time = Timekeeper(SystemClock(), journal.log.last(), None if state.held is None else state.held.hold)
        if state.charter is not None:
            refuse_other(config, state.charter.bundle)
            # What is in force is what people approved; what lies on disk says where this machine keeps its files.
            config = config.reread(state.charter.configuration)
        refuse_unknown(config, catalogue)
        bundle = bundle_of(config) if state.charter is None else _bundle(state, state.charter.bundle)
        # Policies that were changed while the gate stood still are noted also where somebody only asks: it could be
        # sealed over what its log does not hold.
        if starts or state.deployment is None or bundle.version not in state.bundles:
            await journal.write(_started(state, bundle, account, time, b32encode_id(chance.token(16))))
        settings = settings_of(config, account, console)
        vault = open_vault(config.gateway.data / "root.key")
        policies = {version: load(_bundle(state, version)) for version in _needed(state, bundle.version)}
        policies[bundle.version] = load(bundle)
        permissions = None if cloud.behind.role is None else PackagedPermissions()
        considering = Considering(state, policies, bundle.version, settings, vault, Uploads(), permissions)
        world = World(cloud.upstream, cloud.facts, chance, catalogue, GatewayHosts(door.hosts))
        calls = Calls(considering, journal, world, time, config.approvals.hold_seconds)
        regions = {rule.name: rule.regions[0] for rule in config.environments if rule.regions}
        shown = certificates(config, door.names) if starts else Certificates(None, None)
        facts = {**cloud.told(), **shown.told(), "isolation_warning": SAME_USER}
        facts["policies_told"] = told_of_policies(config, state)
        if config.gateway.proxy:
            facts["proxy"] = [f"{host}:{port}" for host, port in config.gateway.tunnels]
        addresses = Addresses(door.url, console, regions, facts, shown.trust, shown.proxy_trust, kept.told)
        telling = _telling(config, journal, chance, console)
        rules = rules_of(config, account, console, catalogue)
        besides = Besides(telling, WebauthnPasskeys(console))
        desk = Desk(considering, journal, calls, time, chance, addresses, rules, besides)
        await desk.gate.resume()
        try:
            tunnels = Tunnels(considering, journal, time, calls.ended)
            yield Gateway(calls, desk, journal, time, shown, tunnels, telling, kept)
        finally:
            await cloud.upstream.close()


def _telling(config: Config, journal: Journal, chance: SystemChance, console: str) -> Telling:
    clock = SystemClock()
    receivers = [Webhook(one.url, _secrets(one), one.events, clock) for one in config.webhooks]
    return Telling(journal, receivers, FilePositions(config.gateway.data), clock, chance, console)


def _secrets(to: WebhookTo) -> tuple[Secret, ...]:
    file = () if to.secret_file is None else read_secrets(to.secret_file)
    return file if to.secret is None else (parse_secret(to.secret), *file)


def _started(state: State, bundle: Bundle, account: str, time: Timekeeper, fresh: str) -> Draft:
    at, _ = time.now()
    payload: dict[str, Json] = {
        "version": __version__,
        "bundle": bundle.version,
        "policies": bundle.policies,
        "schema": bundle.schema,
        "account": account,
    }
    return Draft(Kind.GATE_STARTED, at, {"deployment": state.deployment or f"D-{fresh}"}, payload)


def _needed(state: State, current: str) -> set[str]:
    """Each older bundle under which a change that is still open was opened."""
    open_cases = (case for cases in state.open_of_task.values() for case in cases.values())
    return {case.change.bundle for case in open_cases} - {current}


def _bundle(state: State, version: str) -> Bundle:
    policies, schema = state.bundles[version]
    return Bundle(policies, schema, version)


def _home(config: Config) -> str:
    """The region in which questions about the whole account are asked: the first that keyturn.toml names."""
    return next((rule.regions[0] for rule in config.environments if rule.regions), "us-east-1")


def ask_offline(config: Config, method: str, params: Mapping[str, Json]) -> Json:
    """Answer one question of the desk with no gateway running, under the store's exclusive lock.

    Raises StoreBusy if one is running after all.
    """

    async def answer() -> Json:
        door, console = (
            reached(config, config.gateway.listen.host, config.gateway.listen.port),
            _origin(config, str(config.gateway.console)),
        )
        cloud = await reach(config.aws, _home(config), SystemClock(), ask=False)
        async with open_gateway(config, cloud, PackagedCatalogue(), door, console, starts=False) as gateway:
            return await gateway.desk.ask(method, params)

    return asyncio.run(answer())


def serve(config: Config, announce: Announce) -> None:
    """Run the gateway until it is asked to stop; `announce` is told its status once it serves. Raises OurError."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(config, announce))


async def _serve(config: Config, announce: Announce) -> None:
    catalogue = PackagedCatalogue()
    cloud = await reach(config.aws, _home(config), SystemClock())
    with contextlib.ExitStack() as sockets:
        doors = sockets.enter_context(listen(config.gateway.listen.host, config.gateway.listen.port))
        pages = sockets.enter_context(listen(config.gateway.console.host, config.gateway.console.port))
        door = reached(config, *doors.getsockname()[:2])
        listening = _address(pages.getsockname())
        console = _origin(config, listening)
        async with open_gateway(config, cloud, catalogue, door, console, starts=True) as gateway:
            control = ControlServer(gateway.desk, config.gateway.data)
            await control.start()
            spool = Spool(config.gateway.data / "spool", config.limits.spool_bytes)
            front = App(
                gateway.calls,
                catalogue,
                gateway.calls.ready,
                config.limits.parameters_bytes,
                spool,
            )
            shown = gateway.certificates
            calls = Server(front, None if shown.door is None else shown.door.door, _proxy(config, gateway))
            people = server(application(gateway.desk, f"http://{listening}", console))
            running = [
                asyncio.ensure_future(calls.serve(doors)),
                asyncio.ensure_future(people.serve(sockets=[pages])),
            ]
            keeping_on = asyncio.ensure_future(gateway.keeping.run())
            sweeping = asyncio.ensure_future(sweep(gateway.journal, gateway.time, gateway.desk.clock))
            telling = asyncio.ensure_future(gateway.telling.run())
            stop = asyncio.Event()
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, stop.set)
            status = await gateway.desk.ask("status", {})
            settle_memory()
            announce(status if isinstance(status, Mapping) else {})
            ended = asyncio.ensure_future(stop.wait())
            await asyncio.wait({ended, sweeping, keeping_on, *running}, return_when=asyncio.FIRST_COMPLETED)
            calls.stop()
            people.should_exit = True
            await asyncio.gather(*running)
            sweeping.cancel()
            telling.cancel()
            keeping_on.cancel()
            await gateway.keeping.keep_now()
            await control.close()


def _proxy(config: Config, gateway: Gateway) -> Proxy | None:
    speaks = gateway.certificates.speaks
    if speaks is None:
        return None
    patterns = [Pattern(host.removeprefix("*."), port, host.startswith("*.")) for host, port in config.gateway.tunnels]
    return Proxy(speaks.host, patterns, gateway.tunnels)


def _origin(config: Config, listening: str) -> str:
    """Where browsers find the console, and so where passkeys sign."""
    if listening.endswith(":0"):
        return config.console.origin or "http://localhost"  # nobody listens yet, and the system is to choose a port
    return config.console.origin or local_origin(f"http://{listening}")


def settle_memory() -> None:
    """Leave what was made at the start (tables, policies, modules) out of every later search for garbage.

    A request leaves next to none behind, so that searches may also be rarer: together a sixth of a read's CPU.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 20)


def _address(name: tuple[str, int]) -> str:
    host, port = name[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
