"""Signatures as the Standard Webhooks specification has them: its vectors, and what must never be believed."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.webhooks.signatures import ID, SIGNATURE, TIMESTAMP, BadSignature, check, claimed, parse_secret, signed

# The vector that the specification's own libraries are tested with.
SECRET = parse_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
MESSAGE, SECONDS, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
RIGHT = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
WRONG = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OA="
HEADERS = {ID: MESSAGE, TIMESTAMP: str(SECONDS), SIGNATURE: RIGHT}
OTHER = bytes(range(32))


def believed(
    headers: dict[str, str], body: bytes = BODY, now: float = SECONDS, secrets: tuple[bytes, ...] = (SECRET,)
) -> bool:
    try:
        check(claimed(headers, now, 300), secrets, body)
    except BadSignature:
        return False
    return True


def test_the_specification_s_vector_is_what_we_sign() -> None:
    assert signed([SECRET], MESSAGE, SECONDS, BODY) == HEADERS


@pytest.mark.parametrize(
    "signature",
    [
        RIGHT,
        f"{WRONG} v2,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= {RIGHT} {WRONG}",
        f"v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg== {RIGHT}",
    ],
)
def test_one_right_signature_of_several_is_enough(signature: str) -> None:
    assert believed({**HEADERS, SIGNATURE: signature})


@pytest.mark.parametrize(
    "signature",
    [
        WRONG,
        "v1,",
        "v1",
        "",
        RIGHT.removeprefix("v1,"),
        RIGHT[:8],
        "v2" + RIGHT[2:],
        "v1,不是",
        RIGHT.replace(" ", ","),
        f"{RIGHT}=",
    ],
)
def test_another_signature_is_not_believed(signature: str) -> None:
    assert not believed({**HEADERS, SIGNATURE: signature}) or signature == RIGHT


@pytest.mark.parametrize("missing", [ID, TIMESTAMP, SIGNATURE])
def test_every_header_is_needed(missing: str) -> None:
    assert not believed({name: value for name, value in HEADERS.items() if name != missing})


@pytest.mark.parametrize(("now", "good"), [(0, True), (300, True), (-300, True), (301, False), (-301, False)])
def test_the_window_reaches_five_minutes_both_ways(now: int, good: bool) -> None:
    assert believed(HEADERS, now=SECONDS + now) is good


@pytest.mark.parametrize("timestamp", ["hello", "1614265330.0", "-1", "٣", "9" * 13, " 1614265330"])
def test_a_time_that_is_none(timestamp: str) -> None:
    assert not believed({**HEADERS, TIMESTAMP: timestamp})


@pytest.mark.parametrize("identity", ["msg_a.b", "消息", "a b", "m" * 201])
def test_an_id_that_could_be_read_two_ways_is_refused(identity: str) -> None:
    headers = signed([SECRET], "x", SECONDS, BODY)
    assert not believed({**headers, ID: identity})


def test_while_secrets_change_either_is_good() -> None:
    assert believed(signed([OTHER], MESSAGE, SECONDS, BODY), secrets=(SECRET, OTHER))
    assert believed(signed([SECRET, OTHER], MESSAGE, SECONDS, BODY), secrets=(OTHER,))
    assert not believed(signed([OTHER], MESSAGE, SECONDS, BODY))


@given(body=st.binary(max_size=200), place=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_no_changed_byte_is_believed(body: bytes, place: int, flip: int) -> None:
    headers = signed([SECRET], MESSAGE, SECONDS, body)
    assert believed(headers, body)
    if body:
        changed = bytearray(body)
        changed[place % len(body)] ^= flip
        assert not believed(headers, bytes(changed))
    assert not believed({**headers, ID: MESSAGE + "2"}, body)
    assert not believed({**headers, TIMESTAMP: str(SECONDS + 1)}, body)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "whsec_",
        "whsec_c2hvcnQ=",
        "hunter2hunter2hunter2hunter2hunter2",
        "whsec_!!!",
        "whsec_" + base64.b64encode(bytes(65)).decode(),
    ],
)
def test_a_secret_that_is_none_is_refused_unquoted(text: str) -> None:
    with pytest.raises(ValueError, match="whsec_") as refusal:
        parse_secret(text)
    assert not text.removeprefix("whsec_") or text.removeprefix("whsec_") not in str(refusal.value)
