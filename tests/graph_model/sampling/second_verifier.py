"""A second verifier of draws, written from docs/sampling.md alone: the standard library, nothing of ours, no haste."""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


class Stream:
    """Lots, 8 bytes each, from the output of SHAKE-256."""

    def __init__(self, file: dict[str, Any], purpose: str, name: str) -> None:
        randomness = sha256((file["publicRandomness"] or "").encode())
        fixed = bytes.fromhex(file["commitment"]) + bytes.fromhex(file["seed"]) + randomness
        self.hash = hashlib.shake_256(b"yuxin-sample/1 " + purpose.encode() + b"\n" + fixed + name.encode())
        self.output = b""
        self.read = 0

    def below(self, k: int) -> int:
        while True:
            if self.read + 8 > len(self.output):
                self.output = self.hash.digest(max(4096, 2 * len(self.output)))
            lot = int.from_bytes(self.output[self.read : self.read + 8], "big")
            self.read += 8
            if lot < 2**64 - 2**64 % k:
                return lot % k


def places(file: dict[str, Any], stratum: dict[str, Any]) -> list[int]:
    size, take = stratum["size"], stratum["take"]
    stream = Stream(file, "subjects", f"{stratum['item']}/{stratum['grade']}")
    found: set[int] = set()
    while len(found) < min(take, size - take):
        found.add(stream.below(size))
    if take > size - take:
        found = set(range(size)) - found
    return sorted(found)


def read_pool(text: str) -> tuple[list[tuple[str, list[list[str]]]], list[list[str]], list[list[str]]]:
    lines = text.removesuffix("\n").split("\n")
    strata, at = [], 0
    while lines[at].startswith("stratum "):
        _, name, size = lines[at].split(" ")
        strata.append((name, [line.split("\t") for line in lines[at + 1 : at + 1 + int(size)]]))
        at += 1 + int(size)
    left_out = int(lines[at].removeprefix("left-out "))
    inspectors = at + 1 + left_out
    assert int(lines[inspectors].removeprefix("inspectors ")) == len(lines) - inspectors - 1
    return (
        strata,
        [line.split("\t") for line in lines[at + 1 : inspectors]],
        [line.split("\t") for line in lines[inspectors + 1 :]],
    )


def listed(text: str) -> list[str]:
    return [each for each in text.split(",") if each]


def item_order(item: str) -> tuple[int, int]:
    annex, number = item.split("-")
    return int(annex), int(number)


METHODS = {"A": "WRITTEN_POSSIBLE", "B": "ON_SITE", "C": "ON_SITE_STRENGTHENED", "D": "ON_SITE_STRENGTHENED"}


def visits(file: dict[str, Any], drawn: dict[str, list[int]]) -> list[dict[str, Any]]:
    strata, _, inspectors = read_pool(file["pool"])
    loads = {number: 0 for number, *_ in inspectors}
    stream = Stream(file, "inspectors", "")
    made = []
    for subject, district, items in sorted(
        (lines[place][0], lines[place][1], [name, *listed(lines[place][2])])
        for name, lines in strata
        for place in drawn[name]
    ):
        pairs = sorted((each.split("/") for each in items), key=lambda pair: item_order(pair[0]))
        by_department: dict[str, set[str]] = {}
        for item, _ in pairs:
            by_department.setdefault(file["plan"]["departments"][item], set()).add(item)
        sent: list[str] = []
        short: list[str] = []
        for department in sorted(by_department) if inspectors else ():
            here: list[str] = []
            while len(here) < file["plan"]["inspectorsEach"]:
                able = [
                    number
                    for number, own, able_items, districts, conflicts in inspectors
                    if own == department
                    and (not able_items or by_department[department] <= set(listed(able_items)))
                    and (not districts or district in listed(districts))
                    and subject not in listed(conflicts)
                    and number not in here
                ]
                if not able:
                    short.append(department)
                    break
                fewest = min(loads[number] for number in able)
                candidates = sorted(number for number in able if loads[number] == fewest)
                chosen = candidates[stream.below(len(candidates))]
                loads[chosen] += 1
                here.append(chosen)
            sent += here
        made.append(
            {
                "subject": subject,
                "district": district,
                "items": [{"item": item, "grade": grade} for item, grade in pairs],
                "method": METHODS[max(grade for _, grade in pairs)],
                "inspectors": sent,
                "short": short,
            }
        )
    return made


def expected_take(grade: str, size: int, ratio: int) -> int:
    whole, rest = divmod(size * ratio, 10_000)
    return whole + {"A": 0, "B": int(2 * rest >= 10_000)}.get(grade, int(rest > 0))


def verified(content: bytes) -> bool:
    """Whether the file is right."""
    try:
        file = json.loads(content)
        plan, seed = file["plan"], bytes.fromhex(file["seed"])
        commitment = sha256(
            b"yuxin-sample/1 commitment\n" + seed + sha256(canonical(plan)) + bytes.fromhex(file["poolDigest"])
        )
        rates = {(rate["item"], rate["grade"]): rate["ratio"] for rate in plan["rates"]}
        right = [
            file["format"] == "yuxin-sample/1",
            canonical(file) == content,
            sha256(canonical({**file, "checksum": ""})).hex() == file["checksum"],
            len(seed) == 32 and commitment.hex() == file["commitment"],
            all(
                one["take"] == expected_take(one["grade"], one["size"], rates[one["item"], one["grade"]])
                for one in plan["strata"]
            ),
        ]
        if not all(right):
            return False
        drawn = {f"{one['item']}/{one['grade']}": places(file, one) for one in plan["strata"]}
        if file["drawn"] != [{"stratum": name, "places": found} for name, found in drawn.items()]:
            return False
        return "pool" not in file or _pool_verified(file, drawn)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, AssertionError):
        return False


def _pool_verified(file: dict[str, Any], drawn: dict[str, list[int]]) -> bool:
    plan = file["plan"]
    strata, left_out, inspectors = read_pool(file["pool"])
    subjects = [line[0] for _, lines in strata for line in lines]
    reasons = {(subject, code) for subject, code, *_ in left_out}
    return (
        sha256(file["pool"].encode()).hex() == file["poolDigest"]
        and [(name, len(lines)) for name, lines in strata]
        == [(f"{one['item']}/{one['grade']}", one["size"]) for one in plan["strata"]]
        and all([line[0] for line in lines] == sorted(line[0] for line in lines) for _, lines in strata)
        and len(set(subjects)) == len(subjects)
        and plan["leftOut"] == {code: sum(each == code for _, each in reasons) for _, code in reasons}
        and len(inspectors) == plan["inspectors"]
        and file["visits"] == visits(file, drawn)
    )


if __name__ == "__main__":
    sys.exit(0 if verified(Path(sys.argv[1]).read_bytes()) else 1)
