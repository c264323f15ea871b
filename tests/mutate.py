"""Wrong input made of right input: bytes, ELF files, JSON values, texts. Everything is drawn from the
random.Random given, so that the same seed makes the same bytes."""

import json
import struct

NUMBERS = [
    0,
    1,
    -1,
    2,
    3,
    7,
    31,
    32,
    33,
    63,
    64,
    255,
    256,
    1023,
    1024,
    4095,
    4096,
    65535,
    65536,
    2**24,
    2**31 - 1,
    2**31,
    2**32 - 1,
    2**32,
    2**53,
    2**63 - 1,
    2**63,
    2**64 - 1,
    2**64,
    0.5,
    -0.25,
    1e9,
    1e-9,
    1e300,
]
WORDS = [
    "",
    " ",
    "0",
    "-1",
    "0x",
    "0x0",
    "0x2400_0000",
    "0x24000000",
    "0x30000000",
    "0x5FFFFFFF",
    "0xFFFFFFFF",
    "0xFFFFFFFFFFFFFFFF",
    "0x1_",
    "1us",
    "-1us",
    "0.5ns",
    "99999999999s",
    "18446744073709551615",
    "rx",
    "tx+4294967295",
    "rx+",
    "begin",
    "end",
    "%s%n%s",
    "../../../etc/passwd",
    "/",
    ".",
    "/dev/null",
    "\u00e9\u4e2d\U0001f600",
    "\u202e\u0085",
    "\ud800",
    "]]>",
    "<a>&\"'",
    "a\tb\nc\r",
    "\x7f",
    "x" * 63,
    "x" * 64,
    "x" * 300,
    "y" * 5000,
    "z" * 70000,
    "DMA1",
    "USART3",
    "text",
    "error",
    "axisram",
    "sram1",
    "dtcm",
    "scenario.json",
    "*",
    "a,b",
    "=",
    "[",
    "fill:0x24000020@5760",
]


# ---- bytes ----


def flip(rng, b, lo, hi):
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        b[rng.randrange(lo, hi)] ^= 1 << rng.randrange(8)


def strange_byte(rng, b, lo, hi):
    for _ in range(rng.choice((1, 1, 3))):
        b[rng.randrange(lo, hi)] = rng.choice((0, 1, 0x7F, 0x80, 0xFF, 0x0A, 0x20, 0x22, rng.randrange(256)))


def strange_word(rng, b, lo, hi):
    size, code = rng.choice(((2, "<H"), (4, "<I"), (4, "<I"), (8, "<Q")))
    if hi - lo < size:
        return
    at = lo + rng.randrange(hi - lo - size + 1)
    if rng.random() < 0.7:
        at -= (at - lo) % size
    old = struct.unpack_from(code, b, at)[0]
    n = rng.choice(
        (
            0,
            1,
            2**31 - 1,
            2**31,
            2**32 - 1,
            2**63,
            2**64 - 1,
            old + 1,
            old - 1,
            old * 2,
            old + 2**31,
            rng.getrandbits(32),
        )
    )
    struct.pack_into(code, b, at, n % (1 << 8 * size))


def fill(rng, b, lo, hi):
    n = rng.randint(1, min(64, hi - lo))
    at = rng.randrange(lo, hi - n + 1)
    b[at : at + n] = bytes([rng.choice((0, 0xFF, 0x80, 0x41))]) * n


def copy(rng, b, lo, hi):
    n = rng.randint(1, min(200, hi - lo))
    at = rng.randrange(lo, hi - n + 1)
    to = rng.randrange(lo, hi - n + 1)
    b[to : to + n] = b[at : at + n]


def remove(rng, b, lo, hi):
    n = rng.randint(1, min(200, hi - lo))
    at = rng.randrange(lo, hi - n + 1)
    del b[at : at + n]


def insert(rng, b, lo, hi):
    at = rng.randrange(lo, hi)
    if rng.random() < 0.5:
        b[at:at] = rng.randbytes(rng.choice((1, 3, 40)))
    else:
        n = rng.randint(1, min(300, hi - lo))
        b[at:at] = b[lo : lo + n] * rng.choice((1, 1, 2, 50))


IN_PLACE = (flip, strange_byte, strange_word, fill, copy)
ANYTHING = IN_PLACE + (remove, insert)


def mutate_bytes(rng, data, kinds=ANYTHING):
    b = bytearray(data)
    if not b or rng.random() < 0.03:
        return b""
    if rng.random() < 0.1:
        return bytes(b[: rng.randrange(len(b))])
    for _ in range(rng.choice((1, 1, 2, 5))):
        if b:
            rng.choice(kinds)(rng, b, 0, len(b))
    return bytes(b)


# ---- ELF --------------------------------------------------------------------------------------------------


def elf_parts(data):
    """Where things are: (name, offset, size, entry size)."""
    parts = [("head", 16, 36, 4)]
    phoff, shoff = struct.unpack_from("<II", data, 28)
    phentsize, phnum, shentsize, shnum, shstrndx = struct.unpack_from("<HHHHH", data, 42)
    parts.append(("segments", phoff, phentsize * phnum, 4))
    parts.append(("sections", shoff, shentsize * shnum, 4))
    rows = [struct.unpack_from("<10I", data, shoff + i * shentsize) for i in range(shnum)]
    names = rows[shstrndx][4] if shnum else 0
    for name, kind, flags, _, offset, size, *_rest in rows:
        if kind in (0, 8) or not size or offset + size > len(data):
            continue
        text = data[names + name : data.index(b"\0", names + name)].decode("latin-1")
        parts.append((text, offset, size, flags))
    return parts


def mutate_elf(rng, data):
    """Half of it in tables and debug information; the rest in what the core runs, or anywhere."""
    parts = elf_parts(data)
    dice = rng.random()
    if dice < 0.12:
        return mutate_bytes(rng, data)
    if dice < 0.35:
        chosen = [p for p in parts if p[0] in ("head", "segments", "sections")]
    elif dice < 0.7:
        chosen = [p for p in parts if p[0].startswith((".debug", ".symtab", ".strtab", ".shstrtab"))]
    elif dice < 0.92:
        chosen = [p for p in parts if p[0].startswith((".text", ".data", ".rodata", ".vector", ".isr"))]
    else:
        chosen = parts
    b = bytearray(data)
    chosen = chosen or parts
    _, at, size, _ = rng.choice(chosen)
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        if rng.random() < 0.3:
            _, at, size, _ = rng.choice(chosen)
        if size:
            rng.choice(IN_PLACE)(rng, b, at, at + size)
    return bytes(b)


# ---- JSON -------------------------------------------------------------------------------------------------


def places(value, out):
    """Every (container, key) of a value."""
    for key, v in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        out.append((value, key))
        places(v, out)
    return out


def deep(rng):
    v = 1
    for _ in range(rng.choice((3, 60, 70))):
        v = [v] if rng.random() < 0.5 else {"a": v}
    return v


def strange_value(rng, old):
    dice = rng.random()
    if dice < 0.30:
        return rng.choice(NUMBERS)
    if dice < 0.50:
        return rng.choice(WORDS)
    if dice < 0.60 and isinstance(old, str):
        return (old + rng.choice(WORDS))[:80000] if rng.random() < 0.5 else old[: rng.randrange(len(old) + 1)]
    if dice < 0.72 and isinstance(old, (int, float)):
        return old + rng.choice((1, -1, 4, 31, 2**31)) if rng.random() < 0.6 else -old
    if dice < 0.80 and isinstance(old, list):
        return old * rng.choice((0, 2, 40, 300)) if len(old) < 50 else old[:1]
    return rng.choice((None, True, False, [], {}, [[]], deep(rng), [old], {"value": old}))


def pool_of(values):
    """What each key has had for a value: what can stand there is what gets furthest in."""
    pool = {}
    for value in values:
        for at, key in places(value, []):
            if isinstance(key, str):
                pool.setdefault(key, {})[json.dumps(at[key])] = None
    return {key: list(had) for key, had in pool.items()}


def mutate_value(rng, value, donor, pool):
    """A few places changed, moved, or filled with something of `donor` or of `pool`."""
    value = json.loads(json.dumps(value))
    gentle = rng.random() < 0.4
    for _ in range(rng.choice((1, 1, 1, 2, 4, 10))):
        at, key = rng.choice(places(value, []) or [(value, None)])
        if key is None:
            break
        dice = rng.random()
        if gentle:
            named = [p for p in places(value, []) if p[1] in pool]
            at, key = rng.choice(named) if named else (at, key)
            if isinstance(at[key], list) and at[key] and rng.random() < 0.5:
                at[key].insert(rng.randrange(len(at[key])), json.loads(json.dumps(rng.choice(at[key]))))
            elif key in pool:
                at[key] = json.loads(rng.choice(pool[key]))
        elif dice < 0.50:
            at[key] = strange_value(rng, at[key])
        elif dice < 0.60:
            del at[key]
        elif dice < 0.72:
            other, k = rng.choice(places(value, []) or [(at, key)])
            if k in other if isinstance(other, dict) else True:
                at[key], other[k] = json.loads(json.dumps(other[k])), json.loads(json.dumps(at[key]))
        elif dice < 0.84:
            other, k = rng.choice(places(donor, []))
            if isinstance(at, dict) and isinstance(other, dict):
                at[k] = json.loads(json.dumps(other[k]))
            else:
                at[key] = json.loads(json.dumps(other[k]))
        elif dice < 0.90 and isinstance(at, dict):
            at[rng.choice(WORDS)] = at.pop(key)
        elif isinstance(at, list):
            at.insert(key, json.loads(json.dumps(at[rng.randrange(len(at))])))
        else:
            at[str(key) + "_"] = at[key]
    return value


def mutate_json(rng, value, donor, text, pool):
    """Bytes of a JSON file: mostly another value, sometimes the text itself damaged."""
    if rng.random() < 0.15:
        return mutate_bytes(rng, text)
    out = json.dumps(mutate_value(rng, value, donor, pool), ensure_ascii=rng.random() < 0.5).encode(
        "utf-8", "surrogatepass"
    )
    return mutate_bytes(rng, out) if rng.random() < 0.08 else out


# ---- text with numbers and words in it ----


def mutate_text(rng, text, alphabet):
    """Tokens dropped, doubled, swapped, or replaced by an edge; `alphabet`: the separators."""
    tokens, word = [], ""
    for c in text:
        if c in alphabet:
            tokens += [word, c]
            word = ""
        else:
            word += c
    tokens.append(word)
    for _ in range(rng.choice((1, 1, 2, 5))):
        i, j = rng.randrange(len(tokens)), rng.randrange(len(tokens))
        dice = rng.random()
        if dice < 0.4:
            tokens[i] = str(rng.choice(NUMBERS + WORDS))
        elif dice < 0.6:
            tokens[i], tokens[j] = tokens[j], tokens[i]
        elif dice < 0.8:
            tokens[i] = tokens[i] * rng.choice((0, 2, 3))
        else:
            tokens[i:i] = tokens[j : j + 8] * rng.choice((1, 2, 60))
    return "".join(tokens)
