"""Keys and signatures: one encoding, one meaning, and no private byte in a message."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from keyturn.codec import keys
from keyturn.codec.digest import hex_sha256
from keyturn.codec.keys import BadSignature
from keyturn.errors import Malformed

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()


def compress(x: int, y: int) -> bytes:
    return (y | (x & 1) << 255).to_bytes(32, "little")


def double(x: int, y: int) -> tuple[int, int]:
    """Add a point of edwards25519 to itself (RFC 8032, 5.1.4, in affine coordinates)."""
    product = D * x * x * y * y
    return (2 * x * y * pow(1 + product, -1, P) % P, (y * y + x * x) * pow(1 - product, -1, P) % P)


def x_of(y: int) -> int:
    """One x with this y on the curve; a failing assertion if there is none."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    if root * root % P != square:
        root = root * pow(2, (P - 1) // 4, P) % P
    assert root * root % P == square
    return root


def test_the_points_refused_are_exactly_those_whose_order_divides_eight() -> None:
    small: set[tuple[int, int]] = set()
    for y in keys._SMALL_ORDER_Y:
        x = x_of(y)
        small |= {(x, y), (-x % P, y)}
    assert len(small) == 8
    assert all(double(*double(*double(x, y))) == (0, 1) for x, y in small)
    for x, y in small:
        with pytest.raises(Malformed, match="small order"):
            keys.parse_public_key(compress(x, y))
    for y in (0, 1, P - 1):
        with pytest.raises(Malformed, match="small order"):
            keys.parse_public_key(compress(1, y))


def test_a_point_has_one_encoding() -> None:
    for surplus in range(19):
        for sign in (0, 1):
            with pytest.raises(Malformed, match="canonical"):
                keys.parse_public_key(compress(sign, P + surplus))


def test_half_of_all_encodings_are_no_point() -> None:
    fit = 0
    for y in range(2, 202):
        try:
            keys.parse_public_key(compress(0, y))
        except Malformed:
            continue
        x_of(y)
        fit += 1
    assert 70 < fit < 130


@pytest.mark.parametrize("raw", [b"", bytes(31), bytes(33)])
def test_a_key_has_32_bytes(raw: bytes) -> None:
    with pytest.raises(Malformed, match="32 bytes"):
        keys.parse_public_key(raw)


def test_a_key_id_can_be_computed_by_anyone() -> None:
    raw = PUBLIC.public_bytes_raw()
    assert keys.key_id(raw) == hex_sha256(b"keyturn ed25519 key v1\x00" + raw)[:32]
    assert keys.parse_key_id(keys.key_id(raw)) == keys.key_id(raw)
    for text in ("", "A" * 32, "a" * 31, "a" * 33, "a" * 32 + "\n"):
        with pytest.raises(Malformed):
            keys.parse_key_id(text)


def test_a_signature_that_holds_is_accepted() -> None:
    keys.verify(PUBLIC, KEY.sign(b"message"), b"message", "the test")


def test_the_first_vector_of_rfc_8032_holds() -> None:
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    signature = bytes.fromhex(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )
    keys.verify(keys.parse_public_key(public), signature, b"", "the vector")


def test_any_changed_bit_breaks_a_signature() -> None:
    signature = KEY.sign(b"message")
    for bit in range(512):
        changed = bytearray(signature)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BadSignature):
            keys.verify(PUBLIC, bytes(changed), b"message", "the test")
    with pytest.raises(BadSignature):
        keys.verify(PUBLIC, signature, b"massage", "the test")


def test_the_twin_of_a_signature_is_refused() -> None:
    signature = KEY.sign(b"message")
    twin = signature[:32] + (int.from_bytes(signature[32:], "little") + L).to_bytes(32, "little")
    with pytest.raises(BadSignature, match="twin"):
        keys.verify(PUBLIC, twin, b"message", "the test")


@pytest.mark.parametrize("length", [0, 63, 65])
def test_a_signature_has_64_bytes(length: int) -> None:
    with pytest.raises(BadSignature, match="64"):
        keys.verify(PUBLIC, bytes(length), b"message", "the test")


def test_a_key_under_which_one_signature_fits_every_message_is_refused() -> None:
    identity = Ed25519PublicKey.from_public_bytes(compress(0, 1))
    signature = compress(0, 1) + bytes(32)
    identity.verify(signature, b"anything at all")  # the library alone lets this pass
    with pytest.raises(BadSignature, match="small order"):
        keys.verify(identity, signature, b"anything at all", "the test")
    with pytest.raises(BadSignature, match="small order"):
        keys.verify(PUBLIC, signature, b"anything at all", "the test")


def test_a_private_key_file_is_read_as_it_was_written() -> None:
    pem = keys.format_private_key(KEY)
    assert pem.startswith(b"-----BEGIN PRIVATE KEY-----\n")
    assert keys.parse_private_key(pem).private_bytes_raw() == KEY.private_bytes_raw()


def test_a_private_key_file_of_another_kind_is_refused_and_never_shown() -> None:
    other = generate_private_key(SECP256R1())
    locked = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"password"))
    files = [
        other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        locked,
        keys.format_private_key(KEY)[:-40],
        KEY.private_bytes_raw(),
        b"",
    ]
    for data in files:
        with pytest.raises(Malformed) as caught:
            keys.parse_private_key(data)
        assert "(not shown)" in str(caught.value)


def test_a_public_key_file_is_one_line() -> None:
    line = keys.format_public_line(PUBLIC, "ana at her laptop")
    assert line.startswith(b"keyturn-ed25519 ")
    assert line.endswith(b" ana at her laptop\n")
    read = keys.parse_public_line(line)
    assert read.key.public_bytes_raw() == PUBLIC.public_bytes_raw()
    assert read.comment == "ana at her laptop"
    assert keys.parse_public_line(keys.format_public_line(PUBLIC)).comment == ""


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"keyturn-ed25519\n",
        b"keyturn-ed25519 AAAA x\n",
        b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== x\n",
        b" " + keys.format_public_line(PUBLIC),
        keys.format_public_line(PUBLIC) * 2,
        keys.format_public_line(PUBLIC, "x") + b"\n",
        keys.format_public_line(PUBLIC, "x")[:-1] + b"\r\n",
        keys.format_public_line(PUBLIC, "x")[:-1] + "\u202e".encode(),
        keys.format_public_line(PUBLIC, "x")[:-1] + b"x" * 200,
        b"keyturn-ed25519 \xff\n",
    ],
)
def test_no_other_line_is_a_public_key(line: bytes) -> None:
    with pytest.raises(Malformed):
        keys.parse_public_line(line)


def test_the_private_half_given_by_mistake_is_not_repeated() -> None:
    pem = keys.format_private_key(KEY)
    with pytest.raises(Malformed, match=r"\.pub") as caught:
        keys.parse_public_line(pem)
    assert "PRIVATE" not in str(caught.value)
