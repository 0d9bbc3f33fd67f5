"""A hub that lets people log in with a browser, as far as a client sees of it (RFC 8628), and nothing else."""

import json
import threading
import urllib.parse

from .loopback import Loopback, QuietHandler

USER_CODE = "ABCD-EFGH"


class OAuthHub(Loopback):
    """Use it in a `with`. Every token it gives out ends after `lifetime` seconds; every refresh token is good once."""

    def __init__(self, answers=(), lifetime: int = 3600):
        # What it says to those who ask whether the person has agreed, one after the other; then it gives tokens.
        self.answers = list(answers)
        self.lifetime = lifetime
        self.asked: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.tokens: set[str] = set()
        self.refresh_tokens: set[str] = set()
        self.lock = threading.Lock()

    def handler(self):
        hub = self

        class Handler(QuietHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                form = dict(urllib.parse.parse_qsl(body, keep_blank_values=True))
                self._send(*hub._post(self.path, form, "Authorization" in self.headers))

            def do_GET(self):
                self._send(*hub._get(self.path, self.headers.get("Authorization")))

            def _send(self, status, value):
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        return Handler

    def give(self) -> dict:
        """A pair of tokens that nobody has yet."""
        number = len(self.tokens) + 1
        self.tokens.add(f"hf_oauth_{number}")
        self.refresh_tokens.add(f"refresh_{number}")
        return {
            "access_token": f"hf_oauth_{number}",
            "refresh_token": f"refresh_{number}",
            "expires_in": self.lifetime,
            "token_type": "bearer",
        }

    def grants(self, grant: str) -> int:
        """How often tokens were asked for in this way."""
        return sum(each.get("grant_type", "").endswith(grant) for each in self.asked)

    def _post(self, path: str, form: dict[str, str], has_token: bool):
        with self.lock:
            self.asked.append(form)
            self.paths.append(path)
            assert not has_token, "a token was sent where one is asked for"
            if path == "/oauth/device":
                return 200, {
                    "device_code": "device",
                    "user_code": USER_CODE,
                    "verification_uri": f"{self.url}/device",
                    "interval": 1,
                    "expires_in": 60,
                }
            if form["grant_type"] == "refresh_token":
                if form["refresh_token"] not in self.refresh_tokens:
                    return 400, {"error": "invalid_grant"}
                self.refresh_tokens.remove(form["refresh_token"])
                return 200, self.give()
            if self.answers:
                return 400, {"error": self.answers.pop(0)}
            return 200, self.give()

    def _get(self, path: str, authorization: str | None):
        with self.lock:
            self.paths.append(path)
            token = (authorization or "").removeprefix("Bearer ")
            if path == "/api/whoami-v2" and token in self.tokens:
                return 200, {"type": "user", "name": "me", "orgs": [], "auth": {"type": "oauth"}}
            return 401, {"error": "Invalid credentials in Authorization header"}
