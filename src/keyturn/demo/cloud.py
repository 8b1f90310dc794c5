"""The simulated AWS as a process: `python -m keyturn.demo.cloud` prints its port, and goes when its input closes.

It is moto's own server, dispatcher and request handler on a loopback port of the system's choosing. One flaw of moto's
IAM check is mended here, because the check is what makes a stolen or made-up key worthless in this demo: to verify the
signature of a request without a body, moto 5.2 hashes the request's headers or query in place of the empty body
(`IAMRequestBase._create_aws_request`), and so refuses every rightly signed `GET` but those of S3.
"""

import sys
import threading

from botocore.awsrequest import AWSRequest
from moto.iam import access_control
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

_BODILESS = frozenset({"DELETE", "GET", "HEAD"})


def main() -> None:
    """Serve until standard input closes: whoever started this process is then gone, or done."""
    _mend_signature_check()
    application = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=MotoRequestHandler)

    def until_input_closes() -> None:
        sys.stdin.read()
        server.shutdown()

    threading.Thread(target=until_input_closes, daemon=True).start()
    print(server.server_port, flush=True)
    server.serve_forever()
    server.server_close()


def _mend_signature_check() -> None:
    original = access_control.IAMRequestBase._create_aws_request  # noqa: SLF001 - moto offers no seam for this

    def create(self: access_control.IAMRequestBase) -> AWSRequest:
        request = original(self)
        if self._method in _BODILESS and not self._body:
            request.data = b""
        return request

    access_control.IAMRequestBase._create_aws_request = create  # type: ignore[method-assign]  # noqa: SLF001


if __name__ == "__main__":
    main()
