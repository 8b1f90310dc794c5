"""The signatures of chunks and trailers that AWS publishes.

Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html: a file of 65 KiB of the letter `a`, in
chunks of 64 KiB.
"""

from hashlib import sha256
from typing import Final

from keyturn.codec import sigv4
from tests.chunked import checksum

SECRET: Final = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
STAMP: Final = "20130524T000000Z"
SCOPE: Final = "20130524/us-east-1/s3/aws4_request"
CHUNKS: Final = (b"a" * 65_536, b"a" * 1_024, b"")


def chain(seed: str) -> tuple[sigv4.Seal, list[str]]:
    seal = sigv4.Seal(sigv4.signing_key(SECRET, "20130524", "us-east-1", "s3"), STAMP, SCOPE, seed)
    found = [seed]
    for chunk in CHUNKS:
        found.append(seal.chunk(found[-1], sha256(chunk).hexdigest()))
    return seal, found[1:]


def test_the_published_chain_of_chunks() -> None:
    _, found = chain("4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9")

    assert found == [
        "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
        "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
        "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
    ]


def test_the_published_chain_with_a_trailer() -> None:
    seal, found = chain("106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e")

    assert found == [
        "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
        "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
        "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
    ]
    assert checksum("crc32c", b"".join(CHUNKS)) == "sOO8/Q=="
    assert (
        seal.trailers(found[-1], b"x-amz-checksum-crc32c:sOO8/Q==\n")
        == "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435"
    )
