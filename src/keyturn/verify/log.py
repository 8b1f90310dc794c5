"""Whether a log is whole, is the one that was signed, and tells a story that holds together."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from keyturn.approve.statements import parse_approval
from keyturn.codec.digest import SALT_BYTES, commitment, parse_digest, same
from keyturn.codec.dsse import parse_envelope
from keyturn.codec.encoding import b64encode
from keyturn.codec.merkle import Frontier, leaf_hash
from keyturn.codec.note import Verifier, open_checkpoint
from keyturn.codec.strict import loads_canonical
from keyturn.errors import KeyturnError, Malformed
from keyturn.model.evidence import Entry, Kind
from keyturn.verify.hours import ReadHours
from keyturn.verify.keys import Eras
from keyturn.verify.leaf import Leaf, parse_leaf
from keyturn.verify.story import Story
from keyturn.verify.verdict import Problem, Verdict

REWRITABLE: Final = "consistent in itself; whoever holds the log key could have rewritten it"

_MOST_OF_ONE_CODE: Final = 20
_SIGNED_LATER: Final = frozenset({Kind.READ, Kind.ANSWER})


@dataclass(frozen=True, slots=True)
class Evidence:
    """A log as it was found. `entries` yields them anew each time it is called, in the order of their numbers.

    `checkpoints` are pairs of the size they stand under and the signed note, `verifier` the key that lies beside them.
    """

    entries: Callable[[], Iterable[Entry]]
    checkpoints: Sequence[tuple[int, str]]
    verifier: str | None


def verify(
    evidence: Evidence,
    key: str | None = None,
    seen: Sequence[str] = (),
    root: str | None = None,
    hours: ReadHours | None = None,
) -> Verdict:
    """Say whether `evidence` holds.

    `key` is the log's verifier key as somebody noted it elsewhere, `seen` are checkpoints (signed notes) that were kept
    elsewhere, `root` is the digest of the first charter as the founders keep it. `hours` reads a charter's windows and
    configured freezes; without it a note says that they were not judged. Raises Malformed for a `key` or `root`
    that is none; everything else that is wrong is a problem of the log.
    """
    return _Audit(evidence, key, seen, None if root is None else parse_digest(root), Story(hours)).run()


@dataclass(frozen=True, slots=True)
class _Claim:
    """A word for the root of the first entries: the store's own, one kept elsewhere, or one a reviewer had seen."""

    root: bytes
    whose: str
    seq: int | None
    code: str


class _Audit:
    """One walk through a log."""

    def __init__(
        self, evidence: Evidence, key: str | None, seen: Sequence[str], root: str | None, story: Story
    ) -> None:
        self._evidence = evidence
        self._root = root
        self._seen = seen
        self._problems: list[Problem] = []
        self._counts: Counter[str] = Counter()
        self._notes: list[str] = []
        self._story = story
        self._tree = Frontier()
        self._last: datetime | None = None
        self._claims: dict[int, list[_Claim]] = defaultdict(list)
        self._newest_signed = -1
        self._reviewers_seen = 0
        self._eras = Eras.of(evidence.entries())
        self._verifier = self._trust(key)

    def run(self) -> Verdict:
        """Walk through the log once, after looking for what its reviewers had seen of it."""
        self._hear_store()
        self._hear_outsiders()
        self._hear_reviewers()
        self._hear_handovers()
        self._compare()
        unsigned: Leaf | None = None
        for entry in self._evidence.entries():
            leaf = self._take(entry)
            if leaf is not None and self._tree.size > self._newest_signed and leaf.kind not in _SIGNED_LATER:
                unsigned = unsigned or leaf
        size = self._tree.size
        for beyond in sorted(self._claims):
            for claim in self._claims[beyond]:
                self._wrong(claim.seq, "log.truncated", f"{claim.whose} is over {beyond} entries, here are {size}")
        if unsigned is not None:
            what = f"no signed checkpoint covers this `{unsigned.kind}`, although it was acknowledged under one"
            self._wrong(unsigned.seq, "checkpoint.missing", what)
        self._judge_chain()
        self._close(size)
        for code, count in self._counts.items():
            if count > _MOST_OF_ONE_CODE:
                self._notes.append(f"problems `{code}` that are not listed: {count - _MOST_OF_ONE_CODE}")
        root = b64encode(self._tree.root())
        return Verdict(not self._problems, size, root, tuple(self._problems), tuple(self._notes))

    # ---- who says what the roots are

    def _trust(self, key: str | None) -> Verifier | None:
        if key is not None:
            verifier = Verifier.parse(key)
            if self._evidence.verifier not in (None, key) and key not in self._eras.keys:
                self._wrong(None, "key.other", "the store names another log key than the one you gave")
            # A key that was noted before the log went on under another: the first vouches for the second.
            return self._eras.newest(verifier) if key in self._eras.keys else verifier
        if self._evidence.verifier is None:
            self._wrong(None, "key.missing", "no log key was given (--key), and the store names none")
            return None
        self._notes.append(
            f"no log key was given (--key); the one in the store was used: {self._evidence.verifier:.200}"
        )
        try:
            return Verifier.parse(self._evidence.verifier)
        except Malformed as error:
            self._wrong(None, "key.malformed", str(error))
            return None

    def _hear_store(self) -> None:
        for size, note in self._evidence.checkpoints:
            heard = self._hear(note, f"the store's checkpoint of {size}", None, "checkpoint.root")
            if heard is not None and heard != size:
                self._wrong(None, "checkpoint.size", f"the checkpoint stored under {size} is over {heard} entries")
            self._newest_signed = max(self._newest_signed, -1 if heard is None else heard)

    def _hear_outsiders(self) -> None:
        kept = [
            self._hear(note, f"checkpoint {n} kept elsewhere", None, "seen.root")
            for n, note in enumerate(self._seen, 1)
        ]
        sizes = [size for size in kept if size is not None]
        if sizes:
            self._notes.append(f"checkpoints kept elsewhere: {len(sizes)}, the newest over {max(sizes)} entries")

    def _hear_reviewers(self) -> None:
        """Collect the checkpoints that reviewers had seen when they signed: nobody else can have put them there."""
        for entry in self._evidence.entries():
            if entry.payload is None or b'"kind":"vote"' not in entry.leaf:
                continue
            note = _seen_by_reviewer(entry.payload)
            if note is not None:
                whose = "the checkpoint this reviewer had seen"
                self._reviewers_seen += self._hear(note, whose, entry.seq, "vote.seen") is not None

    def _hear_handovers(self) -> None:
        """What each key said in the last checkpoint that it signed is its word about the log up to there."""
        changes = self._eras.changes
        if changes and self._verifier is not None and self._verifier != changes[-1].new:
            self._wrong(None, "key.other", "the last key that took over is not the log's")
        for before, after in pairwise(changes):
            if before.new != after.old:
                self._wrong(after.seq, "key.handover", "a key hands over that was not the log's")
        for change in changes:
            whose = "the checkpoint by which one key of the log hands over to the next"
            heard = self._hear(change.handover, whose, change.seq, "key.handover")
            if heard is not None and (heard != change.seq or not change.names_next()):
                self._wrong(change.seq, "key.handover", f"{whose} does not name that key, or another place")

    def _hear(self, note: str, whose: str, seq: int | None, code: str) -> int | None:
        """Take somebody's signed word for a root; the size it is about, or None if it is not this log's word."""
        if self._verifier is None:
            return None
        try:
            signer = self._eras.signer(note) or self._verifier
            checkpoint = open_checkpoint(note, signer)
            if not self._eras.covers(signer, checkpoint.size):
                raise Malformed("checkpoint", note, "its key did not sign a log of this size: another had taken over")
        except KeyturnError as error:
            self._wrong(seq, error.code, f"{whose}: {error}")
            return None
        self._claims[checkpoint.size].append(_Claim(checkpoint.root, whose, seq, code))
        return checkpoint.size

    # ---- the entries

    def _take(self, entry: Entry) -> Leaf | None:
        seq = self._tree.size
        if entry.seq != seq:
            self._wrong(entry.seq, "entry.hole", f"entry {seq} is missing: this one comes in its place")
        self._tree.append(leaf_hash(entry.leaf))
        leaf = self._read(entry)
        self._compare()
        return leaf

    def _read(self, entry: Entry) -> Leaf | None:
        try:
            leaf = parse_leaf(entry.leaf)
        except KeyturnError as error:
            self._wrong(entry.seq, "leaf.malformed", str(error))
            return None
        if leaf.seq != entry.seq:
            self._wrong(entry.seq, "leaf.seq", f"its leaf says that it is entry {leaf.seq}")
        if leaf.kind is Kind.CLOCK_ACCEPTED:
            self._last = leaf.at  # the one entry that may set time back; whether people did is the story's question
        if self._last is not None and leaf.at < self._last:
            self._wrong(entry.seq, "leaf.time", "it is older than the entry before it")
        self._last = max(leaf.at, self._last or leaf.at)
        if entry.payload is not None and not _is_committed(leaf, entry.salt, entry.payload):
            self._wrong(entry.seq, "payload.commitment", "its payload is not the one that its leaf commits to")
            return leaf
        try:
            payload = None if entry.payload is None else loads_canonical(entry.payload)
        except KeyturnError as error:
            self._wrong(entry.seq, "payload.malformed", str(error))
            return leaf
        if payload is not None and not isinstance(payload, dict):
            self._wrong(entry.seq, "payload.malformed", "its payload is not an object")
            return leaf
        for code, message in self._story.take(leaf, payload):
            self._wrong(entry.seq, code, message)
        return leaf

    def _compare(self) -> None:
        """Compare the tree as it stands with every word about a log of this size."""
        claims = self._claims.pop(self._tree.size, ())
        root = self._tree.root() if claims else b""
        for claim in claims:
            if not same(claim.root, root):
                what = (
                    f"{claim.whose} says another root over the first {self._tree.size} entries: one of them was altered"
                )
                self._wrong(claim.seq, claim.code, what)

    def _judge_chain(self) -> None:
        """Compare the first charter with the root, and the log's key with those that the newest charter names."""
        known = self._story.known
        if known.first is None or known.charter is None:
            if self._root is not None:
                self._wrong(None, "root.none", "the gate of this log was never sealed, so it has no root")
            return
        if self._root is None:
            self._notes.append(f"root not checked (--root): the gate of this log was sealed as {known.first.digest}")
        elif not same(self._root, known.first.digest):
            self._wrong(None, "root.other", f"the gate of this log was sealed as {known.first.digest}, another root")
        log = known.first.configuration.get("log")
        if isinstance(log, Mapping) and "continues" in log:
            self._notes.append(f"its founders say that it goes on from an earlier gate: {log['continues']!s:.200}")
        if self._verifier is not None and self._verifier.format() not in known.charter.log_keys:
            self._wrong(None, "key.not_chartered", "the log is signed by a key that the charter in force does not name")

    # ---- how far it goes

    def _close(self, size: int) -> None:
        story = self._story
        counts = {
            "entries younger than the newest signed checkpoint": size - max(self._newest_signed, 0),
            "payloads that were erased": story.known.erased.payloads,
            "entries left unchecked, because what they lean on was erased": story.known.erased.unchecked,
            "people enrolled before the gate was sealed, on nobody's signature": story.known.unsigned_people,
            "changes of production through a gate that was not sealed": story.known.unsealed_changes,
            "changes of the gate by two people or more, since it was sealed": story.known.gate_changes,
            "changing calls permitted by policy, without people": story.known.free_calls,
            "charters whose windows and configured freezes were not judged": story.known.calendar.unread,
            "calls without an outcome so far": len(story.known.intents.keys() - story.known.settled),
            "calls in doubt that people settled": story.known.settled_by_people,
            "votes that name a checkpoint their reviewer had seen": self._reviewers_seen,
        }
        self._notes.extend(f"{what}: {count}" for what, count in counts.items() if count)
        if not self._seen and not self._problems:
            self._notes.append(REWRITABLE)

    def _wrong(self, seq: int | None, code: str, message: str) -> None:
        # One sort of problem may come a million times, and must not hide the others.
        self._counts[code] += 1
        if self._counts[code] <= _MOST_OF_ONE_CODE:
            self._problems.append(Problem(seq, code, message))


def _is_committed(leaf: Leaf, salt: bytes, payload: bytes) -> bool:
    return len(salt) == SALT_BYTES and same(commitment(salt, payload), leaf.payload)


def _seen_by_reviewer(payload: bytes) -> str | None:
    """The checkpoint inside a vote's statement. What is wrong with the vote itself is found when its turn comes."""
    try:
        vote = loads_canonical(payload)
        envelope = vote.get("envelope") if isinstance(vote, dict) else None
        return parse_approval(parse_envelope(str(envelope).encode()).payload).seen
    except KeyturnError:
        return None
