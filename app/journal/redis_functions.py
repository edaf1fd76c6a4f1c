"""What Redis does in one step for the journal: functions in its Lua, each whole or not at all.

Keys are always the stream (1) and the hash of checkpoints (2). An entry of the stream has the fields received, kind,
body, batch and after, in that order: `batch` names the append that it came with, `after` the one of the entry before
it, so a node that has applied an entry can see whether the stream goes on from that very entry. A checkpoint's name is
"version:received:batch" of the entry it was made after; its first bytes name what made it (`Checkpoint.made_by`).
Effects are replicated, not the scripts.
"""

COMMON = """
local function number(id) return tonumber(string.match(id, '^%d+')) end

local function checkpoints()
  local found = {}
  for _, name in ipairs(redis.call('HKEYS', KEYS[2])) do
    local version, received, batch = string.match(name, '^(%d+):(%d+):(.*)$')
    table.insert(found, {version = tonumber(version), received = tonumber(received), batch = batch, name = name})
  end
  table.sort(found, function(a, b) return a.version < b.version end)
  return found
end

-- The end of the journal: its last entry, or what a lost stream's newest checkpoint was made after.
local function last()
  local entry = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
  if entry then
    return {version = number(entry[1]), received = tonumber(entry[2][2]), batch = entry[2][8]}
  end
  local found = checkpoints()
  return found[#found] or {version = 0, received = 0, batch = ''}
end

local function made_by(name, made) return string.sub(redis.call('HGET', KEYS[2], name), 1, #made) == made end

-- Whether the journal goes on from this entry.
local function confirmed(version, batch)
  local at = redis.call('XRANGE', KEYS[1], version, version)[1]
  if at then return at[2][8] == batch end
  local next = redis.call('XRANGE', KEYS[1], version + 1, '+', 'COUNT', 1)[1]
  if next then return number(next[1]) == version + 1 and next[2][10] == batch end
  local theirs = last()
  return theirs.version == version and theirs.batch == batch
end
"""

CONFIRMED = COMMON + "return confirmed(tonumber(ARGV[1]), ARGV[2]) and 1 or 0"
"""version, batch -> 1 where the journal goes on from that entry, else 0."""

APPEND = (
    COMMON
    + """
local batch, steady, first = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local before = last()
local version, received, after = before.version, before.received, before.batch
if first then
  if version == 0 then version = first - 1 end
  if version ~= first - 1 then return 0 end
end
for i = 4, #ARGV, 3 do
  version = version + 1
  local now = tonumber(ARGV[i])
  if now > received or now < received - steady then received = now end
  redis.call('XADD', KEYS[1], string.format('%.0f-0', version), 'received', string.format('%.0f', received),
             'kind', ARGV[i + 1], 'body', ARGV[i + 2], 'batch', batch, 'after', after)
  after = batch
end
return before.version < version and version - (#ARGV - 3) / 3 + 1 or 0
"""
)
"""batch, steady, first or '', then received, kind and body of each entry -> the first one's version.

An instant up to `steady` milliseconds before the last one becomes the last one's. With `first` the entries get
versions from there, which must follow on the last; else 0 comes back and nothing was stored.
"""

CHECKPOINT = (
    COMMON
    + """
local name, version, batch, made = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
if not confirmed(version, batch) or redis.call('HEXISTS', KEYS[2], name) == 0 then return false end
return made_by(name, made) and redis.call('HGET', KEYS[2], name)
"""
)
"""name, version, batch, made by -> the checkpoint's state if it was made by that and the journal goes on from it."""

SAVE = (
    COMMON
    + """
local version, received, batch, made = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], ARGV[5]
local entries, span, apart, far = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
if not confirmed(version, batch) then return 0 end
local found, names, alike = checkpoints(), {}, {}
for i = #found, 1, -1 do
  names[found[i].name] = true
  local before = found[i].version <= version
  if before and #alike < 2 and #found - i < 8 and made_by(found[i].name, made) then table.insert(alike, found[i]) end
end
local newest, older = alike[1], alike[2]
if newest and newest.version + entries > version and newest.received + span > received then return 1 end
local function name() return string.format('%.0f:%.0f:%s', version, received, batch) end
while names[name()] do received = received + 1 end
redis.call('HSET', KEYS[2], name(), ARGV[4])
if older and newest.received - older.received < apart and newest.version - older.version < far then
  redis.call('HDEL', KEYS[2], newest.name)
end
return 1
"""
)
"""version, received, batch, state, made by, entries, span, apart, far -> 1, or 0 if the journal has another history.

Another node's checkpoint that is less than so many `entries` and `span` milliseconds older is as good. Checkpoints
less than `apart` milliseconds and `far` entries apart take each other's place. Both hold only among those that the
same release and configuration made (of the newest eight, each of which may be megabytes to look into): nodes of
different ones leave each other's alone, and where they meet at one entry the later one's name is a millisecond off.
"""

RULES = """
local other = redis.call('GET', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return other == false or other == ARGV[1]
"""
"""digest, seconds -> 1 unless the node that was here within so many seconds has other rules."""

FORGET_RULES = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end"
"""digest: a node with these rules ends."""

LEASE = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return 1
"""
"""holder, seconds -> 1 if the lease is the holder's for so long, 0 if it is another's."""

END_LEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end"
"""holder: it ends."""

TRIM = (
    COMMON
    + """
local covered = 0
for _, known in ipairs(checkpoints()) do
  if known.received < tonumber(ARGV[1]) and known.version < tonumber(ARGV[2]) then covered = known.version end
end
if covered == 0 then return end
redis.call('XTRIM', KEYS[1], 'MINID', string.format('%.0f', math.min(covered + 1, last().version)))
for _, known in ipairs(checkpoints()) do
  if known.version < covered then redis.call('HDEL', KEYS[2], known.name) end
end
"""
)
"""before, needed: forget entries that a checkpoint older than this covers, and checkpoints before it.

The last entry stays, and so do the entry `needed` and all after it.
"""
REPLACE = """
local now = redis.call('GET', KEYS[1])
if (now or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1
"""
"""before, after, seconds: replace a shared value that is still as it was read; it is gone after so many seconds."""
