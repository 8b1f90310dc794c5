"""`python -m tests.wire [--sample N | --all] [--mode MODE]...`: counts by mode and protocol, and every story worth telling."""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator

from botocore.config import Config
from botocore.exceptions import BotoCoreError

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.recognise.aws.call import name_call
from keyturn.recognise.aws.hosts import GatewayHosts
from tests.wire.clients import Clients, Sent, operations
from tests.wire.compare import CLASS, RIGHT, Tally
from tests.wire.parameters import Maker

HOSTS = GatewayHosts(frozenset({"127.0.0.1:8400", "localhost:8400"}))
