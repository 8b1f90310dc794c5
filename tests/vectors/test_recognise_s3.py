"""S3's addresses: bucket in the path, bucket in the host, access points, and keys exactly as they were written."""

import pytest

from tests.wire.handmade import ask, named, refused, s3

BEIJING = "bucket.s3.cn-north-1.amazonaws.com.cn"


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/bucket/key", "key"),
        ("/bucket/a/b", "a/b"),
        ("/bucket//", "/"),
        ("/bucket//a//b/", "/a//b/"),
        ("/bucket/../x", "../x"),
        ("/bucket/a/../b", "a/../b"),
        ("/bucket/./b", "./b"),
        ("/bucket/a%2Fb", "a/b"),
        ("/bucket/a%252Fb", "a%2Fb"),
        ("/bucket/%2e%2e", ".."),
        ("/bucket/%C3%A4%20%2B", "ä +"),
        ("/bucket/a+b", "a+b"),
        ("/bucket/?", None),
        ("/bucket", None),
    ],
)
def test_a_key_is_exactly_what_was_written(path: str, key: str | None) -> None:
    for target, host in ((path, "localhost:8400"), (path.removeprefix("/bucket") or "/", "bucket.localhost:8400")):
        call = named(s3("DELETE", target, host=host))
        assert call.parameters == ({"Bucket": "bucket"} if key is None else {"Bucket": "bucket", "Key": key})
        assert call.operation == ("DeleteBucket" if key is None else "DeleteObject")


@pytest.mark.parametrize(
    "host",
    [
        "localhost:8400",
        "LOCALHOST:8400",
        "127.0.0.1:8400",
        "s3.cn-north-1.amazonaws.com.cn",
        "s3.dualstack.cn-north-1.amazonaws.com.cn",
        "s3.cn-north-1.amazonaws.com.cn:443",
        "s3.amazonaws.com",
        "s3-cn-north-1.amazonaws.com.cn",
    ],
)
def test_a_bucket_stands_in_the_path(host: str) -> None:
    assert named(s3("HEAD", "/bucket", host=host)).parameters == {"Bucket": "bucket"}


@pytest.mark.parametrize(
    ("host", "bucket"),
    [
        ("bucket.localhost:8400", "bucket"),
        ("a.b.c.localhost:8400", "a.b.c"),
        (BEIJING, "bucket"),
        ("bucket.s3.dualstack.cn-north-1.amazonaws.com.cn", "bucket"),
        ("bucket.s3-fips.cn-north-1.amazonaws.com.cn", "bucket"),
        ("bucket.s3-accelerate.amazonaws.com", "bucket"),
        ("s3.s3.cn-north-1.amazonaws.com.cn", "s3"),
        ("a.s3.b.s3.cn-north-1.amazonaws.com.cn", "a.s3.b"),
        (
            "point-123456789012.s3-accesspoint.cn-north-1.amazonaws.com.cn",
            "arn:aws-cn:s3:cn-north-1:123456789012:accesspoint/point",
        ),
    ],
)
def test_a_bucket_or_access_point_stands_in_the_host(host: str, bucket: str) -> None:
    assert named(s3("HEAD", "/", host=host)).parameters == {"Bucket": bucket}


def test_an_account_number_at_the_end_of_a_bucket_makes_no_access_point_of_it() -> None:
    call = named(s3("HEAD", "/", host="costs-123456789012.localhost:8400"))

    assert call.parameters == {"Bucket": "costs-123456789012"}


def test_an_outposts_access_point_is_named_by_its_host() -> None:
    host = "point-123456789012.op-01ac5d28a6a232904.localhost:8400"
    call = named(ask("s3-outposts", "GET", "/key", host=host))

    assert call.parameters["Bucket"] == (
        "arn:aws-cn:s3-outposts:cn-north-1:123456789012:outpost/op-01ac5d28a6a232904/accesspoint/point"
    )


@pytest.mark.parametrize(
    "host",
    [
        "bucket.s3.us-east-1.amazonaws.com",  # signed for another region
        "evil.example",
        "localhost:8401",
        "localhost",
        "bucket.s3.cn-north-1.amazonaws.com.cn.evil.example",
        "bucket.s3.cn-north-1.evilamazonaws.com",
        "user@localhost:8400",
        "a..b.localhost:8400",
        ".localhost:8400",
        "bücket.localhost:8400",
        "dynamodb.cn-north-1.amazonaws.com.cn",
        "-.localhost:8400",
        "",
    ],
)
def test_a_host_that_is_neither_ours_nor_of_s3_is_refused(host: str) -> None:
    refused(s3("GET", "/key", host=host))


@pytest.mark.parametrize("path", ["//key", "/.bucket/key", "/bu%2Fcket/key", "/a%20b/key", "/%00", "key", "/bücket"])
def test_a_path_that_names_no_bucket_is_refused(path: str) -> None:
    refused(s3("GET", path))


def test_objects_are_told_from_the_control_plane_by_the_account() -> None:
    path = "/v20180820/accesspoint/point"
    account = ("x-amz-account-id", "123456789012")

    assert named(s3("GET", path, account)).service == "s3control"
    assert "`s3:GetObject`" not in refused(s3("GET", "/v20180820/nothing", account))
    assert named(s3("GET", path)).parameters == {"Bucket": "v20180820", "Key": "accesspoint/point"}
    assert "`s3:PutObject` or `s3control:CreateBucket`" in refused(s3("PUT", "/v20180820/bucket/name"))
    assert named(s3("PUT", "/v20180820/bucket/name", host=BEIJING)).operation == "PutObject"
    like_control = "x.s3-control.y.s3.cn-north-1.amazonaws.com.cn"
    assert named(s3("PUT", "/v20180820/bucket/name", host=like_control)).parameters["Bucket"] == "x.s3-control.y"
    assert (
        named(s3("PUT", "/v20180820/bucket/name", host="s3-control.cn-north-1.amazonaws.com.cn")).service == "s3control"
    )


def test_an_account_before_the_host_is_the_one_in_the_header() -> None:
    host = "210987654321.localhost:8400"
    why = refused(s3("GET", "/v20180820/jobs", ("x-amz-account-id", "123456789012"), host=host))

    assert why == "`AccountId` in the host is not the one in the request"


def test_other_names_before_the_gateways_mean_nothing_outside_s3() -> None:
    target = ("x-amz-target", "DynamoDB_20120810.ListTables")
    answer = ask(
        "dynamodb",
        "POST",
        "/",
        ("content-type", "application/x-amz-json-1.0"),
        target,
        body=b"{}",
        host="x.localhost:8400",
    )

    assert refused(answer) == "`x` before the gateway's host name has no meaning for `ListTables`"


def test_a_presigned_url_says_the_same_as_a_signed_request() -> None:
    presigned = (
        "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F20261122%2Fcn-north-1%2Fs3%2Faws4_request"
        "&X-Amz-Date=20261122T144551Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=0"
        "&X-Amz-Security-Token=t&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD"
    )

    call = named(ask("s3", "GET", f"/bucket/key{presigned}&versionId=3&x-id=GetObject", signed=()))
    assert call.parameters == {"Bucket": "bucket", "Key": "key", "VersionId": "3"}

    call = named(ask("s3", "PUT", f"/bucket/key{presigned}&x-amz-acl=public-read", signed=()))
    assert call.parameters["ACL"] == "public-read"

    both = ask("s3", "PUT", f"/bucket/key{presigned}&x-amz-acl=private", ("x-amz-acl", "public-read"), signed=())
    assert refused(both) == "`x-amz-acl` stands in the headers and in the query string"


def test_an_operation_named_in_the_query_string_must_be_the_one_that_is_meant() -> None:
    assert named(s3("GET", "/bucket/key?x-id=GetObject")).operation == "GetObject"
    assert "`x-id` has no meaning" in refused(s3("DELETE", "/bucket/key?x-id=GetObject"))


def test_metadata_is_a_map_of_headers() -> None:
    call = named(s3("PUT", "/bucket/key", ("x-amz-meta-owner", "ana"), ("x-amz-meta-a-b", "1"), body=b"x"))

    assert call.parameters["Metadata"] == {"owner": "ana", "a-b": "1"}


def test_what_only_restates_the_body_stands_apart() -> None:
    headers = (
        ("content-length", "1"),
        ("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg=="),
        ("x-amz-sdk-checksum-algorithm", "CRC32"),
        ("x-amz-checksum-crc32", "AAAAAA=="),
    )
    plain, checked = named(s3("PUT", "/bucket/key", body=b"x")), named(s3("PUT", "/bucket/key", *headers, body=b"x"))

    assert plain.parameters == checked.parameters
    assert checked.restated.keys() == {"ContentLength", "ContentMD5", "ChecksumAlgorithm", "ChecksumCRC32"}


def test_the_algorithm_of_a_copy_is_no_restatement() -> None:
    call = named(s3("PUT", "/bucket/key", ("x-amz-copy-source", "a/b"), ("x-amz-checksum-algorithm", "SHA256")))

    assert call.parameters["ChecksumAlgorithm"] == "SHA256"


def test_directory_buckets_are_listed_under_their_own_signature() -> None:
    assert named(s3("GET", "/")).operation == "ListBuckets"
    assert named(ask("s3express", "GET", "/")).operation == "ListDirectoryBuckets"


@pytest.mark.parametrize(
    ("method", "target", "operation"),
    [
        ("GET", "/bucket", "ListObjects"),
        ("GET", "/bucket?list-type=2", "ListObjectsV2"),
        ("GET", "/bucket?versions", "ListObjectVersions"),
        ("GET", "/bucket?location", "GetBucketLocation"),
        ("GET", "/bucket?location=", "GetBucketLocation"),
        ("GET", "/bucket?lifecycle", "GetBucketLifecycleConfiguration"),
        ("POST", "/bucket/key?uploads", "CreateMultipartUpload"),
        ("DELETE", "/bucket/key?uploadId=1", "AbortMultipartUpload"),
        ("DELETE", "/bucket/key?tagging", "DeleteObjectTagging"),
        ("PUT", "/bucket/key?partNumber=1&uploadId=2", "UploadPart"),
        ("POST", "/bucket?delete", "DeleteObjects"),
        ("DELETE", "/bucket?policy", "DeleteBucketPolicy"),
        ("PUT", "/bucket", "CreateBucket"),
    ],
)
def test_subresources_name_operations(method: str, target: str, operation: str) -> None:
    assert named(s3(method, target)).operation == operation


@pytest.mark.parametrize(
    "target", ["/bucket?list-type=3", "/bucket/key?partNumber=1", "/bucket?location=x", "/bucket?delete=1"]
)
def test_half_a_subresource_is_refused(target: str) -> None:
    refused(s3("PUT", target))


def test_a_part_without_its_upload_is_not_taken_for_an_object() -> None:
    assert "`partNumber` has no meaning for `PutObject`" in refused(s3("PUT", "/bucket/key?partNumber=1", body=b"x"))
