"""The journal that many nodes share: one Redis stream, whose order is everybody's.

Redis numbers the entries, keeps them as durably as it is configured to, and hands them to every node; nothing here is
a protocol between nodes. What Redis does in one step stands in `redis_functions.py`. Three connections: one to write,
one that waits for entries, one for all else. All give up soon, because whoever waits behind them is Thulium; nothing is
sent a second time by itself, because it may have arrived. Errors go out in plain words, without addresses or secrets.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from secrets import token_hex
from typing import Any, NoReturn
from urllib.parse import parse_qsl, unquote, urlsplit

from redis import exceptions
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel
from redis.backoff import NoBackoff

from . import Checkpoint, Gap, JournalError, Record, Unconfirmed, Wanted
from .redis_functions import APPEND, CHECKPOINT, CONFIRMED, END_LEASE, FORGET_RULES, LEASE, RULES, SAVE, TRIM

CHUNK = 1000  # entries read at a time
SEARCH_CHUNK = 500  # the same where a search reads them: about 2 ms of the event loop
ANSWER_WAIT_S = 1.5  # seconds for an answer of Redis; connecting and asking take at most twice that
FOLLOW_WAIT_MS = (
    1000  # milliseconds that Redis may hold an answer: for the next entry, or for replicas to have the last one
)
NEARBY_CHECKPOINT_ENTRIES = 5000  # entries to another node's checkpoint that make one's own needless: 0.2 s of replay …
SPAN = 3_600_000  # … if it is not an hour older (ms), so that even the quietest centre has one a day
SKEW = 60_000  # milliseconds by which nodes' clocks may differ; an instant further back is a clock that was set back
CHECKPOINT_INTERVAL_MS = 86_400_000  # milliseconds between kept checkpoints: old entries go a day at a time
RULES_TTL_S = 180  # a node that was not here for so long is taken to be gone
LAST = 1 << 53  # a version that no entry reaches
VOLATILE_POLICIES = "the server's maxmemory-policy lets it drop the journal; set noeviction"
UNWRITTEN = "the server keeps no append-only file, so a restart may lose what was answered; set appendonly yes"
WORDS: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.OutOfMemoryError, "Redis is out of memory; give it more, or keep fewer days"),
    (exceptions.ReadOnlyError, "Redis is a read-only replica here"),
    (exceptions.BusyLoadingError, "Redis is still loading its data"),
    (exceptions.AuthenticationError, "Redis refuses the user or the password"),
    (exceptions.NoPermissionError, "Redis does not let this user do that"),
    (exceptions.TimeoutError, "Redis does not answer"),
    (TimeoutError, "Redis does not answer"),
    (exceptions.ConnectionError, "Redis cannot be reached"),
    (OSError, "Redis cannot be reached"),
)
log = logging.getLogger(__name__)


class RedisJournal:
    """Entries in the stream PREFIX:journal, as 1-0, 2-0 and so on; checkpoints in the hash PREFIX:checkpoints."""

    def __init__(self, url: str, *, prefix: str = "wallboard", replicas: int = 0, steady: bool = True) -> None:
        """Nothing is connected yet. ValueError if the URL is none. `steady`: instants do not go back a little.

        With `replicas`, an entry is durable when so many of them have it too.
        """
        self._keys = (f"{prefix}:journal", f"{prefix}:checkpoints")
        self._probed = f"{prefix}:probe"
        self._rules_key = f"{prefix}:rules"
        self._rules = ""
        self._lease_key = f"{prefix}:lease"
        self._holder = token_hex(8)
        self._leases: set[str] = set()
        self._replicas = replicas
        self._steady = SKEW if steady else 0
        self._writer, self._reader, self._aside = connect(url), connect(url), connect(url)
        self._away = ""
        self._doubted = True
        self._warned = False
        self._batches: dict[int, str] = {0: ""}

    async def append(self, records: Sequence[Record]) -> int:
        """Keep all of these. While the journal is known to be away, JournalError comes at once."""
        if self._away:
            raise JournalError(self._away)
        return int(await self._written("EVAL", *self._appending(records, "")))

    async def restore(self, records: Sequence[Record]) -> None:
        """Keep another journal's entries as they are."""
        self._steady = 0
        if not await self._written("EVAL", *self._appending(records, records[0].version)):
            raise JournalError("somebody else writes this journal")

    def _appending(self, records: Sequence[Record], first: int | str) -> list[Any]:
        values = [value for record in records for value in record[1:]]
        return [APPEND, 2, *self._keys, token_hex(6), self._steady, first, *values]

    async def read(self, after: int) -> AsyncIterator[Sequence[Record]]:
        """The entries after a version that there are. What is missing among them is said in the log.

        Gap if they are trimmed meanwhile: then there is a newer checkpoint to begin at.
        """
        while found := await self._call("XRANGE", self._keys[0], after + 1, "+", "COUNT", CHUNK):
            records = self._remembered(found)
            if records[-1].version - after != len(records):
                if after and records[0].version == await self._first():
                    raise Gap("the journal was trimmed while it was read")
                log.log(logging.ERROR if after else logging.INFO, "the journal lacks entries after %d", after)
            yield records
            after = records[-1].version

    async def search(
        self, after: int, until: int, wanted: Wanted, *, newest_first: bool = False
    ) -> AsyncIterator[Sequence[Record]]:
        """The wanted entries after one version up to another; what was trimmed is not missed."""
        while after < until:
            command, first, last = ("XREVRANGE", until, after + 1) if newest_first else ("XRANGE", after + 1, until)
            found = await self._call_aside(command, self._keys[0], first, last, "COUNT", SEARCH_CHUNK)
            if not found:
                return
            records, _ = _parsed(found)
            yield [record for record in records if wanted.includes(record)]
            if newest_first:
                until = records[-1].version - 1
            else:
                after = records[-1].version

    async def next_after(self, version: int) -> Record | None:
        """The first entry after a version."""
        records, _ = _parsed(await self._call_aside("XRANGE", self._keys[0], version + 1, "+", "COUNT", 1))
        return records[0] if records else None

    async def follow(self, after: int) -> AsyncIterator[Sequence[Record]]:
        """The entries after a version as they come, for ever."""
        self._doubted = True
        while True:
            if self._doubted:
                await self._reader.connection_pool.disconnect()
                await self._confirm(after)
                self._doubted = False
            found = await self._call("XREAD", "COUNT", CHUNK, "BLOCK", FOLLOW_WAIT_MS, "STREAMS", self._keys[0], after)
            if not found:
                await self._confirm(after)
                continue
            ((_, entries),) = found
            before, records = self._batches.get(after), self._remembered(entries)
            if entries[0][1][9].decode() != before:
                raise Gap("the journal has another history")
            if records[-1].version - after != len(records):
                raise Gap("entries are missing from the journal")
            yield records
            after = records[-1].version

    async def probe(self) -> None:
        """Write a key that no entry depends on."""
        await self._written("SET", self._probed, "1")

    async def check(self) -> None:
        """Nothing here: `follow` notices what Redis has lost."""

    async def newest_checkpoint(self, made_by: bytes = b"") -> Checkpoint | None:
        """The newest one whose state begins with these bytes and from which the journal goes on."""
        if not self._warned:
            await self._warn()
        return await self._checkpoint(reversed(await self._checkpoints()), made_by)

    async def first_checkpoint(self) -> Checkpoint | None:
        """What came before the first kept entry; None while none was ever trimmed."""
        first = await self._first()
        if first == 1:
            self._batches = {0: ""}
            return None
        return await self._checkpoint(name for name in await self._checkpoints() if name[0] >= first - 1)

    async def save(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint, unless another node has just kept one. JournalError if the journal has another history."""
        version, received, state = checkpoint
        known = (version, received, self._batches.get(version, "?"), state, checkpoint.made_by)
        if not await self._call_aside(
            "EVAL", SAVE, 2, *self._keys, *known, NEARBY_CHECKPOINT_ENTRIES, SPAN, CHECKPOINT_INTERVAL_MS
        ):
            raise JournalError("the journal does not go on from here")

    async def trim(self, before: int, needed: int | None = None) -> None:
        """Forget what was received before this instant and the entry `needed`, as far back as a checkpoint covers."""
        await self._call_aside("EVAL", TRIM, 2, *self._keys, before, needed or LAST)

    async def compare_rules(self, digest: str) -> bool:
        """Whether the running node that was here last has the rules of this digest too; its own are noted."""
        self._rules = digest
        return bool(await self._call_aside("EVAL", RULES, 1, self._rules_key, digest, RULES_TTL_S))

    async def lease(self, task: str, seconds: int) -> bool:
        """Whether this node alone does a task for so long; asked again in time, it goes on."""
        self._leases.add(task)
        return bool(await self._call_aside("EVAL", LEASE, 1, f"{self._lease_key}:{task}", self._holder, seconds))

    async def close(self) -> None:
        """Close all connections; other nodes may take over what only one does."""
        for task in self._leases:
            with suppress(JournalError):
                await self._call_aside("EVAL", END_LEASE, 1, f"{self._lease_key}:{task}", self._holder)
        if self._rules:
            with suppress(JournalError):
                await self._call_aside("EVAL", FORGET_RULES, 1, self._rules_key, self._rules)
        for client in (self._writer, self._reader, self._aside):
            try:
                async with asyncio.timeout(ANSWER_WAIT_S):
                    await client.aclose()
            except (exceptions.RedisError, OSError):
                pass  # they are gone already

    async def _first(self) -> int:
        """The version of the first kept entry; 0 if there is none."""
        found = await self._call("XRANGE", self._keys[0], "-", "+", "COUNT", 1)
        return int(found[0][0].partition(b"-")[0]) if found else 0

    async def _checkpoints(self) -> list[tuple[int, int, str]]:
        """The version, instant and batch of each, oldest first."""
        names = [name.decode().split(":") for name in await self._call("HKEYS", self._keys[1])]
        return sorted((int(version), int(received), batch) for version, received, batch in names)

    async def _checkpoint(self, names: Iterable[tuple[int, int, str]], made_by: bytes = b"") -> Checkpoint | None:
        """The first of these that was made by that and from which the journal goes on."""
        for version, received, batch in names:
            name = f"{version}:{received}:{batch}"
            state = await self._call("EVAL", CHECKPOINT, 2, *self._keys, name, version, batch, made_by)
            if state is not None:
                self._batches = {version: batch}
                return Checkpoint(version, received, state)
        self._batches = {0: ""}
        return None

    async def _confirm(self, version: int) -> None:
        """Gap unless the journal goes on from this entry, as it does but for trimming, losses and other histories."""
        if not await self._call("EVAL", CONFIRMED, 2, *self._keys, version, self._batches.get(version, "?")):
            raise Gap("the journal has not what was read from it before")

    def _remembered(self, entries: list[Any]) -> list[Record]:
        """The records; the batch of each is remembered until the next ones come."""
        records, self._batches = _parsed(entries)
        return records

    async def _warn(self) -> None:
        """Say once what in the server's configuration endangers the journal."""
        self._warned = True
        try:
            info = await self._call("INFO")
        except JournalError:
            return
        if str(info.get("maxmemory_policy", "")).startswith("allkeys"):
            log.warning(VOLATILE_POLICIES)
        if info.get("aof_enabled") == 0:
            log.warning(UNWRITTEN)

    async def _written(self, *command: Any) -> Any:
        """The answer to a command once it is durable. A failure is remembered until a `probe` succeeds."""
        try:
            async with asyncio.timeout(2 * ANSWER_WAIT_S):
                pipe = self._writer.pipeline(transaction=False)
                pipe.execute_command(*command)
                if self._replicas:
                    pipe.execute_command("WAIT", self._replicas, FOLLOW_WAIT_MS)
                answer, *reached = await pipe.execute(raise_on_error=False)
            # Raised by redis-py itself, it would have the command's words in it.
            for error in (answer, *reached):
                if isinstance(error, Exception):
                    raise error
        except (exceptions.RedisError, OSError) as error:
            await self._failed(error)
        if reached and reached[0] < self._replicas:
            self._away = f"only {reached[0]} of {self._replicas} replicas of Redis take part"
            raise Unconfirmed(self._away)
        self._away = ""
        return answer

    async def _failed(self, error: Exception) -> NoReturn:
        """Begin with new connections, perhaps to another server, and say what is wrong."""
        if not self._away:
            log.warning("the journal: %s: %s", type(error).__name__, error)
        self._away = describe(error)
        self._doubted = True
        await self._writer.connection_pool.disconnect()
        raise (JournalError if refusal(error) else Unconfirmed)(self._away) from error

    async def _call(self, *command: Any) -> Any:
        """The answer to a command that is no entry."""
        return await _answer(self._reader, command)

    async def _call_aside(self, *command: Any) -> Any:
        """The same apart from those who follow the journal, and who may break their connection at any time."""
        return await _answer(self._aside, command)


async def _answer(client: Redis, command: Sequence[Any]) -> Any:
    try:
        async with asyncio.timeout(2 * ANSWER_WAIT_S):
            return await client.execute_command(*command)  # type: ignore[no-untyped-call]
    except (exceptions.RedisError, OSError) as error:
        await client.connection_pool.disconnect()
        raise JournalError(describe(error)) from error


def _parsed(entries: list[Any]) -> tuple[list[Record], dict[int, str]]:
    """The records of a stream's entries, and the batch of each. JournalError if no wallboard wrote them."""
    records, batches = [], {}
    try:
        for id_, (_, received, _, kind, _, body, _, batch, _, _) in entries:
            version = int(id_.partition(b"-")[0])
            records.append(Record(version, int(received), kind.decode(), body))
            batches[version] = batch.decode()
    except ValueError as error:
        raise JournalError("the stream holds what no wallboard wrote") from error
    return records, batches


def connect(url: str) -> Redis:
    """A client for the address: a server, a managed endpoint, or a service that sentinels know. ValueError if none."""
    # WAITING is shorter than PATIENCE, so an answer that Redis may hold is no silence.
    options: dict[str, Any] = {
        "socket_timeout": ANSWER_WAIT_S,
        "socket_connect_timeout": ANSWER_WAIT_S,
        "retry": Retry(NoBackoff(), 0),
        "protocol": 2,
        "client_name": "wallboard",
    }
    parts = urlsplit(url)
    client: Redis
    if not parts.scheme.endswith("+sentinel"):
        client = Redis.from_url(url, **options)
    else:
        service, _, database = parts.path.strip("/").partition("/")
        _, _, hosts = parts.netloc.rpartition("@")
        options |= {"ssl": True} if parts.scheme == "rediss+sentinel" else {}
        options_given = dict(parse_qsl(parts.query))
        own = {name: options_given.pop(name) for name in ("username", "password") if name in options_given}
        options |= options_given
        known = [_host(host) for host in hosts.split(",")]
        sentinel = Sentinel(known, sentinel_kwargs=options | own, **options)  # type: ignore[no-untyped-call]
        client = sentinel.master_for(
            unquote(service),
            username=unquote(parts.username or "") or None,
            password=unquote(parts.password or "") or None,
            db=int(database or 0),
        )
    for command in ("XRANGE", "XREVRANGE", "XREAD"):
        client.set_response_callback(command, _as_it_is)
    return client


def _as_it_is(response: Any, **_: Any) -> Any:
    return response


def _host(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":") if ":" in text else (text, "", "26379")
    return host.strip("[]"), int(port)


def refusal(error: Exception) -> bool:
    """Whether Redis itself said no, so that nothing was written; a silence or a broken line says nothing."""
    REFUSALS = exceptions.ResponseError | exceptions.BusyLoadingError | exceptions.AuthenticationError
    return isinstance(error, REFUSALS)


def describe(error: Exception) -> str:
    """What is wrong with Redis, for whoever is refused: no address, no secret."""
    for kind, words in WORDS:
        if isinstance(error, kind):
            return words
    code = str(error).partition(" ")[0]
    return f"Redis refuses it ({code})" if code.isupper() else "Redis refuses it"
