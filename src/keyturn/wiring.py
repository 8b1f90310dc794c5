"""The composition root: the only file that names an adapter."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import uvicorn

from keyturn import __version__
from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.adapters.aws.cloud import Cloud, open_cloud
from keyturn.adapters.bundles import default_bundle
from keyturn.adapters.chance import SystemChance
from keyturn.adapters.clock import SystemClock
from keyturn.adapters.keyfiles import load_key, load_public_key, new_key
from keyturn.adapters.notify import NoNotifier
from keyturn.adapters.store.sqlite import open_log
from keyturn.adapters.vault import open_vault
from keyturn.codec.canonical import Json
from keyturn.codec.encoding import b32encode_id
from keyturn.config import Config
from keyturn.console.app import console_app
from keyturn.decide.engine import Policies, load
from keyturn.doors.aws.app import AwsDoor
from keyturn.doors.control.server import ControlServer
from keyturn.errors import OurError
from keyturn.flow.consider import Considering
from keyturn.flow.settings import NOT_SEALED, Settings
from keyturn.flow.state import State
from keyturn.flow.uploads import Uploads
from keyturn.model.bundle import Bundle
from keyturn.model.evidence import Draft, Kind
from keyturn.model.facts import Estate
from keyturn.ports import Log
from keyturn.recognise.aws.call import GatewayHosts
from keyturn.runner.calls import Calls, World
from keyturn.runner.desk import Addresses, Desk
from keyturn.runner.journal import Journal
from keyturn.runner.sweep import sweep
from keyturn.runner.timekeeper import Timekeeper

__all__ = ["load_key", "load_public_key", "new_key", "serve"]
