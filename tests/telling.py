"""What several stories share: an auditor who believes nothing that the gate says, a cloud that takes uploads."""

from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import parse_qs
from xml.sax.saxutils import escape, unescape

from keyturn.model.execution import Answer, Outgoing, Rehearsed, Reply
from keyturn.testing.house import House, Opened
from keyturn.verify.log import Evidence, verify


def problems(house: House) -> list[str]:
    """All that an auditor finds wrong with the log of `house`, after what was begun has come to its end."""
    house.settle()
    log = house.log
    evidence = Evidence(lambda: log.entries, [(len(log.entries), log.checkpoint())], log.verifier())
    return [f"{problem.seq}: {problem.code}: {problem.message}" for problem in verify(evidence).problems]


class Storage:
    """A cloud that takes uploads: it makes up ids and ETags of its own, and keeps what was put together."""

    def __init__(self) -> None:
        self.uploads: dict[str, dict[int, bytes]] = {}
        self.objects: dict[str, bytes] = {}

    def __call__(self, outgoing: Outgoing) -> Answer:
        request = outgoing.request
        query = parse_qs(request.query, keep_blank_values=True)
        data = outgoing.body if isinstance(outgoing.body, bytes) else b""
        if "uploads" in query:
            upload = f"real-{len(self.uploads)}&<>"
            self.uploads[upload] = {}
            body = (
                f"<InitiateMultipartUploadResult><UploadId>{escape(upload)}</UploadId></InitiateMultipartUploadResult>"
            )
            return Answer(200, (), body.encode())
        upload = query["uploadId"][0]
        if upload not in self.uploads:
            return Answer(404, (), b"<Error><Code>NoSuchUpload</Code></Error>")
        if "partNumber" in query:
            self.uploads[upload][int(query["partNumber"][0])] = data
            return Answer(200, ((b"ETag", self.etag(data).encode()),), b"")
        parts = self.uploads.pop(upload)
        self.objects[request.path] = b"".join(parts[number] for number in sorted(parts))
        return Answer(200, (), b"<CompleteMultipartUploadResult/>")

    @staticmethod
    def etag(data: bytes) -> str:
        """The ETag of a part with these bytes."""
        return f'"{sha256(data).hexdigest()[:32]}"'


def upload(house: House, session: Opened, parts: Sequence[bytes], **place: str) -> list[Reply]:
    """Upload `parts` as a client does that goes by the answers it gets; the replies to all calls."""
    replies = [house.submit(session, "s3:CreateMultipartUpload", **place)]
    upload_id = _upload_id(replies[0])
    if upload_id is None:
        return replies
    listed = []
    for number, body in enumerate(parts, 1):
        reply = house.submit(session, "s3:UploadPart", PartNumber=number, Body=body, UploadId=upload_id, **place)
        replies.append(reply)
        tag = (
            reply.etag if isinstance(reply, Rehearsed) else reply.header(b"etag") if isinstance(reply, Answer) else None
        )
        if tag is None:
            return replies
        listed.append({"PartNumber": number, "ETag": tag})
    whole = {"Parts": listed}
    reply = house.submit(session, "s3:CompleteMultipartUpload", MultipartUpload=whole, UploadId=upload_id, **place)
    return [*replies, reply]


def _upload_id(reply: Reply) -> str | None:
    if isinstance(reply, Rehearsed):
        return reply.upload_id
    if isinstance(reply, Answer) and isinstance(reply.body, bytes):
        return unescape(reply.body.decode().partition("<UploadId>")[2].partition("</UploadId>")[0]) or None
    return None
