"""The journal that many nodes share: one Redis stream, whose order is everybody's.

Redis numbers the entries, keeps them as durably as it is configured to, and hands them to every node; nothing here is
a protocol between nodes. What Redis does in one step stands in `redis_functions.py`. Three connections: one to write,
one that waits for entries, one for all else. All give up soon, because Thulium waits behind them; nothing is
sent a second time by itself, because it may have arrived. Errors go out in plain words, without addresses or secrets.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import suppress
from secrets import token_hex
from typing import Any, NoReturn
from urllib.parse import parse_qsl, unquote, urlsplit

from redis import exceptions
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel
from redis.backoff import NoBackoff

from . import (
    CHECKPOINT_INTERVAL_ENTRIES,
    CHECKPOINT_INTERVAL_MS,
    Checkpoint,
    Gap,
    JournalError,
    Record,
    StoredDay,
    Unconfirmed,
    Wanted,
)
from .redis_functions import (
    APPEND,
    CHECKPOINT,
    CONFIRMED,
    END_LEASE,
    FORGET_RULES,
    LEASE,
    REPLACE,
    RULES,
    SAVE,
    TRIM,
)

CHUNK = 1000  # entries read at a time
SEARCH_CHUNK = 500  # the same where a search reads them: about 2 ms of the event loop
ANSWER_WAIT_S = 1.5  # for an answer of Redis; connecting and a command take at most twice that
FOLLOW_WAIT_MS = (
    1000  # milliseconds that Redis may hold an answer: for the next entry, or for replicas to have the last one
)
NEARBY_CHECKPOINT_ENTRIES = 5000  # entries to another node's checkpoint that make one's own needless: 0.2 s of replay …
SPAN = 3_600_000  # … if it is not an hour older (ms), so that even the quietest center has one a day
SKEW = 60_000  # milliseconds by which nodes' clocks may differ; an instant further back is a clock that was set back
UPDATE_ATTEMPTS = 20  # to replace a shared value that other nodes replace as well
DAYS_CHUNK = 50  # stored days read in one request, some kilobytes each
SPACING = (NEARBY_CHECKPOINT_ENTRIES, SPAN, CHECKPOINT_INTERVAL_MS, CHECKPOINT_INTERVAL_ENTRIES)
RULES_TTL_S = 180  # a node that was not here for so long is taken to be gone
LAST = 1 << 53  # a version that no entry reaches
VOLATILE_POLICIES = "the server's maxmemory-policy lets it drop the journal; set noeviction"
UNWRITTEN = "the server has no append-only file, so a restart may lose acknowledged entries; set appendonly yes"
WORDS: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.OutOfMemoryError, "Redis is out of memory; give it more, or lower journal.keep_days"),
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
        self._prefix = prefix
        self._probed = f"{prefix}:probe"
        self._rules_key = f"{prefix}:rules"
        self._days_key = f"{prefix}:days"
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
        """Store all of these. While the journal is known to be unreachable, JournalError is raised immediately."""
        if self._away:
            raise JournalError(self._away)
        return int(await self._written("EVAL", *self._appending(records, "")))

    async def restore(self, records: Sequence[Record]) -> None:
        """Store another journal's entries unchanged."""
        self._steady = 0
        if not await self._written("EVAL", *self._appending(records, records[0].version)):
            raise JournalError("another program writes this journal")

    def _appending(self, records: Sequence[Record], first: int | str) -> list[Any]:
        values = [value for record in records for value in record[1:]]
        return [APPEND, 2, *self._keys, token_hex(6), self._steady, first, *values]

    async def read(self, after: int) -> AsyncIterator[Sequence[Record]]:
        """The entries after a version. Missing ones are logged.

        Gap if they are trimmed meanwhile: then there is a newer checkpoint to start at.
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
        """The matching entries after one version up to another; trimmed entries are not an error."""
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
        """The entries after a version, waiting for new ones for ever."""
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

    async def was_rewritten(self) -> bool:
        """No: `follow` raises Gap where the stream is another one."""
        return False

    async def probe(self) -> None:
        """Write a key that no entry depends on."""
        await self._written("SET", self._probed, "1")

    async def check(self) -> None:
        """Nothing to do: `follow` notices entries that Redis has lost."""

    async def newest_checkpoint(self, made_by: bytes = b"") -> Checkpoint | None:
        """The newest one whose state begins with these bytes and from which the journal continues."""
        if not self._warned:
            await self._warn()
        return await self._checkpoint(reversed(await self._checkpoints()), made_by)

    async def checkpoint_at(self, version: int, made_by: bytes) -> Checkpoint | None:
        """The newest one of a version up to this one whose state begins with these bytes."""
        names = [name.decode() for name in await self._call_aside("HKEYS", self._keys[1])]
        parsed = sorted(((int(name.split(":")[0]), name) for name in names), reverse=True)
        for found, name in parsed:
            if found <= version:
                _, received, batch = name.split(":")
                known = (CHECKPOINT, 2, *self._keys, name, found, batch, made_by)
                if (state := await self._call_aside("EVAL", *known)) is not None:
                    return Checkpoint(found, int(received), state)
        return None

    async def first_checkpoint(self) -> Checkpoint | None:
        """The checkpoint before the first stored entry; None if none was ever trimmed."""
        first = await self._first()
        if first == 1:
            self._batches = {0: ""}
            return None
        return await self._checkpoint(name for name in await self._checkpoints() if name[0] >= first - 1)

    async def save(self, checkpoint: Checkpoint) -> None:
        """Store a checkpoint, unless another node just did. JournalError if the journal has another history."""
        version, received, state = checkpoint
        known = (version, received, self._batches.get(version, "?"), state, checkpoint.made_by)
        if not await self._call_aside("EVAL", SAVE, 2, *self._keys, *known, *SPACING):
            raise JournalError("the journal does not continue from here")

    async def trim(self, before: int, needed: int | None = None) -> None:
        """Delete entries received before this instant and before `needed`, as far as a checkpoint covers them."""
        await self._call_aside("EVAL", TRIM, 2, *self._keys, before, needed or LAST)

    async def compare_rules(self, digest: str) -> bool:
        """Whether the running node that was here last has the rules of this digest too; its own are noted."""
        self._rules = digest
        return bool(await self._call_aside("EVAL", RULES, 1, self._rules_key, digest, RULES_TTL_S))

    async def update_shared(self, name: str, change: Callable[[bytes | None], bytes], seconds: int) -> None:
        """Replace the value of PREFIX:name, unless another node has done so since it was read: then again."""
        key = f"{self._prefix}:{name}"
        for _ in range(UPDATE_ATTEMPTS):
            before = await self._call_aside("GET", key)
            after = change(before)
            if after == before or await self._call_aside("EVAL", REPLACE, 1, key, before or b"", after, seconds):
                return
        raise JournalError("too many nodes change the same at once")

    async def put_days(self, rows: Sequence[StoredDay]) -> None:
        """Keep these parts of days."""
        fields = [value for row in rows for value in (f"{row.part}:{row.day}", row.data)]
        await self._call_aside("HSET", self._days_key, *fields)

    async def day_names(self, part: str) -> Sequence[str]:
        """The names of the days that have this part, in order."""
        fields = [field.decode().partition(":") for field in await self._call_aside("HKEYS", self._days_key)]
        return sorted(name for kind, _, name in fields if kind == part)

    async def days(self, part: str, names: Sequence[str]) -> Sequence[StoredDay]:
        """The part of these days, of those that have it."""
        found = []
        for start in range(0, len(names), DAYS_CHUNK):
            some = names[start : start + DAYS_CHUNK]
            answers = await self._call_aside("HMGET", self._days_key, *[f"{part}:{name}" for name in some])
            found += [StoredDay(name, part, data) for name, data in zip(some, answers, strict=True) if data is not None]
        return found

    async def drop_days(self, part: str, before: str) -> None:
        """Delete this part of all days before this one."""
        if old := [f"{part}:{name}" for name in await self.day_names(part) if name < before]:
            await self._call_aside("HDEL", self._days_key, *old)

    async def lease(self, task: str, seconds: int) -> bool:
        """Whether this node alone does a task for so long; a call in time extends it."""
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
        """The version of the first stored entry; 0 without one."""
        found = await self._call("XRANGE", self._keys[0], "-", "+", "COUNT", 1)
        return int(found[0][0].partition(b"-")[0]) if found else 0

    async def _checkpoints(self) -> list[tuple[int, int, str]]:
        """The version, instant and batch of each, oldest first."""
        names = [name.decode().split(":") for name in await self._call("HKEYS", self._keys[1])]
        return sorted((int(version), int(received), batch) for version, received, batch in names)

    async def _checkpoint(self, names: Iterable[tuple[int, int, str]], made_by: bytes = b"") -> Checkpoint | None:
        """The first of these that has this name and from which the journal continues."""
        for version, received, batch in names:
            name = f"{version}:{received}:{batch}"
            state = await self._call("EVAL", CHECKPOINT, 2, *self._keys, name, version, batch, made_by)
            if state is not None:
                self._batches = {version: batch}
                return Checkpoint(version, received, state)
        self._batches = {0: ""}
        return None

    async def _confirm(self, version: int) -> None:
        """Gap unless the journal continues from this entry: not after trimming, losses or with another history."""
        if not await self._call("EVAL", CONFIRMED, 2, *self._keys, version, self._batches.get(version, "?")):
            raise Gap("the journal has not what was read from it before")

    def _remembered(self, entries: list[Any]) -> list[Record]:
        """The records; the batch of each is remembered until the next ones are read."""
        records, self._batches = _parsed(entries)
        return records

    async def _warn(self) -> None:
        """Log once which part of the server's configuration endangers the journal."""
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
        """Open new connections, perhaps to another server, and describe the error."""
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
        """The same on a connection apart from those of `follow`, which may be cancelled at any time."""
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
        raise JournalError("the stream holds entries that no wallboard wrote") from error
    return records, batches


def connect(url: str) -> Redis:
    """A client for the address: a server, a managed endpoint, or a service of sentinels. ValueError for another."""
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
    """Whether Redis itself refused, so that nothing was written; a timeout or a lost connection is undecided."""
    error_types = exceptions.ResponseError | exceptions.BusyLoadingError | exceptions.AuthenticationError
    return isinstance(error, error_types)


def describe(error: Exception) -> str:
    """The error of Redis for a refused sender: no address, no secret."""
    for kind, words in WORDS:
        if isinstance(error, kind):
            return words
    code = str(error).partition(" ")[0]
    return f"Redis refuses it ({code})" if code.isupper() else "Redis refuses it"
